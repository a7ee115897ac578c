import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGeminiEmbeddingsSimulator } from '@standardiste/sandbox/vendors/gemini-embeddings/gemini-embeddings-simulator.ts';
import {
  startFirestoreEmulator,
  type Emulator,
} from '@standardiste/sandbox/vendors/google-firestore/firestore-emulator.ts';
import type { KnowledgeDocument } from '@standardiste/shared/contracts/profile.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describeKnowledgeRetriever } from '../knowledge.contract.ts';
import { splitPassages } from '../lexical/split-passages.ts';
import { openFirestoreVectors } from './firestore-vectors.ts';
import { createGeminiEmbeddings } from './gemini-embeddings.ts';
import { createVectorRetriever } from './vector-retriever.ts';
import { describeOnEmulators } from '@standardiste/sandbox/vendors/emulators.fixture.ts';

const { signal } = new AbortController();
const profileId = 'ecole-demo';
describeOnEmulators('vector search', () => {
  let emulator: Emulator;
  let count = 0;
  beforeAll(async () => {
    emulator = await startFirestoreEmulator();
  }, 90_000);
  afterAll(() => emulator[Symbol.asyncDispose](), 30_000);

  async function open(documents: readonly KnowledgeDocument[]) {
    const gemini = await startGeminiEmbeddingsSimulator({ apiKey: 'demo-key' });
    const embeddings = createGeminiEmbeddings({
      baseUrl: `${gemini.origin}/v1beta`,
      apiKey: 'demo-key',
      clock: systemClock,
    });
    const vectors = openFirestoreVectors({
      projectId: `demo-vectors-${(count += 1)}`,
      emulatorHost: emulator.host,
      embeddings,
      clock: systemClock,
      timeoutMs: 10_000,
    });
    await vectors.replaceAll(profileId, documents.flatMap(splitPassages), signal);
    return {
      gemini,
      vectors,
      retriever: createVectorRetriever({ vectors, embeddings, minSimilarity: 0.2 }),
      failNext: () => gemini.faults.set([{ operation: '*', kind: 'error' }]),
      async [Symbol.asyncDispose]() {
        await vectors[Symbol.asyncDispose]();
        await gemini[Symbol.asyncDispose]();
      },
    };
  }

  describeKnowledgeRetriever('Vector search', open);

  const passage = (text: string) => ({ documentId: 'tarifs', title: 'Tarifs', text });

  it('embeds and writes only what changed, and removes what is gone', async () => {
    await using under = await open([]);
    const { gemini, vectors } = under;
    const replace = (...texts: readonly string[]) =>
      vectors.replaceAll(profileId, texts.map(passage), signal);
    expect(await replace('Le BTS coûte cher.', 'Le CAP dure un an.')).toEqual({
      written: 2,
      removed: 0,
    });
    expect(await replace('Le BTS coûte cher.', 'Le CAP dure un an.')).toEqual({
      written: 0,
      removed: 0,
    });
    expect(gemini.state().texts).toHaveLength(2);
    expect(await replace('Le BTS coûte cher.', 'Le CAP dure deux ans.')).toEqual({
      written: 1,
      removed: 1,
    });
    const question = { profileId, question: 'Combien de temps dure le CAP ?', limit: 3 };
    const { passages } = await under.retriever.search(question, signal);
    expect(passages.map(({ text }) => text)).toEqual([
      'Le CAP dure deux ans.',
      'Le BTS coûte cher.',
    ]);
  });

  it("does not search another profile's passages", async () => {
    await using under = await open([{ id: 'a', title: 'Sport', text: 'La piscine est chauffée.' }]);
    const question = { profileId: 'autre', question: 'La piscine ?', limit: 3 };
    expect(await under.retriever.search(question, signal)).toMatchObject({ passages: [] });
  });
});
