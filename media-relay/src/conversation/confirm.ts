import { bookResult, type Slot } from '@standardiste/shared/contracts/tools.ts';
import { mayBeMobile } from '@standardiste/shared/contracts/may-be-mobile.ts';
import { parseYesNo } from '@standardiste/shared/french/parse-yes-no.ts';
import { speakEmail } from '@standardiste/shared/french/speak-email.ts';
import { speakPhone } from '@standardiste/shared/french/speak-phone.ts';
import { advisorName, offeredSlot, speakSlot } from '../tools/offered-slots.ts';
import { askModel } from './ask-model.ts';
import type { CallState, LeadDraft } from './call-state.ts';
import { closeTurn, openTurn, patch, patchAgent, remember, say, type Draft } from './draft.ts';
import { announce } from './announce.ts';
import { phrases } from './phrases.ts';
import { requestTool } from './request-tool.ts';

const maxConfirmationRetries = 2;

/** Reads the slot back, uninterruptible, and waits for yes or no. */
export function readBackBooking(draft: Draft, slot: Slot): void {
  const { profile } = draft.state;
  patch(draft, {
    stage: 'confirm',
    confirmation: { kind: 'book', slot, step: 'asked' },
    confirmationRetries: 0,
  });
  patchAgent(draft, { isHandled: true, isProtected: true });
  const when = speakSlot(slot, profile, draft.atMs);
  say(draft, phrases.readBackBooking(when, advisorName(slot, profile)));
}

/** Reads name and number back, uninterruptible, and waits for yes or no. */
export function readBackLead(draft: Draft): void {
  patch(draft, {
    stage: 'confirm',
    confirmation: { kind: 'lead', step: 'asked' },
    confirmationRetries: 0,
  });
  patchAgent(draft, { isHandled: true, isProtected: true });
  const { lead, callerPhone } = draft.state;
  const phone = speakPhone(lead.phone ?? callerPhone ?? '');
  const email = lead.email === null ? null : speakEmail(lead.email);
  say(draft, phrases.readBackLead(spokenName(lead), phone, email));
}

function spokenName(lead: LeadDraft): string {
  return [lead.firstName, lead.lastName].filter((part) => part !== null).join(' ');
}

/** The caller has answered a read-back; the agent has the floor. */
export function onConfirmationAnswer(draft: Draft, text: string): void {
  const { confirmation, confirmationRetries } = draft.state;
  patchAgent(draft, { isAnswer: true });
  switch (parseYesNo(text)) {
    case 'yes':
      if (confirmation?.kind === 'book') return book(draft, confirmation.slot);
      return noteLead(draft);
    case 'unclear':
      if (confirmationRetries < maxConfirmationRetries && isShort(text)) {
        patch(draft, { confirmationRetries: confirmationRetries + 1 });
        say(draft, phrases.yesOrNo);
        return closeTurn(draft);
      }
      return decline(draft);
    case 'no':
      return decline(draft);
  }
}

/** A longer answer than a few words that is neither yes nor no carries a wish of its own: the model takes it up. */
function isShort(text: string): boolean {
  return text.split(/\s+/).length <= 3;
}

function decline(draft: Draft): void {
  const { confirmation } = draft.state;
  patch(draft, { stage: 'converse', confirmation: undefined });
  if (confirmation?.kind === 'lead') patch(draft, { lead: emptyLead });
  tellModel(draft, confirmation?.kind === 'lead' ? 'capture_lead' : 'propose_appointment', {
    type: 'declined',
  });
  askModel(draft);
}

const emptyLead: LeadDraft = {
  firstName: null,
  lastName: null,
  phone: null,
  email: null,
  interest: null,
};

function noteLead(draft: Draft): void {
  const { lead, callerPhone } = draft.state;
  const phone = lead.phone ?? callerPhone;
  patch(draft, { stage: 'converse', confirmation: undefined });
  if (phone === null || lead.lastName === null) return askModel(draft);
  const captured = { ...lead, lastName: lead.lastName, phone };
  patch(draft, { leadCaptured: captured });
  draft.effects.push({ type: 'publish-lead', lead: captured });
  say(draft, phrases.leadNoted);
  closeTurn(draft);
}

function book(draft: Draft, slot: Slot): void {
  const generation = draft.state.bookingGeneration + 1;
  patch(draft, {
    bookingGeneration: generation,
    confirmation: { kind: 'book', slot, step: 'booking' },
  });
  patchAgent(draft, { isProtected: true });
  requestTool(draft, 'book', 'calendar.book', draft.state.timings.bookingMs, {
    toolCallId: `book-${generation}`,
    arguments: {
      ...slot,
      generation,
      contact: contactOf(draft.state),
      topic: draft.state.lead.interest,
    },
  });
}

/** Whom the appointment is for: the CRM's record first, then what was said, then the number that calls. */
function contactOf({ caller, lead, callerPhone }: CallState) {
  const known = caller?.kind === 'known' ? caller : undefined;
  return {
    firstName: known?.firstName ?? lead.firstName,
    lastName: known?.lastName ?? lead.lastName,
    phone: known?.phone ?? lead.phone ?? callerPhone,
    email: known?.email ?? lead.email,
    record: known?.record ?? null,
    recordId: known?.recordId ?? null,
  };
}

/** The calendar has answered: only now is anything confirmed. */
export function onBooked(draft: Draft, value: unknown, toolCallId: string): void {
  const parsed = bookResult.safeParse(value);
  if (!parsed.success) return onBookingFailed(draft, 'late', toolCallId);
  const { profile } = draft.state;
  const result = parsed.data;
  patch(draft, { stage: 'converse', confirmation: undefined });
  if (result.type === 'taken') {
    patch(draft, { offeredSlots: result.alternatives });
    const alternatives = result.alternatives.map((slot) => offeredSlot(slot, profile, draft.atMs));
    tellModel(draft, 'find_slots', { type: 'taken', slots: [], alternatives, refusal: 'busy' });
    return askModel(draft);
  }
  const slot = { startAt: result.startAt, endAt: result.endAt, advisorId: result.advisorId };
  patch(draft, { booked: slot, offeredSlots: [] });
  tellModel(draft, 'propose_appointment', { type: 'booked' });
  say(
    draft,
    phrases.booked(
      speakSlot(slot, profile, draft.atMs),
      advisorName(slot, profile),
      sendsSms(draft),
    ),
  );
  closeTurn(draft);
}

/** Whether a text message will follow a booking: the profile sends them, and the person can receive them. */
function sendsSms({ state }: Draft): boolean {
  const { phone } = contactOf(state);
  return state.profile.sms.confirmation && phone !== null && mayBeMobile(phone);
}

/**
 * `refused`: the calendar said no for good, or the request was withdrawn in time, so nothing is booked. `late`: it may still be
 * booked, and what becomes of it is told when it is known.
 */
export function onBookingFailed(draft: Draft, kind: 'refused' | 'late', toolCallId: string): void {
  patch(draft, { stage: 'converse', confirmation: undefined, hasCallBackPromise: true });
  if (draft.state.agentTurn === undefined) openTurn(draft);
  if (kind === 'refused') {
    say(draft, phrases.bookingFailed);
  } else {
    patch(draft, { lateBookings: [...draft.state.lateBookings, toolCallId] });
    say(draft, phrases.bookingLate(sendsSms(draft)));
  }
  closeTurn(draft);
}

/** What became of a booking that the caller no longer waits for. */
export function onLateBooking(draft: Draft, toolCallId: string, value: unknown): void {
  const { lateBookings, profile } = draft.state;
  if (!lateBookings.includes(toolCallId)) return;
  patch(draft, { lateBookings: lateBookings.filter((late) => late !== toolCallId) });
  const parsed = bookResult.safeParse(value);
  if (!parsed.success || parsed.data.type !== 'booked') {
    return announce(draft, phrases.bookingFailedLate);
  }
  const { startAt, endAt, advisorId } = parsed.data;
  const slot = { startAt, endAt, advisorId };
  patch(draft, { booked: slot, offeredSlots: [] });
  tellModel(draft, 'propose_appointment', { type: 'booked' });
  const when = speakSlot(slot, profile, draft.atMs);
  announce(draft, phrases.bookedLate(when, advisorName(slot, profile)));
}

/** Puts a result into the history that no call of the model asked for: with a call of its own, so that vendors accept it. */
function tellModel(
  draft: Draft,
  name: string,
  result: { type: string; [field: string]: unknown },
): void {
  const toolCallId = `told-${draft.state.nextToolNumber}`;
  patch(draft, { nextToolNumber: draft.state.nextToolNumber + 1 });
  const turnId = draft.state.agentTurn?.turnId ?? 0;
  const call = { toolCallId, name, arguments: {} };
  remember(draft, { role: 'agent', turnId, text: '', toolCalls: [call] });
  remember(draft, { role: 'tool', toolCallId, name, result });
}
