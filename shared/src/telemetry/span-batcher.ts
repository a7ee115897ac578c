import { sleep, type Clock } from '../time/clock.ts';
import type { Logger } from '../log/logger.ts';
import type { SpanExporter } from './otlp-exporter.ts';
import type { FinishedSpan } from './span.ts';

export interface BatcherOptions {
  readonly exporter: SpanExporter;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Spans that wait; those that come when it is full are dropped and counted. */
  readonly maxWaiting: number;
  readonly maxBatch: number;
  /** How long a span waits for others. */
  readonly delayMs: number;
  /** How long `flush` may take. */
  readonly flushTimeoutMs: number;
}

/** Spans on their way out, and what became of those before. */
export interface SpanBatcher extends AsyncDisposable {
  readonly counts: { readonly exported: number; readonly dropped: number };
  add(span: FinishedSpan): void;
  /** Resolves when everything is out, or cannot be for now, or the limit has passed. Never rejects. */
  flush(): Promise<void>;
}

/** After the first failure, doubling up to the second; a collector that is down costs one request a minute. */
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

/**
 * Collects spans and exports them in batches, one request at a time. A collector that is down or slow costs spans, never work:
 * what it does not take waits, bounded, and what does not fit is dropped and counted.
 */
export function createSpanBatcher(options: BatcherOptions): SpanBatcher {
  const { exporter, clock, logger, maxWaiting, maxBatch } = options;
  const waiting: FinishedSpan[] = [];
  let exported = 0;
  let dropped = 0;
  let timer: Disposable | undefined;
  let pauseMs = 0;
  let pausedUntilMs = 0;
  let running: Promise<void> | undefined;

  const arm = (): void => {
    if (timer !== undefined || waiting.length === 0) return;
    const delayMs = Math.max(options.delayMs, pausedUntilMs - clock.now());
    timer = clock.schedule(delayMs, () => {
      timer = undefined;
      void drain();
    });
  };
  const disarm = (): void => {
    timer?.[Symbol.dispose]();
    timer = undefined;
  };
  const drop = (count: number, reason: string): void => {
    dropped += count;
    logger.warning('Spans were dropped', { count, reason, droppedCount: dropped });
  };
  /** @returns false when the collector has to be left alone for now. */
  const exportBatch = async (): Promise<boolean> => {
    const batch = waiting.slice(0, maxBatch);
    const result = await exporter(batch);
    if (result.type === 'busy') {
      pauseMs = Math.min(longestPauseMs, Math.max(firstPauseMs, pauseMs * 2));
      pausedUntilMs = clock.now() + pauseMs;
      logger.warning('Spans could not be exported for now', { reason: result.reason, pauseMs });
      return false;
    }
    pauseMs = 0;
    waiting.splice(0, batch.length);
    if (result.type === 'refused') {
      drop(batch.length, result.reason);
      return true;
    }
    exported += batch.length - result.rejectedCount;
    if (result.rejectedCount > 0) drop(result.rejectedCount, 'rejected');
    return true;
  };
  const drainOnce = async (): Promise<void> => {
    disarm();
    while (waiting.length > 0 && clock.now() >= pausedUntilMs) {
      if (!(await exportBatch())) break;
    }
  };
  const drain = (): Promise<void> => {
    running ??= drainOnce().finally(() => {
      running = undefined;
      arm();
    });
    return running;
  };
  const flush = async (): Promise<void> => {
    const limit = new AbortController();
    try {
      const passed = sleep(clock, options.flushTimeoutMs, limit.signal).catch(() => undefined);
      await Promise.race([drain(), passed]);
    } finally {
      limit.abort(new Error('flushed'));
    }
  };

  return {
    get counts() {
      return { exported, dropped };
    },
    add(span) {
      if (waiting.length >= maxWaiting) {
        // One line for the first of many; the total is in the next line that tells of spans.
        dropped += 1;
        if (dropped === 1 || dropped % maxWaiting === 0) {
          logger.warning('Spans were dropped', { reason: 'queue-full', droppedCount: dropped });
        }
        return;
      }
      waiting.push(span);
      if (waiting.length >= maxBatch && clock.now() >= pausedUntilMs) void drain();
      else arm();
    },
    flush,
    async [Symbol.asyncDispose]() {
      await flush();
      disarm();
      if (waiting.length > 0) drop(waiting.splice(0).length, 'shut-down');
    },
  };
}
