import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from '../log/logger.ts';
import { withTimeout, type Clock } from '../time/clock.ts';
import type { FinishedSpan, SpanAttributes } from './span.ts';

export interface SpanExportOptions {
  /** The collector's base address; `/v1/traces` is appended: https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp */
  readonly endpoint: string;
  /** Who sends: `service.name`, `gcp.project_id`, … */
  readonly resource: SpanAttributes;
  /** Asked before each request: tokens expire. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Spans that are on their way; those that come when it is full are dropped and counted. */
  readonly maxWaiting: number;
  readonly maxBatch: number;
  /** How long a span waits for others. */
  readonly delayMs: number;
  readonly requestTimeoutMs: number;
  /** How long `flush` may take. */
  readonly flushTimeoutMs: number;
}

/** Spans on their way out, and what became of those before. */
export interface SpanExport extends AsyncDisposable {
  readonly counts: { readonly exported: number; readonly dropped: number };
  add(span: FinishedSpan): void;
  /** Resolves when everything is out, or cannot be for now, or the limit has passed. Never rejects. */
  flush(): Promise<void>;
}

/** So long after a failure nobody waits for the collector: it would cost each event of a function the limit of a flush. */
const restMs = 60_000;

/**
 * Exports spans by OTLP over HTTP, in batches. The OpenTelemetry SDK does it and is loaded when the first span comes, so that a
 * process which traces nothing does not pay for it. A collector that is down or slow costs spans, never work.
 */
export function createSpanExport(options: SpanExportOptions): SpanExport {
  const { clock, logger, maxWaiting } = options;
  let pipeline: Promise<Pipeline> | undefined;
  let waiting = 0;
  let exported = 0;
  let dropped = 0;
  let restsUntilMs = 0;

  const drop = (count: number, reason: string): void => {
    const before = dropped;
    dropped += count;
    // One line for the first of many; the total is in the next line that tells of spans.
    const isWorthALine = Math.floor(before / maxWaiting) < Math.floor(dropped / maxWaiting);
    if (before > 0 && !isWorthALine) return;
    logger.warning('Spans were dropped', { count, reason, droppedCount: dropped });
  };
  const settle = (count: number, failure: unknown): void => {
    waiting -= count;
    restsUntilMs = failure === undefined ? 0 : clock.now() + restMs;
    if (failure === undefined) exported += count;
    else drop(count, reasonOf(failure));
  };
  const add = (span: FinishedSpan): void => {
    if (waiting >= maxWaiting) return drop(1, 'queue-full');
    waiting += 1;
    pipeline ??= openPipeline(options, settle);
    pipeline.then(
      (opened) => opened.add(span),
      (error: unknown) => settle(1, error),
    );
  };
  /** What fails has been counted and told by `settle`. */
  const waitFor = async (step: 'flush' | 'shutdown'): Promise<void> => {
    const limit = { timeoutMs: options.flushTimeoutMs, what: 'Exporting spans' };
    const done = pipeline?.then((opened) => opened[step]());
    await withTimeout(clock, limit, async () => done).catch(() => undefined);
  };
  return {
    get counts() {
      return { exported, dropped };
    },
    add,
    async flush() {
      if (waiting > 0 && clock.now() >= restsUntilMs) await waitFor('flush');
    },
    async [Symbol.asyncDispose]() {
      await waitFor('shutdown');
      if (waiting > 0) drop(waiting, 'shut-down');
    },
  };
}

interface Pipeline {
  add(span: FinishedSpan): void;
  flush(): Promise<void>;
  shutdown(): Promise<void>;
}

async function openPipeline(
  options: SpanExportOptions,
  onSettled: (spanCount: number, failure: unknown) => void,
): Promise<Pipeline> {
  const [core, sdk, { OTLPTraceExporter }, { resourceFromAttributes }, { toReadableSpan }] =
    await Promise.all([
      import('@opentelemetry/core'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-proto'),
      import('@opentelemetry/resources'),
      import('./readable-span.ts'),
    ]);
  const otlp = new OTLPTraceExporter({
    url: `${options.endpoint.replace(/\/+$/, '')}/v1/traces`,
    // It must not throw; without a key the collector says what is wrong.
    headers: () => options.headers().catch(() => ({})),
    timeoutMillis: options.requestTimeoutMs,
  });
  const exporter: SpanExporter = {
    export(spans, done) {
      otlp.export(spans, (result) => {
        onSettled(
          spans.length,
          result.code === core.ExportResultCode.SUCCESS ? undefined : (result.error ?? 'unknown'),
        );
        done(result);
      });
    },
    forceFlush: () => otlp.forceFlush(),
    shutdown: () => otlp.shutdown(),
  };
  const processor = new sdk.BatchSpanProcessor({
    exporter,
    maxQueueSize: options.maxWaiting,
    maxExportBatchSize: options.maxBatch,
    scheduledDelayMillis: options.delayMs,
    // The exporter keeps to its own limit.
    exportTimeoutMillis: 2 * options.requestTimeoutMs,
  });
  const resource = resourceFromAttributes({ ...options.resource });
  return {
    add: (span) => processor.onEnd(toReadableSpan(span, resource)),
    async flush() {
      await processor.forceFlush();
      // A batch that was on its way already is the exporter's.
      await exporter.forceFlush?.();
    },
    shutdown: () => processor.shutdown(),
  };
}

/** A status, a code or a class: messages of network errors hold addresses. */
function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return 'unknown';
  const { code } = failure as { code?: unknown };
  return typeof code === 'number'
    ? `status ${code}`
    : typeof code === 'string'
      ? code
      : failure.name;
}
