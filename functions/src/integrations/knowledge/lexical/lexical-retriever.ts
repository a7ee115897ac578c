import type { DocumentStore, StoredDocument } from '@standardiste/shared/cloud/document-store.ts';
import { knowledgeDocumentSchema } from '@standardiste/shared/contracts/profile.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { KnowledgeRetriever } from '../knowledge.ts';
import { createLexicalIndex, type LexicalIndex } from './lexical-index.ts';

export interface LexicalRetrieverOptions {
  readonly store: DocumentStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** For how long an index is used before the documents are looked at again. */
  readonly freshMs?: number;
}

interface Cached {
  readonly index: LexicalIndex;
  /** Ids and versions of the documents that it was made of. */
  readonly versions: string;
  readonly readAtMs: number;
}

/** A profile has pages, not a library. */
const maxDocuments = 300;
/** Profiles whose index is kept. */
const maxProfiles = 50;

/**
 * Searches `profiles/{profileId}/knowledge/*` by words: no service, no key, some microseconds. An index is kept for each
 * profile and made anew when a document has changed.
 */
export function createLexicalRetriever(options: LexicalRetrieverOptions): KnowledgeRetriever {
  const { store, clock, freshMs = 15_000 } = options;
  const cache = new Map<string, Cached>();

  async function indexOf(profileId: string): Promise<LexicalIndex> {
    const cached = cache.get(profileId);
    if (cached !== undefined && clock.now() - cached.readAtMs < freshMs) return cached.index;
    const readAtMs = clock.now();
    const collection = `profiles/${profileId}/knowledge`;
    const stored = await store.query({ collection, limit: maxDocuments });
    const versions = stored.map(({ id, updateTime }) => `${id} ${updateTime}`).join('\n');
    const index = cached?.versions === versions ? cached.index : buildIndex(stored, options.logger);
    cache.delete(profileId);
    cache.set(profileId, { index, versions, readAtMs });
    const oldest = cache.keys().next().value;
    if (cache.size > maxProfiles && oldest !== undefined) cache.delete(oldest);
    return index;
  }

  return {
    async search({ profileId, question, limit }, signal) {
      signal.throwIfAborted();
      const index = await indexOf(profileId);
      signal.throwIfAborted();
      return index.search(question, limit);
    },
  };
}

function buildIndex(stored: readonly StoredDocument[], logger: Logger): LexicalIndex {
  if (stored.length === maxDocuments) {
    logger.warning('A profile has more knowledge documents than are searched.', { maxDocuments });
  }
  const documents = stored.flatMap(({ path, data }) => {
    const parsed = knowledgeDocumentSchema.safeParse(data);
    if (parsed.success) return [parsed.data];
    logger.warning('A knowledge document cannot be read and is left out.', { path });
    return [];
  });
  return createLexicalIndex(documents);
}
