import { announce } from './announce.ts';
import { appointmentPhrases } from './appointment-phrases.ts';
import { onBooked, tellBookedLate } from './book.ts';
import type { CallState } from './call-state.ts';
import { onCancelled, onMoved, tellCancelledLate, tellMovedLate } from './change-appointment.ts';
import { commitmentOf, type Commitment } from './commitment.ts';
import { sendsSms } from './contact-of.ts';
import { closeTurn, openTurn, patch, say, type Draft } from './draft.ts';
import { phrases } from './phrases.ts';

/**
 * Why nobody knows of an outcome in time. `withdrawn`: the request was taken back, it will never take effect. `failed`: the
 * calendar said no for good. `late`: it may still take effect, and what becomes of it is told when it is known.
 */
export type CommitmentFailure = 'withdrawn' | 'failed' | 'late';

interface Telling {
  readonly change: 'booked' | 'moved' | 'cancelled';
  /** Tells the outcome. False when it cannot be understood. */
  readonly onDone: (draft: Draft, value: unknown) => boolean;
  readonly tellLate: (draft: Draft, value: unknown) => string | undefined;
  readonly withdrawn: string;
  readonly failed: string;
  readonly failedLate: string;
}

const { unchanged, uncertain, failedLate } = appointmentPhrases;

const tellings: Readonly<Record<Commitment, Telling>> = {
  book: {
    change: 'booked',
    onDone: onBooked,
    tellLate: tellBookedLate,
    withdrawn: phrases.bookingFailed,
    failed: phrases.bookingFailed,
    failedLate: phrases.bookingFailedLate,
  },
  move: {
    change: 'moved',
    onDone: onMoved,
    tellLate: tellMovedLate,
    withdrawn: unchanged,
    failed: uncertain,
    failedLate,
  },
  cancel: {
    change: 'cancelled',
    onDone: onCancelled,
    tellLate: tellCancelledLate,
    withdrawn: unchanged,
    failed: uncertain,
    failedLate,
  },
};

/** The calendar has answered what the caller agreed to, while they wait. */
export function onCommitted(draft: Draft, toolCallId: string, value: unknown): void {
  const isUnderstood = tellings[commitmentOf(toolCallId)].onDone(draft, value);
  if (!isUnderstood) onCommitmentFailed(draft, 'late', toolCallId);
}

/** No answer while the caller waits: they are told what is certain, and somebody is to call them. */
export function onCommitmentFailed(
  draft: Draft,
  failure: CommitmentFailure,
  toolCallId: string,
): void {
  patch(draft, { stage: 'converse', confirmation: undefined, hasCallBackPromise: true });
  if (draft.state.agentTurn === undefined) openTurn(draft);
  if (failure === 'late') {
    patch(draft, { lateBookings: [...draft.state.lateBookings, toolCallId] });
  }
  say(draft, textOf(draft.state, failure, tellings[commitmentOf(toolCallId)]));
  closeTurn(draft);
}

function textOf(state: CallState, failure: CommitmentFailure, telling: Telling): string {
  return failure === 'late'
    ? phrases.bookingLate(sendsSms(state, telling.change))
    : telling[failure];
}

/** What became of something that the caller no longer waits for. Without a value it has failed. */
export function onLateCommitment(draft: Draft, toolCallId: string, value: unknown): void {
  const { lateBookings } = draft.state;
  if (!lateBookings.includes(toolCallId)) return;
  patch(draft, { lateBookings: lateBookings.filter((late) => late !== toolCallId) });
  const telling = tellings[commitmentOf(toolCallId)];
  announce(draft, telling.tellLate(draft, value) ?? telling.failedLate);
}
