import { describe, expect, it } from 'vitest';
import { createMemoryLogger } from '../log/memory-logger.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { sleep } from '../time/clock.ts';
import type { ExportResult } from './otlp-exporter.ts';
import { createSpanBatcher } from './span-batcher.ts';
import type { FinishedSpan } from './span.ts';

const taken: ExportResult = { type: 'taken', rejectedCount: 0 };
const busy: ExportResult = { type: 'busy', reason: 'status 503' };

function span(n: number): FinishedSpan {
  const context = { traceId: 'a'.repeat(32), spanId: String(n).padStart(16, '1'), isSampled: true };
  const rest = { kind: 'internal', parentSpanId: undefined, attributes: {}, events: [] } as const;
  return { name: `span ${n}`, context, startMs: 0, endMs: 1, error: undefined, ...rest };
}

function open(
  answer: (batch: readonly FinishedSpan[]) => Promise<ExportResult> | ExportResult,
  clock = new VirtualClock(),
) {
  const logger = createMemoryLogger();
  const sent: string[][] = [];
  const batcher = createSpanBatcher({
    exporter: async (batch) => {
      sent.push(batch.map(({ name }) => name));
      return answer(batch);
    },
    clock,
    logger,
    maxWaiting: 10,
    maxBatch: 4,
    delayMs: 2_000,
    flushTimeoutMs: 1_000,
  });
  const add = (count: number): void => {
    for (let n = 1; n <= count; n += 1) batcher.add(span(n));
  };
  return { batcher, clock, logger, sent, add };
}

describe('Spans on their way out', () => {
  it('wait for others, and go together', async () => {
    const { add, clock, sent } = open(() => taken);
    add(3);
    await clock.advance(1_900);
    expect(sent).toEqual([]);
    await clock.advance(200);
    expect(sent).toEqual([['span 1', 'span 2', 'span 3']]);
    expect(clock.armedCount).toBe(0);
  });

  it('go at once when a batch is full, or when they are to be flushed', async () => {
    const { add, batcher, clock, sent } = open(() => taken);
    add(5);
    await clock.runUntil(batcher.flush());
    expect(sent).toEqual([['span 1', 'span 2', 'span 3', 'span 4'], ['span 5']]);
    expect(batcher.counts).toEqual({ exported: 5, dropped: 0 });
  });

  it('are kept while the collector is busy, and tried again later and later', async () => {
    let isBusy = true;
    const { add, batcher, clock, sent } = open(() => (isBusy ? busy : taken));
    add(1);
    await clock.advance(2_000 + 1_000 + 2_000 + 4_000 + 500);
    expect(sent.length).toBeLessThanOrEqual(4);
    expect(sent.length).toBeGreaterThanOrEqual(3);
    isBusy = false;
    await clock.advance(60_000);
    expect(batcher.counts).toEqual({ exported: 1, dropped: 0 });
  });

  it('cost no request while the collector is to be left alone: a flush is over at once', async () => {
    const { add, batcher, clock, sent } = open(() => busy);
    add(1);
    await clock.runUntil(batcher.flush());
    const beforeMs = clock.now();
    for (let n = 0; n < 20; n += 1) await clock.runUntil(batcher.flush());
    expect(sent).toHaveLength(1);
    expect(clock.now()).toBe(beforeMs);
  });

  it('are dropped and counted when too many wait', async () => {
    const { add, batcher, clock, logger } = open(() => busy);
    add(25);
    await clock.advance(100);
    expect(batcher.counts.dropped).toBe(15);
    expect(logger.entries.filter(({ message }) => message === 'Spans were dropped')).toEqual([
      expect.objectContaining({ fields: { reason: 'queue-full', droppedCount: 1 } }),
      expect.objectContaining({ fields: { reason: 'queue-full', droppedCount: 10 } }),
    ]);
  });

  it('are dropped and counted when the collector refuses them for good, and do not block others', async () => {
    let n = 0;
    const { add, batcher, clock } = open(() =>
      (n += 1) === 1 ? { type: 'refused', reason: 'status 400' } : taken,
    );
    add(6);
    await clock.advance(5_000);
    expect(batcher.counts).toEqual({ exported: 2, dropped: 4 });
  });

  it('that the collector rejects from a batch are counted', async () => {
    const { add, batcher, clock } = open(() => ({ type: 'taken', rejectedCount: 2 }));
    add(3);
    await clock.advance(5_000);
    expect(batcher.counts).toEqual({ exported: 1, dropped: 2 });
  });

  it('hold up a flush no longer than its limit', async () => {
    const clock = new VirtualClock();
    const { add, batcher } = open(() => sleep(clock, 60_000).then(() => taken), clock);
    add(1);
    const startedMs = clock.now();
    let flushedMs = 0;
    await clock.runUntil(batcher.flush().then(() => void (flushedMs = clock.now())));
    expect(flushedMs - startedMs).toBe(1_000);
  });

  it('that are left at the end are counted', async () => {
    const { add, batcher, clock, logger } = open(() => busy);
    add(2);
    await clock.runUntil(Promise.resolve(batcher[Symbol.asyncDispose]()));
    expect(batcher.counts).toEqual({ exported: 0, dropped: 2 });
    expect(logger.entries.at(-1)?.fields).toMatchObject({ count: 2, reason: 'shut-down' });
    expect(clock.armedCount).toBe(0);
  });
});
