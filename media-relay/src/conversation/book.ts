import { bookResult, type Slot } from '@standardiste/shared/contracts/tools.ts';
import { advisorName, offeredSlot, speakSlot } from '../tools/offered-slots.ts';
import { appointmentPhrases } from './appointment-phrases.ts';
import { askModel } from './ask-model.ts';
import { contactOf, sendsSms } from './contact-of.ts';
import { closeTurn, patch, say, type Draft } from './draft.ts';
import { phrases } from './phrases.ts';
import { discardPrefetch } from './prefetch-slots.ts';
import { requestCommitment } from './request-commitment.ts';
import { askToConfirm } from './ask-to-confirm.ts';
import { tellModel } from './tell-model.ts';

/** Reads the slot back, uninterruptible, and waits for yes or no. */
export function readBackBooking(draft: Draft, slot: Slot): void {
  const { profile } = draft.state;
  const when = speakSlot(slot, profile, draft.atMs);
  askToConfirm(
    draft,
    { kind: 'book', slot, step: 'asked' },
    phrases.readBackBooking(when, advisorName(slot, profile)),
  );
}

/** The caller has agreed: asks the calendar. */
export function book(draft: Draft, slot: Slot): void {
  requestCommitment(draft, { kind: 'book', slot, step: 'agreed' }, (generation) => ({
    ...slot,
    generation,
    contact: contactOf(draft.state),
    topic: draft.state.lead.interest,
  }));
}

/** The calendar has answered: only now is anything confirmed. False when its answer makes no sense. */
export function onBooked(draft: Draft, value: unknown): boolean {
  const parsed = bookResult.safeParse(value);
  if (!parsed.success) return false;
  const result = parsed.data;
  patch(draft, { stage: 'converse', confirmation: undefined });
  if (result.type === 'taken') {
    if (result.because === 'limit-reached') sayLimitReached(draft);
    else offerInstead(draft, result.alternatives);
    return true;
  }
  const slot = noteBooked(draft, result);
  const { profile } = draft.state;
  const when = speakSlot(slot, profile, draft.atMs);
  const withSms = sendsSms(draft.state, 'booked');
  say(draft, phrases.booked(when, advisorName(slot, profile), withSms));
  closeTurn(draft);
  return true;
}

/** What to say of a booking that comes when nobody waits for it any more; undefined when it was not made. */
export function tellBookedLate(draft: Draft, value: unknown): string | undefined {
  const parsed = bookResult.safeParse(value);
  if (!parsed.success || parsed.data.type !== 'booked') return undefined;
  const slot = noteBooked(draft, parsed.data);
  const { profile } = draft.state;
  return phrases.bookedLate(speakSlot(slot, profile, draft.atMs), advisorName(slot, profile));
}

/** The slot is gone: the model offers others. */
export function offerInstead(draft: Draft, slots: readonly Slot[]): void {
  const { profile } = draft.state;
  patch(draft, { offeredSlots: slots });
  const alternatives = slots.map((slot) => offeredSlot(slot, profile, draft.atMs));
  tellModel(draft, 'find_slots', { type: 'taken', slots: [], alternatives, refusal: 'busy' });
  askModel(draft);
}

function sayLimitReached(draft: Draft): void {
  patch(draft, { offeredSlots: [] });
  tellModel(draft, 'propose_appointment', { type: 'limit-reached' });
  say(draft, appointmentPhrases.limitReached);
  closeTurn(draft);
}

function noteBooked(draft: Draft, { startAt, endAt, advisorId }: Slot): Slot {
  const slot = { startAt, endAt, advisorId };
  // The caller has one more now: who asks for them again is told by the calendar.
  patch(draft, { booked: slot, offeredSlots: [], appointments: null });
  discardPrefetch(draft);
  tellModel(draft, 'propose_appointment', { type: 'booked' });
  return slot;
}
