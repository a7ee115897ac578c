import { AsyncQueue } from '@standardiste/shared/streams/async-queue.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import type { EngineEvent, VoiceEngine } from '../../engine.ts';
import type { ModelUsage } from '../../language-model.ts';
import { caller, exampleRequest } from '../model-request.fixture.ts';
import { createAccountedEngine } from './accounted-engine.ts';
import type { UsageAccount } from './usage-account.ts';

const usage: ModelUsage = { inputTokens: 1_000, outputTokens: 50, model: 'openai/gpt-5.4-mini' };
const request = exampleRequest([caller('Bonjour')]);

/** An engine without ears and mouth, whose events a test makes. */
function silentEngine(events: AsyncQueue<EngineEvent>): VoiceEngine {
  const nothing = (): void => undefined;
  return {
    name: 'silent',
    keepPhrases: () => Promise.resolve(),
    open: () => ({
      events,
      sendCallerAudio: nothing,
      say: nothing,
      respond: nothing,
      stopResponse: nothing,
      endTurn: nothing,
      cancel: nothing,
      async [Symbol.asyncDispose]() {
        events.end();
        await Promise.resolve();
      },
    }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function open() {
  const clock = new VirtualClock();
  const events = new AsyncQueue<EngineEvent>();
  const turns: [number, UsageAccount][] = [];
  const calls: [string, UsageAccount][] = [];
  const engine = createAccountedEngine(silentEngine(events), {
    clock,
    listener: {
      turn: (_callId, turnId, account) => turns.push([turnId, account]),
      call: (callId, account) => calls.push([callId, account]),
    },
  });
  const session = engine.open({
    callId: 'CA1',
    languageCode: 'fr-FR',
    voice: 'v',
    phraseHints: [],
    signal: new AbortController().signal,
  });
  const iterator = session.events[Symbol.asyncIterator]();
  const emit = async (event: EngineEvent): Promise<void> => {
    events.push(event);
    expect((await iterator.next()).value).toBe(event);
  };
  return { clock, session, turns, calls, emit };
}

describe('an engine whose use of models is put to account', () => {
  it('sums the requests of a turn and of the call, with time and cost', async () => {
    const { clock, session, turns, calls, emit } = open();
    session.respond(1, request);
    await clock.advance(400);
    await emit({ type: 'agent-response-end', turnId: 1, usage });
    session.respond(1, request);
    await clock.advance(600);
    await emit({ type: 'agent-response-end', turnId: 1, usage });
    session.respond(2, request);
    await emit({ type: 'agent-response-end', turnId: 2, usage: null });
    await session[Symbol.asyncDispose]();
    expect(turns.map(([turnId, { modelRequests }]) => [turnId, modelRequests])).toEqual([
      [1, 2],
      [2, 1],
    ]);
    expect(turns[0]?.[1]).toMatchObject({ inputTokens: 2_000, outputTokens: 100, modelMs: 1_000 });
    expect(calls).toMatchObject([['CA1', { modelRequests: 3, modelMs: 1_000 }]]);
    expect(calls[0]?.[1].costUsd).toBeCloseTo((2_000 * 0.75 + 100 * 4.5) / 1e6, 9);
  });

  it('counts a request once, also when it fails or is not wanted any more', async () => {
    const { session, calls, emit } = open();
    session.respond(1, request);
    session.stopResponse(1);
    session.cancel(1);
    session.respond(2, request);
    await emit({
      type: 'agent-response-end',
      turnId: 2,
      usage: { inputTokens: 5, outputTokens: 1, model: 'openai-compatible/local' },
    });
    session.respond(3, request);
    await session[Symbol.asyncDispose]();
    await session[Symbol.asyncDispose]();
    expect(calls).toMatchObject([['CA1', { modelRequests: 3, unpricedRequests: 1, costUsd: 0 }]]);
  });
});
