import { createLexicalRetriever } from '@standardiste/functions/integrations/knowledge/backends.ts';
import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import type { KnowledgeDocument, Profile } from '@standardiste/shared/contracts/profile.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';

/** The product's own search over some documents of a profile, as the function makes it. Disposing forgets the documents. */
export async function openKnowledgeSearch(
  profile: Profile,
  documents: readonly KnowledgeDocument[],
) {
  const store = await openMemoryDocumentStore({ clock: systemClock });
  const { profileId } = profile;
  await store.commit([{ type: 'set', path: paths.profile(profileId), data: profile }]);
  for (const document of documents) {
    const path = paths.knowledge(profileId, document.id);
    await store.commit([{ type: 'set', path, data: { ...document } }]);
  }
  const logger = createMemoryLogger();
  const retriever = createLexicalRetriever({ store, clock: systemClock, logger });
  const { signal } = new AbortController();
  return {
    search: (question: string) => retriever.search({ profileId, question, limit: 3 }, signal),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
