import type { Clock } from '../time/clock.ts';
import { cleanAttributes } from './span-attributes.ts';
import type { FinishedSpan, Span, SpanEvent, SpanStart } from './span.ts';
import { unrecordedSpan } from './tracer.ts';
import { childTraceparent, type Traceparent } from './traceparent.ts';

/** A span of a call has a few dozen at most; more is a mistake and not worth its memory. */
const maxEvents = 64;

export interface RecorderOptions {
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Takes each sampled span once, when it has ended. */
  readonly onEnd: (span: FinishedSpan) => void;
  /** The place of a span without a parent. */
  readonly startTrace: () => Traceparent;
}

/** Begins a span; the parent's decision whether the trace is sampled holds. */
export function startSpan(start: SpanStart, options: RecorderOptions): Span {
  const { parent, name, kind = 'internal' } = start;
  const { clock, random } = options;
  const context =
    start.context ??
    (parent === undefined ? options.startTrace() : childTraceparent(parent, random));
  if (!context.isSampled) return unrecordedSpan(context);
  const startMs = start.startMs ?? clock.now();
  const events: SpanEvent[] = [];
  let attributes = cleanAttributes(start.attributes ?? {});
  let isEnded = false;
  return {
    context,
    set(more) {
      attributes = { ...attributes, ...cleanAttributes(more) };
    },
    event(eventName, eventAttributes = {}, atMs = clock.now()) {
      if (isEnded || events.length >= maxEvents) return;
      events.push({ name: eventName, atMs, attributes: cleanAttributes(eventAttributes) });
    },
    end(end = {}) {
      if (isEnded) return;
      isEnded = true;
      const endMs = Math.max(startMs, end.atMs ?? clock.now());
      const parentSpanId = (end.parent ?? parent)?.spanId;
      const { error } = end;
      options.onEnd({
        name,
        kind,
        context,
        parentSpanId,
        startMs,
        endMs,
        attributes,
        events,
        error,
      });
    },
  };
}
