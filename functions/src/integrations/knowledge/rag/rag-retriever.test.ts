import { describe, expect, it } from 'vitest';
import { startRagSimulator } from '@standardiste/sandbox/vendors/rag/rag-simulator.ts';
import type { KnowledgeDocument } from '@standardiste/shared/contracts/profile.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describeGeneratedAnswers, describeKnowledgeRetriever } from '../knowledge.contract.ts';
import { createRagRetriever, type RagRetrieverOptions } from './rag-retriever.ts';

const tarifs = { id: 'tarifs', title: 'Tarifs', text: 'Le BTS coûte 2 900 euros.' };

async function open(
  documents: readonly KnowledgeDocument[] = [tarifs],
  overrides: Partial<RagRetrieverOptions> = {},
  service: Parameters<typeof startRagSimulator>[0] = {},
) {
  const simulator = await startRagSimulator({
    documents,
    apiKey: 'demo-key',
    generatesAnswers: true,
    ...service,
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
describeGeneratedAnswers('The RAG client', open);

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
    const refused = under.retriever.search(question, signal);
    await expect(refused).rejects.toMatchObject({ code: 'circuit-open' });
    expect(under.simulator.state().questions).toEqual([]);
  });
});

describe('a generated answer', () => {
  const long = 'Le BTS coûte 2 900 euros. Il dure deux ans. La rentrée est en septembre.';
  const piecesOf = async (text: AsyncIterable<string>): Promise<string[]> => {
    const pieces: string[] = [];
    for await (const piece of text) pieces.push(piece);
    return pieces;
  };
  const textOf = async (text: AsyncIterable<string>): Promise<string> =>
    (await piecesOf(text)).join('');

  it('is handed over while it is made, after what it stands on', async () => {
    await using under = await open([tarifs], {}, { generatesAnswers: long, wordMs: 5 });
    await using answer = await under.retriever.answer(question, signal);
    expect(answer.findings).toMatchObject({ passages: [{ documentId: 'tarifs' }], answer: null });
    const pieces = await piecesOf(answer.text);
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.join('')).toBe(long);
  });

  it('of a service that does not stream comes in one piece', async () => {
    const body = JSON.stringify({ passages: [], answer: long });
    await using under = await open([tarifs], { fetch: answering(body) });
    await using answer = await under.retriever.answer(question, signal);
    expect(await textOf(answer.text)).toBe(long);
  });

  it('that breaks off stands as far as it came', async () => {
    const body = '{"passages":[]}\n{"delta":"Le BTS "}\n{"delta":"coûte"}\n{"del';
    const headers = { 'content-type': 'application/x-ndjson' };
    const broken: typeof fetch = () => Promise.resolve(new Response(body, { headers }));
    await using under = await open([tarifs], { fetch: broken });
    await using answer = await under.retriever.answer(question, signal);
    expect(await textOf(answer.text)).toBe('Le BTS coûte');
  });

  it('is not made any further once nobody wants it', async () => {
    let isCancelled = false;
    const endless = new ReadableStream({
      start: (stream) => stream.enqueue(new TextEncoder().encode('{"passages":[]}\n')),
      cancel: () => void (isCancelled = true),
    });
    const headers = { 'content-type': 'application/x-ndjson' };
    const service: typeof fetch = (_url, init) => {
      init?.signal?.addEventListener(
        'abort',
        () => void endless.cancel().catch(() => (isCancelled = true)),
      );
      return Promise.resolve(new Response(endless, { headers }));
    };
    await using under = await open([tarifs], { fetch: service });
    await (await under.retriever.answer(question, signal))[Symbol.asyncDispose]();
    await Promise.resolve();
    expect(isCancelled).toBe(true);
  });

  it('is given up in time for the caller, whatever is tried', async () => {
    await using under = await open([tarifs], { totalTimeoutMs: 250 });
    under.simulator.faults.set([{ operation: 'inference', kind: 'hang', times: null }]);
    const startedAtMs = systemClock.now();
    await expect(under.retriever.answer(question, signal)).rejects.toMatchObject({
      code: 'operation-timed-out',
    });
    expect(systemClock.now() - startedAtMs).toBeLessThan(400);
  });
});
