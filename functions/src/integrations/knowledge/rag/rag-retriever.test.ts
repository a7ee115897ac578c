import { describe, expect, it } from 'vitest';
import { startRagSimulator } from '@standardiste/sandbox/vendors/rag/rag-simulator.ts';
import type { KnowledgeDocument } from '@standardiste/shared/contracts/profile.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { describeKnowledgeRetriever } from '../knowledge.contract.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { createRagRetriever, type RagRetrieverOptions } from './rag-retriever.ts';

const tarifs = { id: 'tarifs', title: 'Tarifs', text: 'Le BTS coûte 2 900 euros.' };

async function open(
  documents: readonly KnowledgeDocument[] = [tarifs],
  overrides: Partial<RagRetrieverOptions> = {},
) {
  const simulator = await startRagSimulator({
    documents,
    apiKey: 'demo-key',
    generatesAnswers: true,
  });
  const retriever = createRagRetriever({
    url: simulator.inferenceUrl,
    apiKey: 'demo-key',
    clock: systemClock,
    connectTimeoutMs: 200,
    readTimeoutMs: 400,
    ...overrides,
  });
  return {
    simulator,
    retriever,
    // As often as the client tries.
    failNext: () => simulator.faults.set([{ operation: '*', kind: 'error', times: 2 }]),
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

describeKnowledgeRetriever('The RAG client', open);

const { signal } = new AbortController();
const question = { profileId: 'ecole-demo', question: 'Quels sont vos tarifs ?', limit: 2 };

/** A service that answers with these bytes. */
const answering =
  (body: ConstructorParameters<typeof Response>[0]): typeof fetch =>
  () =>
    Promise.resolve(new Response(body));

describe('the RAG client', () => {
  it('passes the question on and hands back a generated answer', async () => {
    await using under = await open();
    const findings = await under.retriever.search(question, signal);
    expect(findings).toMatchObject({ isRelevant: true, answer: 'Le BTS coûte 2 900 euros.' });
    expect(under.simulator.state().questions).toEqual([question]);
  });

  it.each([
    ['an error', { kind: 'error', status: 503 } as const],
    ['too many requests', { kind: 'error', status: 429 } as const],
    ['a broken connection', { kind: 'cut' } as const],
    ['no answer', { kind: 'hang' } as const],
  ])('tries once more after %s', async (_name, fault) => {
    await using under = await open();
    under.simulator.faults.set([{ operation: 'inference', ...fault }]);
    expect(await under.retriever.search(question, signal)).toMatchObject({ isRelevant: true });
  });

  it.each([
    ['the key is refused', { apiKey: 'wrong' }],
    ['the answer is not JSON', { fetch: answering('<html>') }],
    ['the answer has another shape', { fetch: answering('{"results":[]}') }],
    ['the answer is huge', { fetch: answering(' '.repeat(300_000)) }],
  ])('does not try again when %s', async (_name, overrides) => {
    await using under = await open([tarifs], overrides);
    const failure = under.retriever.search(question, signal);
    await expect(failure).rejects.toMatchObject({ code: 'vendor-failed', retryable: false });
  });

  it('limits the time of an answer that begins and never ends', async () => {
    const stream = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(1)),
    });
    await using under = await open([tarifs], { fetch: answering(stream), retryCount: 0 });
    const failure = under.retriever.search(question, signal);
    await expect(failure).rejects.toMatchObject({ code: 'vendor-failed', retryable: true });
  });

  it('leaves a service alone that keeps failing', async () => {
    await using under = await open([tarifs], { retryCount: 0 });
    under.simulator.faults.set([{ operation: 'inference', kind: 'error', times: 5 }]);
    for (let time = 0; time < 5; time += 1) {
      await expect(under.retriever.search(question, signal)).rejects.toThrow(/503/);
    }
    await expect(under.retriever.search(question, signal)).rejects.toThrow(/left alone/);
    expect(under.simulator.state().questions).toEqual([]);
  });
});

describe('the circuit breaker', () => {
  const fail = () => Promise.reject(new Error('down'));
  const open5 = async (clock: VirtualClock) => {
    const options = { clock, vendor: 'demo', failureThreshold: 2, openMs: 1_000 };
    const breaker = createCircuitBreaker(options);
    await expect(breaker.run(fail)).rejects.toThrow('down');
    await expect(breaker.run(fail)).rejects.toThrow('down');
    return breaker;
  };

  it('closes again after one request that succeeds', async () => {
    const clock = new VirtualClock();
    const breaker = await open5(clock);
    await expect(breaker.run(() => Promise.resolve(1))).rejects.toMatchObject({
      retryAfterMs: 1_000,
    });
    await clock.advance(1_000);
    expect(await breaker.run(() => Promise.resolve(1))).toBe(1);
    await expect(breaker.run(fail)).rejects.toThrow('down');
    expect(await breaker.run(() => Promise.resolve(2))).toBe(2);
  });

  it('lets one request try and keeps the others away', async () => {
    const clock = new VirtualClock();
    const breaker = await open5(clock);
    await clock.advance(1_000);
    const gate = Promise.withResolvers<number>();
    const trial = breaker.run(() => gate.promise);
    await expect(breaker.run(() => Promise.resolve(1))).rejects.toThrow(/left alone/);
    gate.reject(new Error('still down'));
    await expect(trial).rejects.toThrow('still down');
    await expect(breaker.run(() => Promise.resolve(1))).rejects.toThrow(/left alone/);
  });
});
