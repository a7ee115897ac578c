import type { KnowledgeRetriever } from '../knowledge.ts';
import type { Embeddings } from './embeddings.ts';
import type { FirestoreVectors } from './firestore-vectors.ts';

export interface VectorRetrieverOptions {
  readonly vectors: Pick<FirestoreVectors, 'nearest'>;
  readonly embeddings: Embeddings;
  /**
   * Similarities below this are taken for no answer. The default is a guess that was not measured with a real model.
   */
  readonly minSimilarity?: number;
}

/** Finds passages by the meaning of the question: those whose vectors are nearest to its own. */
export function createVectorRetriever(options: VectorRetrieverOptions): KnowledgeRetriever {
  const { vectors, embeddings, minSimilarity = 0.62 } = options;
  return {
    async search({ profileId, question, limit }, signal) {
      signal.throwIfAborted();
      const [vector = []] = await embeddings.embed([question], 'question', signal);
      const found = await vectors.nearest(profileId, vector, limit);
      signal.throwIfAborted();
      const passages = found.map(({ similarity, documentId, title, text }) => ({
        documentId,
        title,
        text,
        score: Math.min(1, Math.max(0, similarity)),
      }));
      const isRelevant = (passages[0]?.score ?? 0) >= minSimilarity;
      return { passages, isRelevant, answer: null };
    },
  };
}
