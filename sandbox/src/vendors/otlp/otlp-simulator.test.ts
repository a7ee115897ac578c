import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { formatTraceRequest } from '@standardiste/shared/telemetry/otlp-json.ts';
import type { FinishedSpan } from '@standardiste/shared/telemetry/span.ts';
import { expect, it } from 'vitest';
import { parseTraceRequest } from './otlp-request.ts';
import { startOtlpSimulator } from './otlp-simulator.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const startMs = Date.UTC(2026, 10, 20, 9, 0, 0);

const span: FinishedSpan = {
  name: 'tool calendar.book',
  kind: 'producer',
  context: { traceId, spanId: '00f067aa0ba902b7', isSampled: true },
  parentSpanId: '53995c3f42cd8ad8',
  startMs,
  endMs: startMs + 812.25,
  attributes: { 'tool.name': 'calendar.book', attempt: 2, isLate: false, share: 0.5 },
  events: [{ name: 'claimed', atMs: startMs + 40, attributes: { fence: 1 } }],
  error: 'calendar-unavailable',
};
const resource = { 'service.name': 'media-relay' };

/** The same span as the OpenTelemetry SDK holds it. */
const officialSpan = {
  name: span.name,
  kind: 3,
  spanContext: () => ({ traceId, spanId: span.context.spanId, traceFlags: 1 }),
  parentSpanContext: { traceId, spanId: '53995c3f42cd8ad8', traceFlags: 1 },
  startTime: [startMs / 1_000, 0],
  endTime: [startMs / 1_000, 812_250_000],
  duration: [0, 812_250_000],
  ended: true,
  status: { code: 2, message: 'calendar-unavailable' },
  attributes: span.attributes,
  links: [],
  events: [{ name: 'claimed', time: [startMs / 1_000, 40_000_000], attributes: { fence: 1 } }],
  resource: { attributes: resource, getRawAttributes: () => Object.entries(resource) },
  instrumentationScope: { name: 'standardiste' },
  droppedAttributesCount: 0,
  droppedEventsCount: 0,
  droppedLinksCount: 0,
};

function officialRequest(): unknown {
  const spans = [officialSpan] as unknown as Parameters<
    typeof JsonTraceSerializer.serializeRequest
  >[0];
  return JSON.parse(new TextDecoder().decode(JsonTraceSerializer.serializeRequest(spans)));
}

it('reads what the OpenTelemetry SDK sends, and the relay and the functions send the same', () => {
  const official = parseTraceRequest(officialRequest());
  const ours = parseTraceRequest(JSON.parse(JSON.stringify(formatTraceRequest(resource, [span]))));
  expect(official).toHaveLength(1);
  expect(ours).toEqual(official);
});

it('keeps the spans it is sent, by service', async () => {
  await using collector = await startOtlpSimulator();
  const response = await post(collector.origin, officialRequest());
  expect(response.status).toBe(200);
  expect(collector.state().spans).toEqual([
    expect.objectContaining({
      service: 'media-relay',
      name: 'tool calendar.book',
      parentSpanId: '53995c3f42cd8ad8',
      endMs: startMs + 812.25,
      error: 'calendar-unavailable',
    }),
  ]);
});

it('refuses what is not in the protocol', async () => {
  await using collector = await startOtlpSimulator();
  const [{ scopeSpans }] = (formatTraceRequest(resource, [span]) as { resourceSpans: [never] })
    .resourceSpans as [{ scopeSpans: [{ spans: [object] }] }];
  const good = scopeSpans[0].spans[0];
  const bad = [
    { traceId: '0'.repeat(32) },
    { spanId: 'short' },
    { startTimeUnixNano: 1_763_629_200_000_000_000 },
    { endTimeUnixNano: '5' },
    { attributes: [{ key: 'a', value: 'not wrapped' }] },
  ];
  for (const fields of bad) {
    const spans = [{ ...good, ...fields }];
    const body = { resourceSpans: [{ resource: {}, scopeSpans: [{ spans }] }] };
    expect((await post(collector.origin, body)).status, JSON.stringify(fields)).toBe(400);
  }
  expect(collector.state().spans).toEqual([]);
});

it('says how many spans it threw away', async () => {
  await using collector = await startOtlpSimulator({ maxSpansPerRequest: 1 });
  const response = await post(collector.origin, formatTraceRequest(resource, [span, span]));
  expect(await response.json()).toMatchObject({ partialSuccess: { rejectedSpans: '1' } });
});

function post(origin: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${origin}/v1/traces`, { method: 'POST', headers, body: JSON.stringify(body) });
}
