import type { FinishedSpan, SpanAttributes, SpanKind } from './span.ts';

/** https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto */
const kinds = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const satisfies {
  readonly [Kind in SpanKind]: number;
};
const statusOk = {};
/** W3C's trace flags; whether the parent is remote is left unsaid. */
const sampledFlag = 1;

/** Who sends: `service.name`, `gcp.project_id`, … */
export type Resource = SpanAttributes;

const scope = { name: 'standardiste' };

/**
 * The body of `POST /v1/traces` in OTLP's JSON: ids in hexadecimal, times in ns as text, 64-bit integers as text.
 * Source: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function formatTraceRequest(resource: Resource, spans: readonly FinishedSpan[]): object {
  return {
    resourceSpans: [
      {
        resource: { attributes: formatAttributes(resource) },
        scopeSpans: [{ scope, spans: spans.map(formatSpan) }],
      },
    ],
  };
}

function formatSpan(span: FinishedSpan): object {
  const { context, parentSpanId, events, error } = span;
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    flags: sampledFlag,
    name: span.name,
    kind: kinds[span.kind],
    startTimeUnixNano: formatNanos(span.startMs),
    endTimeUnixNano: formatNanos(span.endMs),
    attributes: formatAttributes(span.attributes),
    events: events.map((event) => ({
      timeUnixNano: formatNanos(event.atMs),
      name: event.name,
      attributes: formatAttributes(event.attributes),
    })),
    status: error === undefined ? statusOk : { code: 2, message: error },
  };
}

function formatAttributes(attributes: SpanAttributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: formatValue(value) }));
}

function formatValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** Milliseconds have too many digits in ns for a number; fractions of a ms are kept to the µs. */
function formatNanos(ms: number): string {
  const micros = Math.round(ms * 1_000);
  return `${micros}000`;
}
