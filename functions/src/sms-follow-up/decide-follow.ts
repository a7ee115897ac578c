import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { RemoteToolResult } from '@standardiste/shared/contracts/tools.ts';
import {
  firstSentences,
  relevantSentences,
} from '@standardiste/shared/french/relevant-sentences.ts';
import { findSlots, type Ask, type Step } from './ask.ts';
import { isSwitchedOn } from './is-switched-on.ts';
import { replyTexts } from './reply-texts.ts';

/** Whose question was answered, and when. */
export interface FollowContext {
  readonly profile: Profile;
  readonly nowMs: number;
}

type AskOf<Type extends Ask['type']> = Extract<Ask, { type: Type }>;

/** The appointments of whoever writes: none, the one, or which. Pure. */
export function followAppointments(
  { change, isCertain, when }: AskOf<'appointments'>,
  { appointments, isComplete }: RemoteToolResult<'calendar.list'>,
  { profile, nowMs }: FollowContext,
): Step {
  const texts = replyTexts(profile);
  const [only, ...others] = appointments;
  if (only === undefined) return { say: texts.noAppointment };
  const offer = { type: 'appointments', change, appointments, when } as const;
  if (others.length > 0) return { say: texts.whichAppointment(change, appointments), offer };
  // A calendar that could not be read may hold the one that is meant; and looking for slots does no harm.
  const isMeant = isComplete && (isCertain || change === 'move');
  if (!isMeant) return { say: texts.confirm(change, only), offer };
  if (change === 'cancel') return { ask: { type: 'cancel', appointment: only } };
  return findSlots(only, when, { nowMs, timeZone: profile.timeZone });
}

/** What is free, by number. Pure. */
export function followSlots(
  { appointment }: AskOf<'slots'>,
  { slots, alternatives }: RemoteToolResult<'calendar.find-slots'>,
  { profile }: FollowContext,
): Step {
  const texts = replyTexts(profile);
  const offered = slots.length > 0 ? slots : alternatives;
  const offer = { type: 'slots', appointment, slots: offered } as const;
  if (offered.length === 0) return { say: texts.noSlot, offer };
  const text = slots.length > 0 ? texts.slots : texts.alternatives;
  return { say: text(appointment, offered), offer };
}

/** A move that was made is told by the confirmation that follows every change, unless the profile has none. Pure. */
export function followMove(
  { appointment }: AskOf<'move'>,
  result: RemoteToolResult<'calendar.move'>,
  { profile }: FollowContext,
): Step {
  const texts = replyTexts(profile);
  switch (result.type) {
    case 'moved':
      return isSwitchedOn('moved', profile) ? {} : { say: texts.moved(result) };
    case 'taken': {
      const { alternatives } = result;
      const offer = { type: 'slots', appointment, slots: alternatives } as const;
      if (alternatives.length === 0) return { say: texts.noSlot, offer };
      return { say: texts.taken(appointment, alternatives), offer };
    }
    case 'not-found':
      return { say: texts.noAppointment };
    case 'too-late':
      return { say: texts.tooLate };
  }
}

/** As for a move. Pure. */
export function followCancellation(
  result: RemoteToolResult<'calendar.cancel'>,
  { profile }: FollowContext,
): Step {
  const texts = replyTexts(profile);
  switch (result.type) {
    case 'cancelled':
      return isSwitchedOn('cancelled', profile) ? {} : { say: texts.cancelled(result) };
    case 'not-found':
      return { say: texts.noAppointment };
    case 'too-late':
      return { say: texts.tooLate };
  }
}

/** The sentences that answer, or that we do not know. Pure. */
export function followQuestion(
  { question }: AskOf<'question'>,
  { isRelevant, passages, answer, isUnavailable }: RemoteToolResult<'knowledge.search'>,
  { profile }: FollowContext,
): Step {
  const texts = replyTexts(profile);
  if (isUnavailable) return { say: texts.knowledgeDown };
  const words = answer ? firstSentences(answer) : relevantSentences(passages, question);
  return { say: isRelevant && words !== '' ? words : texts.unknown };
}
