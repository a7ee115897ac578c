import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { Integration } from '@standardiste/shared/health/health-check.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { createFallbackRetriever } from './fallback-retriever.ts';
import { createFusedRetriever } from './fused-retriever.ts';
import type { KnowledgeConfig } from './knowledge-config.ts';
import type { KnowledgeRetriever } from './knowledge.ts';
import { createLexicalRetriever } from './lexical/lexical-retriever.ts';
import { createRagRetriever } from './rag/rag-retriever.ts';

export { createLexicalRetriever };

export interface KnowledgeDependencies {
  readonly store: DocumentStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Where the vectors are. */
export interface VectorDatabase {
  readonly projectId: string;
  readonly firestoreDatabase: string;
}

/** The retriever that the configuration names. The RAG service, where there is one, has the documents as its fallback. */
export async function openRetriever(
  config: KnowledgeConfig,
  database: VectorDatabase,
  dependencies: KnowledgeDependencies,
): Promise<KnowledgeRetriever> {
  const { clock, logger } = dependencies;
  const documents = await openDocumentRetriever(config, database, dependencies);
  if (config.rag === undefined) return documents;
  return createFallbackRetriever(createRagRetriever({ ...config.rag, clock }), documents, logger);
}

/** Every way of searching that the configuration names, by itself: joined, one hides that another is dead. */
export async function openRetrievers(
  config: KnowledgeConfig,
  database: VectorDatabase,
  dependencies: KnowledgeDependencies,
): Promise<
  readonly { readonly integration: Integration; readonly retriever: KnowledgeRetriever }[]
> {
  const { clock } = dependencies;
  const searches = config.search === 'both' ? (['words', 'vectors'] as const) : [config.search];
  const documents = searches.map(async (search) => ({
    integration: search === 'words' ? ('knowledge' as const) : ('embeddings' as const),
    retriever:
      search === 'words'
        ? createLexicalRetriever(dependencies)
        : await openDocumentRetriever({ ...config, search }, database, dependencies),
  }));
  const service =
    config.rag === undefined
      ? []
      : [
          {
            integration: 'knowledge-service' as const,
            retriever: createRagRetriever({ ...config.rag, clock }),
          },
        ];
  return [...service, ...(await Promise.all(documents))];
}

async function openDocumentRetriever(
  config: KnowledgeConfig,
  database: VectorDatabase,
  dependencies: KnowledgeDependencies,
): Promise<KnowledgeRetriever> {
  const words = createLexicalRetriever(dependencies);
  const opened = await openVectors(config, database, dependencies.clock);
  if (opened === undefined) return words;
  const { createVectorRetriever } = await import('./vector/vector-retriever.ts');
  const { minSimilarity, search } = config;
  const vectors = createVectorRetriever({ ...opened, minSimilarity });
  return search === 'vectors'
    ? vectors
    : createFusedRetriever([words, vectors], dependencies.logger);
}

/** The vectors in Firestore and what makes them; undefined when the configuration has none. The caller disposes of `vectors`. */
export async function openVectors(
  { gemini }: KnowledgeConfig,
  { projectId, firestoreDatabase }: VectorDatabase,
  clock: Clock,
) {
  if (gemini === undefined) return undefined;
  const { createGeminiEmbeddings } = await import('./vector/gemini-embeddings.ts');
  const { openFirestoreVectors } = await import('./vector/firestore-vectors.ts');
  const embeddings = createGeminiEmbeddings({ ...gemini, clock });
  const database = { projectId, databaseId: firestoreDatabase };
  return { embeddings, vectors: openFirestoreVectors({ ...database, embeddings, clock }) };
}
