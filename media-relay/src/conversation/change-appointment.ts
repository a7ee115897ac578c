import {
  cancelResult,
  moveResult,
  type Appointment,
  type Slot,
} from '@standardiste/shared/contracts/tools.ts';
import { advisorName, speakSlot } from '../tools/offered-slots.ts';
import { appointmentPhrases } from './appointment-phrases.ts';
import { askToConfirm } from './ask-to-confirm.ts';
import { offerInstead } from './book.ts';
import type { AppointmentChange, CallState } from './call-state.ts';
import { contactOf, ownerOf, sendsSms } from './contact-of.ts';
import { closeTurn, patch, say, type Draft } from './draft.ts';
import { discardPrefetch } from './prefetch-slots.ts';
import { requestCommitment } from './request-commitment.ts';
import { tellModel } from './tell-model.ts';

/** Reads the old and the new time back, uninterruptible, and waits for yes or no. */
export function readBackMove(draft: Draft, appointment: Appointment, slot: Slot): void {
  const { profile } = draft.state;
  const from = speakSlot(appointment, profile, draft.atMs);
  const to = speakSlot(slot, profile, draft.atMs);
  const text = appointmentPhrases.readBackMove(from, to, advisorName(slot, profile));
  askToConfirm(draft, { kind: 'move', appointment, slot, step: 'asked' }, text);
}

/** Reads back what is about to be cancelled, uninterruptible, and waits for yes or no. */
export function readBackCancel(draft: Draft, appointment: Appointment): void {
  const when = speakSlot(appointment, draft.state.profile, draft.atMs);
  const text = appointmentPhrases.readBackCancel(when);
  askToConfirm(draft, { kind: 'cancel', appointment, step: 'asked' }, text);
}

/** The caller has agreed to the new time. */
export function move(draft: Draft, appointment: Appointment, slot: Slot): void {
  const confirmation = { kind: 'move', appointment, slot, step: 'agreed' } as const;
  requestCommitment(draft, confirmation, (generation) => ({
    ...changeArguments(draft.state, appointment, generation),
    to: slot,
  }));
}

/** The caller has agreed to the cancellation. */
export function cancel(draft: Draft, appointment: Appointment): void {
  const confirmation = { kind: 'cancel', appointment, step: 'agreed' } as const;
  requestCommitment(draft, confirmation, (generation) =>
    changeArguments(draft.state, appointment, generation),
  );
}

function changeArguments(state: CallState, appointment: Appointment, generation: number) {
  const { appointmentId, advisorId } = appointment;
  const owner = ownerOf(state) ?? { phone: null, recordId: null };
  return { appointmentId, advisorId, owner, generation, contact: contactOf(state) };
}

/** The calendar has answered a move. False when its answer makes no sense. */
export function onMoved(draft: Draft, value: unknown): boolean {
  const parsed = moveResult.safeParse(value);
  if (!parsed.success) return false;
  const { type, ...result } = parsed.data;
  patch(draft, { stage: 'converse', confirmation: undefined });
  if (type === 'taken' && 'alternatives' in result) offerInstead(draft, result.alternatives);
  else if (type === 'moved' && 'appointmentId' in result)
    sayChanged(draft, { type, appointment: result });
  else sayUnchanged(draft, 'move_appointment', type === 'too-late' ? type : 'not-found');
  return true;
}

/** The calendar has answered a cancellation. False when its answer makes no sense. */
export function onCancelled(draft: Draft, value: unknown): boolean {
  const parsed = cancelResult.safeParse(value);
  if (!parsed.success) return false;
  patch(draft, { stage: 'converse', confirmation: undefined });
  if (parsed.data.type === 'cancelled') {
    const { type, ...appointment } = parsed.data;
    sayChanged(draft, { type, appointment });
  } else {
    sayUnchanged(draft, 'cancel_appointment', parsed.data.type);
  }
  return true;
}

/** What to say of a move that comes when nobody waits for it any more; undefined when it was not made. */
export function tellMovedLate(draft: Draft, value: unknown): string | undefined {
  const parsed = moveResult.safeParse(value);
  if (!parsed.success || parsed.data.type !== 'moved') return undefined;
  const { type, ...appointment } = parsed.data;
  noteChange(draft, { type, appointment });
  const { profile } = draft.state;
  const when = speakSlot(appointment, profile, draft.atMs);
  return appointmentPhrases.movedLate(when, advisorName(appointment, profile));
}

/** As `tellMovedLate`, for a cancellation. */
export function tellCancelledLate(draft: Draft, value: unknown): string | undefined {
  const parsed = cancelResult.safeParse(value);
  if (!parsed.success || parsed.data.type !== 'cancelled') return undefined;
  const { type, ...appointment } = parsed.data;
  noteChange(draft, { type, appointment });
  return appointmentPhrases.cancelledLate;
}

function sayChanged(draft: Draft, change: AppointmentChange): void {
  noteChange(draft, change);
  const { type, appointment } = change;
  const { profile } = draft.state;
  const withSms = sendsSms(draft.state, type);
  const when = speakSlot(appointment, profile, draft.atMs);
  say(
    draft,
    type === 'moved'
      ? appointmentPhrases.moved(when, advisorName(appointment, profile), withSms)
      : appointmentPhrases.cancelled(withSms),
  );
  closeTurn(draft);
}

function sayUnchanged(draft: Draft, tool: string, type: 'not-found' | 'too-late'): void {
  // What was known of the caller's appointments is not true any more.
  patch(draft, { appointments: null });
  tellModel(draft, tool, { type });
  say(draft, type === 'too-late' ? appointmentPhrases.tooLate : appointmentPhrases.gone);
  closeTurn(draft);
}

/** From now on the appointment stands as it has become, wherever it is known in this call. */
function noteChange(draft: Draft, change: AppointmentChange): void {
  const { appointments, booked, caller } = draft.state;
  const { type, appointment } = change;
  const { appointmentId, startAt, endAt, advisorId } = appointment;
  const before = appointments?.find((known) => known.appointmentId === appointmentId);
  const others = (appointments ?? []).filter((known) => known !== before);
  const isBookedHere =
    booked?.startAt === before?.startAt && booked?.advisorId === before?.advisorId;
  discardPrefetch(draft);
  const now = type === 'moved' ? { startAt, endAt, advisorId } : null;
  patch(draft, {
    changed: change,
    offeredSlots: [],
    appointments: type === 'moved' ? [...others, appointment].toSorted(byStart) : others,
    ...(booked !== null && isBookedHere ? { booked: now } : {}),
  });
  if (caller?.kind === 'known' && caller.nextAppointment?.appointmentId === appointmentId) {
    const nextAppointment = type === 'moved' ? appointment : null;
    patch(draft, { caller: { ...caller, nextAppointment } });
  }
  tellModel(draft, type === 'moved' ? 'move_appointment' : 'cancel_appointment', { type });
}

function byStart(a: Appointment, b: Appointment): number {
  return Date.parse(a.startAt) - Date.parse(b.startAt);
}
