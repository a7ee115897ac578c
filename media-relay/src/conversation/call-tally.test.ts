import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { describe, expect, it } from 'vitest';
import type { CallEffect } from './call-effect.ts';
import type { CallEvent } from './call-event.ts';
import { tallyCall } from './call-tally.ts';

/** Steps as a call makes them; the state is not looked at. */
function tally() {
  const logger = createMemoryLogger();
  const observer = tallyCall({ logger, fields: () => ({ droppedWriteCount: 2 }) });
  const step = (event: CallEvent, ...effects: CallEffect[]): void =>
    observer.step({ event, effects, state: {} as never });
  return { logger, observer, step };
}

const timer = (atMs: number): CallEvent => ({ type: 'timer', name: 'filler', atMs });
const call = (toolCallId: string, tool: 'calendar.book' | 'knowledge.search'): CallEffect => ({
  type: 'call-tool',
  toolCallId,
  tool,
  arguments: {},
  notAfterMs: 0,
});

describe('The tally of a call', () => {
  it('tells every tool with its outcome and its time', () => {
    const { logger, observer, step } = tally();
    step(timer(1_000), call('a', 'calendar.book'), call('b', 'knowledge.search'));
    step({ type: 'tool-done', toolCallId: 'a', result: { type: 'taken' }, atMs: 1_350.4 });
    step({ type: 'tool-failed', toolCallId: 'b', reason: 'rag-down: +33639980001', atMs: 2_000 });
    step(timer(3_000), call('c', 'knowledge.search'), call('d', 'calendar.book'));
    step({ type: 'tool-withdrawn', toolCallId: 'c', isWithdrawn: true, atMs: 5_500 });
    step({ type: 'tool-withdrawn', toolCallId: 'd', isWithdrawn: false, atMs: 5_500 });
    observer.end(9_000, 'ended');
    const lines = logger.entries.filter(({ message }) => message === 'A tool call ended');
    expect(lines.map(({ fields }) => fields)).toEqual([
      { tool: 'calendar.book', outcome: 'taken', durationMs: 350 },
      { tool: 'knowledge.search', outcome: 'rag-down', durationMs: 1_000 },
      { tool: 'knowledge.search', outcome: 'withdrawn', durationMs: 2_500 },
      { tool: 'calendar.book', outcome: 'call-over', durationMs: 6_000 },
    ]);
    expect(logger.entries.at(-1)?.fields).toMatchObject({ toolCount: 4, toolFailureCount: 3 });
  });

  it('counts interruptions, false ones, failures and what was dropped', () => {
    const { logger, observer, step } = tally();
    const turn = { n: 1, said: '', heard: '', startedAtMs: 0, endedAtMs: 1, latency: {} };
    const cut = { ...turn, role: 'agent', isInterrupted: true, sources: [] } as const;
    step(timer(1), { type: 'persist-turn', turn: cut }, { type: 'resume-playback' });
    step(timer(2), { type: 'persist-turn', turn: { ...cut, isInterrupted: false } });
    step({ type: 'agent-response-failed', turnId: 1, reason: 'x', atMs: 3 });
    step({ type: 'agent-phrase-failed', turnId: 1, atMs: 3 });
    step({ type: 'recognition-failed', atMs: 3 });
    observer.end(9_000, 'stream-lost');
    expect(logger.entries).toEqual([
      {
        level: 'info',
        message: 'The media stream is over',
        fields: {
          how: 'stream-lost',
          bargeInCount: 1,
          falseInterruptionCount: 1,
          modelFailureCount: 1,
          voiceFailureCount: 1,
          hearingFailureCount: 1,
          toolCount: 0,
          toolFailureCount: 0,
          droppedWriteCount: 2,
        },
      },
    ]);
  });
});
