import { z } from 'zod';
import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';

/** Variables of the knowledge search. Without any, the documents are searched by words in the process itself. */
export const knowledgeVariables = {
  RAG_INFERENCE_URL: z.url().optional(),
  RAG_API_KEY: z.string().optional(),
  KNOWLEDGE_SEARCH: z.enum(['words', 'vectors', 'both']).default('words'),
  EMBEDDING_MODEL: z.string().min(1).default('gemini-embedding-001'),
  EMBEDDING_MIN_SIMILARITY: z.coerce.number().min(0).max(1).default(0.62),
  GEMINI_API_KEY: z.string().min(1).optional(),
  GEMINI_BASE_URL: z.url().optional(),
} as const;

const knowledgeSchema = z.object(knowledgeVariables);

/** How questions are looked up. */
export interface KnowledgeConfig {
  readonly rag: { readonly url: string; readonly apiKey: string | undefined } | undefined;
  readonly search: 'words' | 'vectors' | 'both';
  readonly minSimilarity: number;
  /** Absent when nothing is searched by vectors. */
  readonly gemini:
    | { readonly baseUrl: string | undefined; readonly apiKey: string; readonly model: string }
    | undefined;
}

/** The knowledge search's part of a function's variables. @throws ConfigInvalidError when vectors are wanted and the key is missing. */
export function knowledgeConfig(values: z.infer<typeof knowledgeSchema>): KnowledgeConfig {
  const { RAG_INFERENCE_URL: url, RAG_API_KEY, KNOWLEDGE_SEARCH: search } = values;
  const { GEMINI_API_KEY: apiKey, GEMINI_BASE_URL: baseUrl, EMBEDDING_MODEL: model } = values;
  if (search !== 'words' && apiKey === undefined) {
    throw new ConfigInvalidError(
      `The environment cannot be used:\n  GEMINI_API_KEY: is not set, and KNOWLEDGE_SEARCH is ${search}`,
    );
  }
  return {
    rag: url === undefined ? undefined : { url, apiKey: RAG_API_KEY },
    search,
    minSimilarity: values.EMBEDDING_MIN_SIMILARITY,
    gemini: search === 'words' || apiKey === undefined ? undefined : { baseUrl, apiKey, model },
  };
}
