import type { Span, SpanStart } from './span.ts';
import { childTraceparent, type Traceparent } from './traceparent.ts';

/**
 * Records spans. Whoever opens a tracer disposes of it; that exports what is left, within a limit.
 * Nothing here throws or waits for the network, except `flush`.
 */
export interface Tracer extends AsyncDisposable {
  /** False: nothing is recorded and no ids are made; whoever would have to gather something may leave it. */
  readonly isOn: boolean;
  /** The place of a first span that will be recorded later, perhaps by another process. Undefined when tracing is off. */
  startTrace(): Traceparent | undefined;
  /** Begins a span. Its context can be handed on at once. */
  start(span: SpanStart): Span;
  /** Exports what has ended so far; resolves when that is done, has failed, or the limit has passed. Never rejects. */
  flush(): Promise<void>;
}

const nowhere: Traceparent = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), isSampled: false };

/** A span that is not recorded; its context keeps telling those who come after that the trace is not sampled. */
export function unrecordedSpan(context: Traceparent = nowhere): Span {
  return { context, set: doNothing, event: doNothing, end: doNothing };
}

const noSpan = unrecordedSpan();

/** No tracing: costs a call of an empty function. */
export const noTracer: Tracer = {
  isOn: false,
  startTrace: () => undefined,
  start: ({ parent, context }) =>
    parent === undefined && context === undefined ? noSpan : unrecordedSpan(context ?? parent),
  flush: () => Promise.resolve(),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

/** The place of a new trace of which the given share is sampled, by its id: every process decides the same. */
export function sampledTrace(ratio: number, random: () => number): Traceparent {
  const root = childTraceparent(undefined, random);
  // The last 52 bits, as a number below 1: https://opentelemetry.io/docs/specs/otel/trace/sdk/#traceidratiobased
  const position = Number.parseInt(root.traceId.slice(-13), 16) / 2 ** 52;
  return { ...root, isSampled: position < ratio };
}

function doNothing(): void {
  // nothing is recorded
}
