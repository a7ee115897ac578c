import { startOtlpSimulator } from '@standardiste/sandbox/vendors/otlp/otlp-simulator.ts';
import { describe, expect, it } from 'vitest';
import { createMemoryLogger } from '../log/memory-logger.ts';
import { systemClock } from '../time/system-clock.ts';
import { createSpanExport, type SpanExportOptions } from './span-export.ts';
import type { FinishedSpan } from './span.ts';

const startMs = Date.UTC(2026, 10, 20, 9, 0, 0);

function makeSpan(n: number): FinishedSpan {
  return {
    name: `span ${n}`,
    kind: 'producer',
    context: {
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: `00f067aa0ba90${(100 + n).toString(16)}`.padEnd(16, '1'),
      isSampled: true,
    },
    parentSpanId: '53995c3f42cd8ad8',
    startMs,
    endMs: startMs + 812.25,
    attributes: { 'tool.name': 'calendar.book', attempt: 2, isLate: false, share: 0.5 },
    events: [{ name: 'claimed', atMs: startMs + 40, attributes: { fence: 1 } }],
    error: 'calendar-unavailable',
  };
}

function open(endpoint: string, options: Partial<SpanExportOptions> = {}) {
  const logger = createMemoryLogger();
  const spans = createSpanExport({
    endpoint,
    resource: { 'service.name': 'media-relay' },
    headers: () => Promise.resolve({}),
    clock: systemClock,
    logger,
    maxWaiting: 10,
    maxBatch: 4,
    delayMs: 20,
    requestTimeoutMs: 3_000,
    flushTimeoutMs: 5_000,
    ...options,
  });
  const add = (count: number) => {
    for (let n = 0; n < count; n += 1) spans.add(makeSpan(n));
  };
  return { spans, add, logger };
}

describe('Spans', () => {
  it('reach the collector as they were recorded', async () => {
    await using collector = await startOtlpSimulator();
    await using opened = open(collector.origin).spans;
    opened.add(makeSpan(1));
    await opened.flush();
    expect(collector.state().spans).toEqual([
      {
        service: 'media-relay',
        resource: { 'service.name': 'media-relay' },
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        spanId: makeSpan(1).context.spanId,
        parentSpanId: '53995c3f42cd8ad8',
        name: 'span 1',
        kind: 4,
        startMs,
        endMs: startMs + 812.25,
        attributes: { 'tool.name': 'calendar.book', attempt: 2, isLate: false, share: 0.5 },
        events: [{ name: 'claimed', atMs: startMs + 40, attributes: { fence: 1 } }],
        error: 'calendar-unavailable',
      },
    ]);
    expect(opened.counts).toEqual({ exported: 1, dropped: 0 });
  });

  it('go by themselves after a while, a batch at a time', async () => {
    await using collector = await startOtlpSimulator();
    const { spans, add } = open(collector.origin);
    await using _closed = spans;
    add(9);
    await expect.poll(() => spans.counts.exported, { timeout: 5_000 }).toBe(9);
    expect(collector.state().requestCount).toBe(3);
  });

  it('are exported by whoever closes, even those of the last moment', async () => {
    await using collector = await startOtlpSimulator();
    const { spans, add } = open(collector.origin, { delayMs: 60_000 });
    add(3);
    await spans[Symbol.asyncDispose]();
    expect(collector.state().spans).toHaveLength(3);
  });

  it('are dropped and counted when too many wait', async () => {
    await using collector = await startOtlpSimulator();
    const { spans, add, logger } = open(collector.origin);
    await using _closed = spans;
    add(25);
    await spans.flush();
    expect(spans.counts).toEqual({ exported: 10, dropped: 15 });
    expect(logger.entries.map(({ fields }) => fields)).toEqual([
      expect.objectContaining({ reason: 'queue-full', droppedCount: 1 }),
      expect.objectContaining({ reason: 'queue-full', droppedCount: 10 }),
    ]);
  });

  it('are dropped, counted and told of when the collector refuses them', async () => {
    await using collector = await startOtlpSimulator();
    collector.faults.set([{ operation: 'export', times: null, kind: 'error', status: 400 }]);
    const { spans, add, logger } = open(collector.origin);
    await using _closed = spans;
    add(2);
    await spans.flush();
    expect(spans.counts).toEqual({ exported: 0, dropped: 2 });
    expect(logger.entries[0]?.fields).toMatchObject({ count: 2, reason: 'status 400' });
  });

  it('hold up a flush no longer than its limit, and then nobody waits for a while', async () => {
    await using collector = await startOtlpSimulator();
    collector.faults.set([{ operation: 'export', times: null, kind: 'hang' }]);
    const { spans, add } = open(collector.origin, { flushTimeoutMs: 100, requestTimeoutMs: 300 });
    add(1);
    await spans.flush();
    expect(spans.counts).toEqual({ exported: 0, dropped: 0 });
    await expect.poll(() => spans.counts.dropped, { timeout: 5_000 }).toBe(1);
    const before = collector.state().requestCount;
    add(1);
    await spans.flush();
    expect(collector.state().requestCount).toBe(before);
    await spans[Symbol.asyncDispose]();
  });

  it('that are left at the end are counted', async () => {
    await using collector = await startOtlpSimulator();
    collector.faults.set([{ operation: 'export', times: null, kind: 'hang' }]);
    const { spans, add, logger } = open(collector.origin, { flushTimeoutMs: 50 });
    add(2);
    await spans[Symbol.asyncDispose]();
    expect(spans.counts.dropped).toBe(2);
    expect(logger.entries.at(-1)?.fields).toMatchObject({ count: 2, reason: 'shut-down' });
  });

  it('go without a key when there is none: the collector says what is wrong', async () => {
    await using collector = await startOtlpSimulator();
    const headers = () => Promise.reject(new Error('no credentials'));
    const { spans, add } = open(collector.origin, { headers });
    await using _closed = spans;
    add(1);
    await spans.flush();
    expect(collector.state()).toMatchObject({ requestCount: 1, authorization: null });
  });
});
