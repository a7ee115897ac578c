import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import { callOutcome } from './call-outcome.ts';
import type { CallCheckpoint } from './call-records.ts';
import type { CallState } from './call-state.ts';
import type { Timings } from './timings.ts';

/** The version of the stored form; a relay of another version starts the conversation anew rather than misread it. */
const checkpointVersion = 4;

/** What another relay needs to go on with the call, and what others read of it. The profile is read anew on resume. */
export function toCheckpoint(state: CallState): CallCheckpoint {
  const { profile: _profile, timings: _timings, ...conversation } = state;
  return {
    conversation: { version: checkpointVersion, state: JSON.stringify(conversation) },
    // Whoever looked the caller up may have stored it already.
    ...(state.caller === null ? {} : { caller: state.caller }),
    outcome: callOutcome(state),
    ...(state.hasCallBackPromise ? { callBackPromised: true } : {}),
  };
}

/** The state to go on from; undefined when there is none, or it was written by another version. */
export function fromCheckpoint(
  conversation: Readonly<Record<string, unknown>> | null,
  current: { readonly profile: Profile; readonly timings: Timings },
): CallState | undefined {
  if (conversation?.['version'] !== checkpointVersion) return undefined;
  const stored = conversation['state'];
  if (typeof stored !== 'string') return undefined;
  const state = JSON.parse(stored) as Omit<CallState, 'profile' | 'timings'>;
  return { ...state, ...current };
}
