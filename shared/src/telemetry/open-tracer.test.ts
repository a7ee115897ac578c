import { startOtlpSimulator } from '@standardiste/sandbox/vendors/otlp/otlp-simulator.ts';
import { describe, expect, it } from 'vitest';
import { createMemoryLogger } from '../log/memory-logger.ts';
import { systemClock } from '../time/system-clock.ts';
import { openTracer, type TracerOptions } from './open-tracer.ts';
import { noTracer } from './tracer.ts';

function open(endpoint: string | undefined, options: Partial<TracerOptions> = {}) {
  return openTracer({
    config: { endpoint, headers: {}, sampleRatio: 1 },
    service: 'media-relay',
    projectId: 'demo-project',
    clock: systemClock,
    logger: createMemoryLogger(),
    ...options,
  });
}

describe('A tracer', () => {
  it('is off without the address of a collector, and costs no ids', () => {
    const tracer = open(undefined);
    expect(tracer).toBe(noTracer);
    expect(tracer.startTrace()).toBeUndefined();
    const span = tracer.start({ name: 'call', parent: undefined });
    expect(span.context.isSampled).toBe(false);
    span.end();
  });

  it('exports a trace whose spans were recorded by two processes', async () => {
    await using collector = await startOtlpSimulator();
    await using relay = open(collector.origin);
    await using functions = open(collector.origin, { service: 'sms-follow-up' });
    const root = relay.startTrace();
    const tool = relay.start({ name: 'tool', parent: root });
    const handler = functions.start({ name: 'handler', parent: tool.context, kind: 'consumer' });
    handler.end({ error: 'late' });
    tool.end();
    relay.start({ name: 'call', parent: undefined, ...(root && { context: root }) }).end();
    await Promise.all([relay.flush(), functions.flush()]);

    const { spans } = collector.state();
    const named = (name: string) => spans.find((span) => span.name === name);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([root?.traceId]));
    expect(named('call')).toMatchObject({ spanId: root?.spanId, parentSpanId: null });
    expect(named('tool')).toMatchObject({ parentSpanId: root?.spanId, service: 'media-relay' });
    expect(named('handler')).toMatchObject({
      parentSpanId: tool.context.spanId,
      service: 'sms-follow-up',
      error: 'late',
      resource: { 'gcp.project_id': 'demo-project' },
    });
  });

  it('exports what is left when it is closed', async () => {
    await using collector = await startOtlpSimulator();
    const tracer = open(collector.origin);
    tracer.start({ name: 'last', parent: undefined }).end();
    await tracer[Symbol.asyncDispose]();
    expect(collector.state().spans.map(({ name }) => name)).toEqual(['last']);
  });

  it('leaves out people, wherever they were put', async () => {
    await using collector = await startOtlpSimulator();
    await using tracer = open(collector.origin);
    const span = tracer.start({
      name: 'call',
      parent: undefined,
      attributes: { 'caller.phone': '+33639980001', note: 'rappeler le +33 6 39 98 00 01' },
    });
    span.event('mail', { lastName: 'Martin', to: 'x@example.fr', hint: 'écrire à x@example.fr' });
    span.end();
    await tracer.flush();
    const [{ attributes, events } = { attributes: {}, events: [] }] = collector.state().spans;
    expect(attributes).toEqual({ note: 'rappeler le [redacted]' });
    expect(events[0]?.attributes).toEqual({ hint: 'écrire à [redacted]' });
  });

  it('sends the headers it was given, and says who it is', async () => {
    await using collector = await startOtlpSimulator();
    const headers = { authorization: 'Bearer key' };
    const config = { endpoint: `${collector.origin}/`, headers, sampleRatio: 1 };
    await using tracer = open(undefined, { config });
    tracer.start({ name: 'call', parent: undefined }).end();
    await tracer.flush();
    expect(collector.state().authorization).toBe('Bearer key');
  });
});

describe('The sampler', () => {
  it('takes the given share of traces, and whoever follows keeps the decision', () => {
    const config = { endpoint: 'http://127.0.0.1:1', headers: {}, sampleRatio: 0.25 };
    const tracer = open(undefined, { config });
    const roots = Array.from({ length: 2_000 }, () => tracer.startTrace());
    const share = roots.filter((root) => root?.isSampled).length / roots.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.3);
    for (const root of roots.slice(0, 50)) {
      const child = tracer.start({ name: 'turn', parent: root });
      expect(child.context.isSampled).toBe(root?.isSampled);
      expect(child.context.traceId).toBe(root?.traceId);
    }
  });

  it.each([0, 1])('takes all or none with %d', (sampleRatio) => {
    const config = { endpoint: 'http://127.0.0.1:1', headers: {}, sampleRatio };
    const tracer = open(undefined, { config });
    for (let n = 0; n < 200; n += 1) expect(tracer.startTrace()?.isSampled).toBe(sampleRatio === 1);
  });

  it('exports nothing of a trace that is not sampled', async () => {
    await using collector = await startOtlpSimulator();
    const config = { endpoint: collector.origin, headers: {}, sampleRatio: 0 };
    await using tracer = open(undefined, { config });
    const root = tracer.start({ name: 'call', parent: undefined });
    tracer.start({ name: 'turn', parent: root.context }).end();
    root.end();
    await tracer.flush();
    expect(collector.state().requestCount).toBe(0);
  });
});

describe('A collector that misbehaves', () => {
  it.each([
    ['is down', 'http://127.0.0.1:9', undefined],
    ['answers 500', undefined, { kind: 'error', status: 500 }],
    ['answers 503', undefined, { kind: 'error', status: 503 }],
    ['never answers', undefined, { kind: 'hang' }],
    ['breaks the connection', undefined, { kind: 'cut' }],
  ] as const)('costs a flush no more than its limit when it %s', async (_, endpoint, fault) => {
    await using collector = await startOtlpSimulator();
    if (fault) collector.faults.set([{ operation: 'export', times: null, ...fault }]);
    const tracer = open(endpoint ?? collector.origin, { limits: { flushTimeoutMs: 200 } });
    const startedMs = systemClock.now();
    for (let n = 0; n < 5; n += 1) tracer.start({ name: 'call', parent: undefined }).end();
    await tracer.flush();
    await tracer[Symbol.asyncDispose]();
    expect(systemClock.now() - startedMs).toBeLessThan(2_000);
    expect(collector.state().spans).toEqual([]);
  });
});
