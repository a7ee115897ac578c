import { get } from 'node:http';
import { once } from 'node:events';
import { Hono } from 'hono';
import { listenHttp } from '@standardiste/sandbox/vendors/http-listener.ts';
import { startOtlpSimulator } from '@standardiste/sandbox/vendors/otlp/otlp-simulator.ts';
import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { openTracer } from '@standardiste/shared/telemetry/open-tracer.ts';
import { noTracer } from '@standardiste/shared/telemetry/tracer.ts';
import { parseTraceparent } from '@standardiste/shared/telemetry/traceparent.ts';
import { withTimeout } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describe, expect, it } from 'vitest';
import type { EventHandler, FollowOnEvent } from './event-handler.ts';
import { createEventFunction } from './event-function.ts';
import { endEventSpan, startEventSpan } from './event-span.ts';
import { parsePush } from './envelope.ts';
import { createRecordingBus, pushOf } from './fixtures/deliveries.ts';

const clock = systemClock;
const phone = '+33639980001';
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const lead = {
  callId: 'CA1',
  profileId: 'demo',
  firstName: 'Léa',
  lastName: 'Martin',
  phone,
  email: null,
  interest: null,
};

const push = (
  attributes: Record<string, string> = { traceparent },
  functionName = 'call-summary',
) => pushOf({ functionName, topic: 'lead-captured', eventId: 'CA1:lead', data: lead, attributes });

/** A function on a store of its own, traced into a collector of its own. */
async function open(handle: EventHandler<'lead-captured'>['handle']) {
  await using stack = new AsyncDisposableStack();
  const collector = stack.use(await startOtlpSimulator());
  const logger = createMemoryLogger();
  const config = { endpoint: collector.origin, headers: {}, sampleRatio: 1 };
  const service = 'call-summary';
  const tracer = stack.use(openTracer({ config, service, projectId: 'demo', clock, logger }));
  const store = stack.use(await openMemoryDocumentStore({ clock }));
  const bus = createRecordingBus();
  const handler = { topic: 'lead-captured', effectKey: () => 'lead:CA1', handle } as const;
  const name = 'call-summary';
  const run = createEventFunction({ name, handlers: [handler], store, bus, clock, logger, tracer });
  const kept = stack.move();
  return {
    run,
    bus,
    logger,
    async spans() {
      await tracer.flush();
      return collector.state().spans;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const nothing = { writes: [], events: [] };
const followOn: FollowOnEvent = {
  topic: 'lead-captured',
  eventId: 'CA1:lead-again',
  callId: 'CA1',
  data: lead,
};

describe('The span of an event', () => {
  it('lies below its publisher, tells each step, and is the parent of what follows', async () => {
    await using opened = await open(() => Promise.resolve({ writes: [], events: [followOn] }));
    await opened.run(push());
    const [span] = await opened.spans();
    expect(span).toMatchObject({
      name: 'call-summary lead-captured',
      service: 'call-summary',
      kind: 5,
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      parentSpanId: '00f067aa0ba902b7',
      error: null,
      attributes: {
        outcome: 'done',
        'call.id': 'CA1',
        'messaging.message.id': '1',
        'messaging.destination.subscription.name': 'call-summary.lead-captured',
      },
    });
    expect(span?.events.map(({ name }) => name)).toEqual([
      'claimed',
      'handled',
      'committed',
      'published',
    ]);
    const published = opened.bus.messages[0]?.attributes['traceparent'];
    expect(parseTraceparent(published)).toMatchObject({ spanId: span?.spanId });
    const line = opened.logger.entries.find(({ message }) => message === 'An event was taken.');
    expect(line?.fields['traceparent']).toBe(published);
  });

  it('follows the message, not the request that brought it', async () => {
    await using opened = await open(() => Promise.resolve(nothing));
    const headers = { traceparent: '00-11111111111111111111111111111111-2222222222222222-01' };
    await opened.run({ ...push(), headers });
    await opened.run({ ...push({}), headers });
    const spans = await opened.spans();
    expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual([
      '00f067aa0ba902b7',
      '2222222222222222',
    ]);
  });

  it('is an error with its code when the event comes again or is put aside', async () => {
    await using opened = await open(() =>
      Promise.reject(new VendorFailedError(`no ${phone}`, { vendor: 'test', retryable: true })),
    );
    await opened.run(push());
    expect(await opened.spans()).toMatchObject([
      { error: 'retry', attributes: { outcome: 'retry', 'error.type': 'vendor-failed' } },
    ]);
  });

  it.each(['not-ours', 'not-subscribed'] as const)(
    'is not there for an event that passes by: %s',
    async (outcome) => {
      await using collector = await startOtlpSimulator();
      const config = { endpoint: collector.origin, headers: {}, sampleRatio: 1 };
      const logger = createMemoryLogger();
      const service = 'call-summary';
      await using tracer = openTracer({ config, service, projectId: 'demo', clock, logger });
      const delivery = parsePush(push().body);
      if ('problem' in delivery) throw new Error(delivery.problem);
      const options = { functionName: 'call-summary', delivery, header: undefined };
      endEventSpan(startEventSpan(tracer, options), outcome);
      endEventSpan(startEventSpan(tracer, options), 'done');
      await tracer.flush();
      expect(collector.state().spans.map(({ attributes }) => attributes['outcome'])).toEqual([
        'done',
      ]);
    },
  );

  it('keeps an unsampled trace unsampled, and passes that on', async () => {
    await using opened = await open(() => Promise.resolve({ writes: [], events: [followOn] }));
    await opened.run(push({ traceparent: traceparent.replace(/01$/, '00') }));
    expect(await opened.spans()).toEqual([]);
    expect(opened.bus.messages[0]?.attributes['traceparent']).toMatch(/-00$/);
  });

  it('costs nothing when tracing is off: what came is passed on as it is', async () => {
    const store = await openMemoryDocumentStore({ clock });
    const bus = createRecordingBus();
    const handle = () => Promise.resolve({ writes: [], events: [followOn] });
    const handler = { topic: 'lead-captured', effectKey: () => 'lead:CA1', handle } as const;
    const logger = createMemoryLogger();
    const options = { handlers: [handler], store, bus, clock, logger, tracer: noTracer };
    await createEventFunction({ name: 'call-summary', ...options })(push());
    expect(bus.messages[0]?.attributes['traceparent']).toBe(traceparent);
  });
});

describe('Requests to vendors', () => {
  it('are spans below the event, one for each attempt, without paths and people', async () => {
    const app = new Hono();
    let attempts = 0;
    app.all('*', (context) => context.text('x', (attempts += 1) === 1 ? 503 : 200));
    await using vendor = await listenHttp(app);
    const url = `${vendor.origin}/people?q=${encodeURIComponent(phone)}`;
    await using opened = await open(async () => {
      await (await fetch(url, { method: 'POST', body: phone })).text();
      const request = get(url);
      const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream];
      response.resume();
      await once(response, 'end');
      await fetch('http://127.0.0.1:9/').catch(() => undefined);
      return nothing;
    });
    await opened.run(push());
    const { host } = new URL(vendor.origin);
    const spans = await opened.spans();
    const event = spans.find(({ kind }) => kind === 5);
    const requests = spans.filter(({ kind }) => kind === 3);
    expect(requests.map(({ name, error }) => ({ name, error }))).toEqual([
      { name: `POST ${host}`, error: 'status 503' },
      { name: `GET ${host}`, error: null },
      ...(requests.length > 2 ? [{ name: 'GET 127.0.0.1:9', error: expect.any(String) }] : []),
    ]);
    for (const { parentSpanId, attributes } of requests) {
      expect(parentSpanId).toBe(event?.spanId);
      expect(attributes).toHaveProperty(['server.address']);
    }
    const everything = JSON.stringify(spans);
    for (const secret of ['39980001', 'people', 'Martin', 'Léa']) {
      expect(everything).not.toContain(secret);
    }
  });

  it('that nobody waits for any more are errors, and those whose answer nobody reads are not', async () => {
    const app = new Hono();
    app.all('/hangs', () => new Promise<Response>(() => undefined));
    app.all('*', (context) => context.text('x'.repeat(100_000)));
    await using vendor = await listenHttp(app);
    await using opened = await open(async () => {
      await fetch(vendor.origin, { method: 'HEAD' });
      const unread = await fetch(vendor.origin);
      void fetch(`${vendor.origin}/hangs`).catch(() => undefined);
      await withTimeout(clock, { timeoutMs: 100, what: 'A vendor' }, (signal) =>
        fetch(`${vendor.origin}/hangs`, { signal }),
      ).catch(() => undefined);
      expect(unread.status).toBe(200);
      return nothing;
    });
    await opened.run(push());
    const requests = (await opened.spans()).filter(({ kind }) => kind === 3);
    const errors = requests.map(({ error }) => error);
    expect(errors).toHaveLength(4);
    expect(errors.filter((error) => error === null)).toHaveLength(2);
    expect(errors).toContain('abandoned');
  });

  it('of two events at once lie below their own', async () => {
    const app = new Hono();
    app.all('*', (context) => context.text('x'));
    await using vendor = await listenHttp(app);
    const handle = async () => {
      await (await fetch(vendor.origin)).text();
      return nothing;
    };
    await using one = await open(handle);
    await using two = await open(handle);
    await Promise.all([one.run(push()), two.run(push())]);
    for (const opened of [one, two]) {
      const spans = await opened.spans();
      expect(spans.map(({ kind }) => kind).sort()).toEqual([3, 5]);
      const event = spans.find(({ kind }) => kind === 5);
      expect(spans.find(({ kind }) => kind === 3)?.parentSpanId).toBe(event?.spanId);
    }
  });
});
