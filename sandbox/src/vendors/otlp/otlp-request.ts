import { z } from 'zod';

const anyValue = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ boolValue: z.boolean() }),
  z.strictObject({ intValue: z.union([z.string().regex(/^-?\d{1,19}$/), z.int()]) }),
  z.strictObject({ doubleValue: z.number() }),
]);
const attributes = z.array(z.strictObject({ key: z.string().min(1), value: anyValue })).default([]);
const traceId = z.string().regex(/^(?!0{32})[0-9a-f]{32}$/i);
const spanId = z.string().regex(/^(?!0{16})[0-9a-f]{16}$/i);
/** 64 bits do not fit into a JSON number. */
const nanos = z.string().regex(/^\d{1,20}$/);

const span = z
  .object({
    traceId,
    spanId,
    parentSpanId: z.union([z.literal(''), spanId]).optional(),
    flags: z.int().min(0).optional(),
    name: z.string().min(1),
    kind: z.int().min(0).max(5),
    startTimeUnixNano: nanos,
    endTimeUnixNano: nanos,
    attributes,
    events: z
      .array(z.object({ timeUnixNano: nanos, name: z.string().min(1), attributes }))
      .default([]),
    status: z
      .strictObject({ code: z.int().min(0).max(2).optional(), message: z.string().optional() })
      .default({}),
  })
  .refine(({ startTimeUnixNano: start, endTimeUnixNano: end }) => BigInt(start) <= BigInt(end), {
    error: 'a span ends after it starts',
  });

/**
 * `ExportTraceServiceRequest` in JSON, as far as spans are concerned.
 * Source: https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 */
const requestSchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(
        z.object({ scope: z.object({ name: z.string() }).optional(), spans: z.array(span) }),
      ),
    }),
  ),
});

type Value = string | number | boolean;
export type Attributes = Readonly<Record<string, Value>>;

/** A span as a person looks at it: times in ms since the epoch, attributes as a plain object. */
export interface ReceivedSpan {
  readonly service: string;
  readonly resource: Attributes;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly events: readonly {
    readonly name: string;
    readonly atMs: number;
    readonly attributes: Attributes;
  }[];
  /** Null unless the span's status is an error. */
  readonly error: string | null;
}

/** The spans of one export. @throws ZodError when the body is none. */
export function parseTraceRequest(body: unknown): readonly ReceivedSpan[] {
  return requestSchema.parse(body).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const resourceAttributes = plain(resource.attributes);
    const service = String(resourceAttributes['service.name'] ?? 'unknown');
    return scopeSpans
      .flatMap(({ spans }) => spans)
      .map((each) => ({
        service,
        resource: resourceAttributes,
        traceId: each.traceId.toLowerCase(),
        spanId: each.spanId.toLowerCase(),
        parentSpanId: each.parentSpanId?.toLowerCase() || null,
        name: each.name,
        kind: each.kind,
        startMs: toMs(each.startTimeUnixNano),
        endMs: toMs(each.endTimeUnixNano),
        attributes: plain(each.attributes),
        events: each.events.map((event) => ({
          name: event.name,
          atMs: toMs(event.timeUnixNano),
          attributes: plain(event.attributes),
        })),
        error: each.status.code === 2 ? (each.status.message ?? '') : null,
      }));
  });
}

function plain(list: z.infer<typeof attributes>): Attributes {
  return Object.fromEntries(list.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: z.infer<typeof anyValue>): Value {
  if ('stringValue' in value) return value.stringValue;
  if ('boolValue' in value) return value.boolValue;
  return 'intValue' in value ? Number(value.intValue) : value.doubleValue;
}

function toMs(time: string): number {
  return Number(BigInt(time) / 1_000n) / 1_000;
}
