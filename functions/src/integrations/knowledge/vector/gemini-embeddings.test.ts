import { describe, expect, it } from 'vitest';
import { startGeminiEmbeddingsSimulator } from '@standardiste/sandbox/vendors/gemini-embeddings/gemini-embeddings-simulator.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { createGeminiEmbeddings, type GeminiEmbeddingsOptions } from './gemini-embeddings.ts';

const { signal } = new AbortController();

async function open(overrides: Partial<GeminiEmbeddingsOptions> = {}) {
  const simulator = await startGeminiEmbeddingsSimulator({ apiKey: 'demo-key' });
  const embeddings = createGeminiEmbeddings({
    baseUrl: `${simulator.origin}/v1beta`,
    apiKey: 'demo-key',
    clock: systemClock,
    timeoutMs: 300,
    ...overrides,
  });
  return {
    simulator,
    embeddings,
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

const cosine = (a: readonly number[] = [], b: readonly number[] = []): number =>
  a.reduce((sum, value, n) => sum + value * (b[n] ?? 0), 0);

describe('the Gemini embeddings', () => {
  it('lie near to each other for texts that speak of the same', async () => {
    await using under = await open();
    const texts = ["Le tarif de l'alternance", 'Tarifs en alternance', 'La piscine municipale'];
    const [first, second, third] = await under.embeddings.embed(texts, 'document', signal);
    expect(first).toHaveLength(768);
    expect(cosine(first, second)).toBeGreaterThan(0.9);
    expect(cosine(first, third)).toBeLessThan(0.2);
  });

  it('takes more texts than one request may hold, in order', async () => {
    await using under = await open();
    const texts = Array.from({ length: 250 }, (_, n) => `Texte ${n}`);
    expect(await under.embeddings.embed(texts, 'document', signal)).toHaveLength(250);
    expect(under.simulator.state().texts).toEqual(texts);
  });

  it.each([
    ['an error of the service', { kind: 'error', status: 503 } as const, true],
    ['too many requests', { kind: 'error', status: 429 } as const, true],
    ['a refusal', { kind: 'error', status: 400 } as const, false],
    ['a broken connection', { kind: 'cut' } as const, true],
    ['no answer', { kind: 'hang' } as const, true],
  ])('says after %s whether it may pass', async (_name, fault, retryable) => {
    await using under = await open();
    under.simulator.faults.set([{ operation: 'batchEmbedContents', ...fault }]);
    const failure = under.embeddings.embed(['Tarifs'], 'question', signal);
    await expect(failure).rejects.toMatchObject({ code: 'vendor-failed', retryable });
  });

  it('refuses vectors of another size, and fewer than texts', async () => {
    for (const body of [{ embeddings: [{ values: [1, 2] }] }, { embeddings: [] }]) {
      await using under = await open({ fetch: () => Promise.resolve(Response.json(body)) });
      const failure = under.embeddings.embed(['Tarifs'], 'question', signal);
      await expect(failure).rejects.toMatchObject({ code: 'vendor-failed', retryable: false });
    }
  });
});
