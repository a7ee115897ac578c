import type { CallOutcome } from '@standardiste/shared/contracts/events.ts';
import type { CallState } from './call-state.ts';

/** How the call ends for the caller if it ends now: the best thing that was achieved. */
export function callOutcome(state: CallState): CallOutcome {
  if (state.booked !== null) return 'appointment-booked';
  if (state.changed !== null) return `appointment-${state.changed.type}`;
  if (state.leadCaptured !== null) return 'lead-captured';
  if (state.stage === 'transfer') return 'transferred';
  if (state.outcome !== undefined) return state.outcome;
  if (state.hasCallBackPromise) return 'call-back-promised';
  if (state.hasAnsweredQuestion) return 'question-answered';
  return state.history.some((entry) => entry.role === 'caller') ? 'no-action' : 'abandoned';
}
