import { expect, it } from 'vitest';
import { startOtlpSimulator } from './otlp-simulator.ts';

const span = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  parentSpanId: '53995c3f42cd8ad8',
  name: 'tool calendar.book',
  kind: 4,
  startTimeUnixNano: '1763629200000000000',
  endTimeUnixNano: '1763629200812250000',
  attributes: [{ key: 'attempt', value: { intValue: '2' } }],
  status: { code: 2, message: 'calendar-unavailable' },
};

it('keeps the spans it is sent, by service', async () => {
  await using collector = await startOtlpSimulator();
  const response = await post(collector.origin, [span]);
  expect(response.status).toBe(200);
  expect(collector.state().spans).toEqual([
    expect.objectContaining({
      service: 'media-relay',
      name: 'tool calendar.book',
      parentSpanId: '53995c3f42cd8ad8',
      endMs: 1_763_629_200_812.25,
      attributes: { attempt: 2 },
      error: 'calendar-unavailable',
    }),
  ]);
});

it.each([
  { traceId: '0'.repeat(32) },
  { spanId: 'short' },
  { startTimeUnixNano: 1_763_629_200_000_000_000 },
  { endTimeUnixNano: '5' },
  { attributes: [{ key: 'a', value: 'not wrapped' }] },
])('refuses what is not in the protocol: %j', async (fields) => {
  await using collector = await startOtlpSimulator();
  expect((await post(collector.origin, [{ ...span, ...fields }])).status).toBe(400);
  expect(collector.state().spans).toEqual([]);
});

it.each([
  ['application/x-protobuf', 400],
  ['application/json', 400],
  ['text/plain', 415],
])('refuses a body of %s that is none with %d', async (contentType, status) => {
  await using collector = await startOtlpSimulator();
  const headers = { 'content-type': contentType };
  const request = { method: 'POST', headers, body: '\u00ff{' };
  expect((await fetch(`${collector.origin}/v1/traces`, request)).status).toBe(status);
});

it('says how many spans it threw away', async () => {
  await using collector = await startOtlpSimulator({ maxSpansPerRequest: 1 });
  const response = await post(collector.origin, [span, span]);
  expect(await response.json()).toMatchObject({ partialSuccess: { rejectedSpans: '1' } });
});

function post(origin: string, spans: readonly object[]): Promise<Response> {
  const attributes = [{ key: 'service.name', value: { stringValue: 'media-relay' } }];
  const body = { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] };
  return fetch(`${origin}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
