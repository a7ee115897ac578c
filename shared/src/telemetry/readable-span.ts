import {
  SpanKind as SdkKind,
  SpanStatusCode,
  type HrTime,
  type SpanContext,
} from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { FinishedSpan, SpanKind } from './span.ts';

const kinds = {
  internal: SdkKind.INTERNAL,
  server: SdkKind.SERVER,
  client: SdkKind.CLIENT,
  producer: SdkKind.PRODUCER,
  consumer: SdkKind.CONSUMER,
} as const satisfies { readonly [Kind in SpanKind]: SdkKind };
const instrumentationScope = { name: 'standardiste' };

/** The span as the OpenTelemetry SDK's processors and exporters take it. Times keep fractions of a ms to the µs. */
export function toReadableSpan(span: FinishedSpan, resource: Resource): ReadableSpan {
  const { name, context, parentSpanId, error } = span;
  const place = (spanId: string): SpanContext => ({
    traceId: context.traceId,
    spanId,
    traceFlags: context.isSampled ? 1 : 0,
  });
  return {
    name,
    kind: kinds[span.kind],
    spanContext: () => place(context.spanId),
    ...(parentSpanId !== undefined && { parentSpanContext: place(parentSpanId) }),
    startTime: hrTime(span.startMs),
    endTime: hrTime(span.endMs),
    duration: hrTime(span.endMs - span.startMs),
    ended: true,
    status:
      error === undefined
        ? { code: SpanStatusCode.UNSET }
        : { code: SpanStatusCode.ERROR, message: error },
    attributes: span.attributes,
    links: [],
    events: span.events.map(({ name, atMs, attributes }) => ({
      name,
      time: hrTime(atMs),
      attributes,
    })),
    resource,
    instrumentationScope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** Seconds and nanoseconds. */
function hrTime(ms: number): HrTime {
  const micros = Math.round(ms * 1_000);
  const seconds = Math.floor(micros / 1_000_000);
  return [seconds, (micros - seconds * 1_000_000) * 1_000];
}
