import { describe, expect, it } from 'vitest';
import { exampleProfile, knownCaller } from '../engine/cascade/model-request.fixture.ts';
import { advanceCall } from './advance-call.ts';
import type { CallEffect } from './call-effect.ts';
import type { CallEvent } from './call-event.ts';
import { initialCallState, type CallState } from './call-state.ts';
import { defaultTimings } from './timings.ts';

type Event = { readonly type: CallEvent['type'] } & Readonly<Record<string, unknown>>;

/** Events one after the other, 10 ms apart. */
function after(state: CallState, ...events: Event[]) {
  const effects: CallEffect[] = [];
  for (const event of events) {
    const atMs = state.startedAtMs + 10 * (effects.length + 1);
    const step = advanceCall(state, { ...event, atMs } as CallEvent);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

const start = initialCallState({
  callId: 'CA1',
  profile: exampleProfile,
  callerPhone: '+33639980001',
  caller: knownCaller,
  timings: defaultTimings,
  atMs: 0,
});
const found = { passages: [], isRelevant: true, answer: 'Il coûte 900 euros.' };
const call = {
  toolCallId: 's1',
  name: 'search_knowledge',
  arguments: { question: 'Combien coûte la formation ?' },
};

/** The model has asked the documents in the open turn. */
function searching() {
  const greeted = after(start, { type: 'call-started' });
  const heard = after(
    greeted.state,
    { type: 'turn-played', turnId: 1, heard: 'Bonjour.' },
    { type: 'caller-final', text: 'Combien coûte la formation ?' },
    { type: 'timer', name: 'end-of-turn' },
  );
  const turnId = heard.state.agentTurn?.turnId;
  return after(
    heard.state,
    { type: 'agent-tool-call', turnId, call },
    { type: 'agent-response-end', turnId },
  );
}

describe('a look-up that takes too long', () => {
  it('has 2.5 s', () => {
    const { effects } = searching();
    expect(effects).toContainEqual({ type: 'set-timer', name: 'tool:s1', delayMs: 2_500 });
  });

  it('is told to the model at once, without waiting for it to be withdrawn', () => {
    const { state, effects } = after(searching().state, { type: 'timer', name: 'tool:s1' });
    expect(effects).toContainEqual({ type: 'withdraw-tool', toolCallId: 's1' });
    const asked = effects.find((effect) => effect.type === 'ask-model');
    expect(asked?.request.messages.at(-1)).toMatchObject({
      role: 'tool',
      result: { type: 'failed' },
    });
    expect(state.pendingTools).toEqual([]);
  });

  it('is dropped and counted when it comes all the same', () => {
    const given = after(searching().state, { type: 'timer', name: 'tool:s1' });
    const late = after(
      given.state,
      { type: 'tool-withdrawn', toolCallId: 's1', isWithdrawn: false },
      { type: 'tool-done', toolCallId: 's1', result: found },
    );
    expect(late.state).toMatchObject({ droppedResultCount: 1, hasAnsweredQuestion: false });
    expect(late.state.history).toEqual(given.state.history);
    expect(late.effects.filter(({ type }) => type === 'say' || type === 'ask-model')).toEqual([]);
  });

  it('of a turn that was cut is dropped and counted, too', () => {
    const { state } = searching();
    const turnId = state.agentTurn?.turnId;
    const cut = after(state, { type: 'turn-cut', turnId, heard: '' });
    const late = after(cut.state, { type: 'tool-done', toolCallId: 's1', result: found });
    expect(late.state.droppedResultCount).toBe(1);
  });
});
