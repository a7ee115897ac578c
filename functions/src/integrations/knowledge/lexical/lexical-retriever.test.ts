import { describe, expect, it } from 'vitest';
import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { StoreUnavailableError } from '@standardiste/shared/cloud/document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import type { KnowledgeDocument } from '@standardiste/shared/contracts/profile.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { describeKnowledgeRetriever } from '../knowledge.contract.ts';
import { createLexicalRetriever } from './lexical-retriever.ts';

const freshMs = 10_000;

async function open(documents: readonly KnowledgeDocument[]) {
  const clock = new VirtualClock();
  const store = await openMemoryDocumentStore({ clock });
  const write = (document: KnowledgeDocument) =>
    store.commit([
      { type: 'set', path: paths.knowledge('ecole-demo', document.id), data: { ...document } },
    ]);
  for (const document of documents) await write(document);
  let failures = 0;
  let queries = 0;
  const query: typeof store.query = (request) => {
    queries += 1;
    if (failures-- > 0) return Promise.reject(new StoreUnavailableError('down'));
    return store.query(request);
  };
  const logger = createMemoryLogger();
  const watched = { ...store, query };
  return {
    clock,
    store,
    write,
    logger,
    queries: () => queries,
    retriever: createLexicalRetriever({ store: watched, clock, logger, freshMs }),
    failNext: () => void (failures = 1),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

describeKnowledgeRetriever('The lexical index', open);

const { signal } = new AbortController();
const ask = (question: string, profileId = 'ecole-demo') => ({ profileId, question, limit: 3 });

describe('the lexical retriever', () => {
  const document = { id: 'piscine', title: 'Sport', text: 'La piscine est ouverte le mardi.' };

  it('sees a changed document once its index is no longer fresh', async () => {
    await using under = await open([document]);
    await under.retriever.search(ask('piscine'), signal);
    await under.write({ ...document, text: 'La piscine est fermée en août.' });
    const stale = await under.retriever.search(ask('piscine'), signal);
    expect(stale.passages[0]?.text).toContain('ouverte');
    await under.clock.advance(freshMs);
    const fresh = await under.retriever.search(ask('piscine'), signal);
    expect(fresh.passages[0]?.text).toContain('fermée');
  });

  it('reads the documents once while the index is fresh', async () => {
    await using under = await open([document]);
    for (let time = 0; time < 5; time += 1) await under.retriever.search(ask('piscine'), signal);
    expect(under.queries()).toBe(1);
  });

  it("does not search another profile's documents", async () => {
    await using under = await open([document]);
    expect(await under.retriever.search(ask('piscine', 'autre'), signal)).toMatchObject({
      passages: [],
    });
  });

  it("knows the profile's own words", async () => {
    await using under = await open([document]);
    const question = ask('Le grand bain municipal est ouvert quand ?');
    expect(await under.retriever.search(question, signal)).toMatchObject({ isRelevant: false });
    const knowledge = { synonyms: [{ meaning: 'piscine', words: ['grand bain municipal'] }] };
    await under.store.commit([
      { type: 'set', path: paths.profile('ecole-demo'), data: { knowledge } },
    ]);
    await under.clock.advance(freshMs);
    expect(await under.retriever.search(question, signal)).toMatchObject({ isRelevant: true });
  });

  it('leaves out a document that it cannot read, and says so', async () => {
    await using under = await open([document]);
    const path = paths.knowledge('ecole-demo', 'cassé');
    await under.store.commit([{ type: 'set', path, data: { text: 7 } }]);
    expect(await under.retriever.search(ask('piscine'), signal)).toMatchObject({
      isRelevant: true,
    });
    expect(under.logger.entries).toMatchObject([{ level: 'warning', fields: { path } }]);
  });
});
