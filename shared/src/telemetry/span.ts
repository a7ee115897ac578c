import type { Traceparent } from './traceparent.ts';

/** Who stands at the other end: https://opentelemetry.io/docs/specs/otel/trace/api/#spankind */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** Small facts without anybody's data: names, ids of our own, counts, outcomes. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanEvent {
  readonly name: string;
  readonly atMs: number;
  readonly attributes: SpanAttributes;
}

/** A span that is over, as it is exported. Times are ms since the epoch. */
export interface FinishedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly context: Traceparent;
  /** Undefined: the first span of its trace. */
  readonly parentSpanId: string | undefined;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: SpanAttributes;
  readonly events: readonly SpanEvent[];
  /** What went wrong, as a code or a class; undefined when nothing did. */
  readonly error: string | undefined;
}

/** Work that is being done. What is told after its end is lost. */
export interface Span {
  /** For whoever goes on with the work elsewhere. */
  readonly context: Traceparent;
  set(attributes: SpanAttributes): void;
  /** `atMs`: now, unless it was before. */
  event(name: string, attributes?: SpanAttributes, atMs?: number): void;
  /** Ending twice is harmless: the first end counts. `parent` replaces the one it began with. */
  end(end?: {
    readonly atMs?: number;
    readonly error?: string | undefined;
    readonly parent?: Traceparent | undefined;
  }): void;
}

export interface SpanStart {
  readonly name: string;
  /** Default: `internal`. */
  readonly kind?: SpanKind;
  /** Undefined begins a trace; then, and only then, the sampler decides. */
  readonly parent: Traceparent | undefined;
  /** The span's own place, when it was told to others before the span is recorded. */
  readonly context?: Traceparent;
  /** Default: now. */
  readonly startMs?: number;
  readonly attributes?: SpanAttributes;
}
