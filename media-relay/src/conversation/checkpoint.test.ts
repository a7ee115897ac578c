import { describe, expect, it } from 'vitest';
import { schoolProfile } from '../../../sandbox/src/world/school.ts';
import { advanceCall } from './advance-call.ts';
import { initialCallState, type CallState } from './call-state.ts';
import { fromCheckpoint, toCheckpoint } from './checkpoint.ts';
import { defaultTimings } from './timings.ts';

function stateAfterSomeTalk(): CallState {
  const start = initialCallState({
    callId: 'CA1',
    profile: schoolProfile,
    callerPhone: '+33639980001',
    timings: defaultTimings,
    atMs: 0,
  });
  const events = [
    { type: 'call-started', atMs: 0 },
    { type: 'agent-phrase-start', turnId: 1, text: 'Bonjour.', atMs: 10 },
    { type: 'caller-identified', caller: { kind: 'anonymous' }, atMs: 20 },
  ] as const;
  return events.reduce((state, event) => advanceCall(state, event).state, start);
}

describe('a checkpoint', () => {
  it('brings the conversation back as it was, with the profile of today', () => {
    const state = stateAfterSomeTalk();
    const { conversation = null } = toCheckpoint(state);
    const profile = { ...schoolProfile, companyName: 'Campus Bleu' };
    expect(fromCheckpoint(conversation, { profile, timings: defaultTimings })).toEqual({
      ...state,
      profile,
    });
  });

  it('holds no profile and no timings', () => {
    const stored = JSON.stringify(toCheckpoint(stateAfterSomeTalk()));
    expect(stored).not.toContain('Campus Mirabelle à');
    expect(stored).not.toContain('persona');
  });

  it.each([null, {}, { version: 0, state: '{}' }, { version: 1, state: 7 }])(
    'of another version starts the conversation anew: %j',
    (conversation) => {
      const current = { profile: schoolProfile, timings: defaultTimings };
      expect(fromCheckpoint(conversation, current)).toBeUndefined();
    },
  );
});
