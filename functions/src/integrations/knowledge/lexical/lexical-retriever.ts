import type { DocumentStore, StoredDocument } from '@standardiste/shared/cloud/document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { knowledgeDocumentSchema, profileSchema } from '@standardiste/shared/contracts/profile.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { KnowledgeRetriever } from '../knowledge.ts';
import { createLexicalIndex, type LexicalIndex } from './lexical-index.ts';

export interface LexicalRetrieverOptions {
  readonly store: DocumentStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** For how long an index is used before the documents are looked at again; five minutes or more for large collections. */
  readonly freshMs?: number;
}

interface Cached {
  readonly index: LexicalIndex;
  /** Ids and versions of the documents that it was made of. */
  readonly versions: string;
  readonly freshUntilMs: number;
}

/** A large school's pages; making the index of so many takes about a second. */
const maxDocuments = 5_000;
/** Reading more documents than this costs so much that it is done more seldom. */
const smallCount = 300;
const largeFreshMs = 300_000;
const synonymsSchema = profileSchema.shape.knowledge;
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
    const readAtMs = clock.now();
    if (cached !== undefined && readAtMs < cached.freshUntilMs) return cached.index;
    const [stored, profile] = await Promise.all([
      store.query({ collection: `profiles/${profileId}/knowledge`, limit: maxDocuments }),
      store.get(paths.profile(profileId)),
    ]);
    const settings = synonymsSchema.safeParse(profile?.data['knowledge']).data;
    const synonyms = (settings?.synonyms ?? []).map(({ meaning, words }) => [meaning, ...words]);
    const documentVersions = stored.map(({ id, updateTime }) => `${id} ${updateTime}`);
    const versions = [JSON.stringify(synonyms), ...documentVersions].join('\n');
    const index =
      cached?.versions === versions ? cached.index : buildIndex(stored, synonyms, options.logger);
    const usableMs = stored.length > smallCount ? Math.max(freshMs, largeFreshMs) : freshMs;
    cache.delete(profileId);
    cache.set(profileId, { index, versions, freshUntilMs: readAtMs + usableMs });
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

function buildIndex(
  stored: readonly StoredDocument[],
  synonyms: readonly (readonly string[])[],
  logger: Logger,
): LexicalIndex {
  if (stored.length === maxDocuments) {
    logger.warning('A profile has more knowledge documents than are searched.', { maxDocuments });
  }
  const documents = stored.flatMap(({ path, data }) => {
    const parsed = knowledgeDocumentSchema.safeParse(data);
    if (parsed.success) return [parsed.data];
    logger.warning('A knowledge document cannot be read and is left out.', { path });
    return [];
  });
  return createLexicalIndex(documents, synonyms);
}
