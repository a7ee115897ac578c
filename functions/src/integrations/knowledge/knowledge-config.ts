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

type KnowledgeVariables = z.infer<z.ZodObject<typeof knowledgeVariables>> & {
  readonly STATE_BACKEND: 'firestore' | 'embedded';
};

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

/**
 * The knowledge search's part of a function's variables.
 * @throws ConfigInvalidError when vectors are wanted where they cannot be: without a key to make them, or without Firestore to find them.
 */
export function knowledgeConfig(values: KnowledgeVariables): KnowledgeConfig {
  const { RAG_INFERENCE_URL: url, RAG_API_KEY, KNOWLEDGE_SEARCH: search } = values;
  const { GEMINI_API_KEY: apiKey, GEMINI_BASE_URL: baseUrl, EMBEDDING_MODEL: model } = values;
  const problems = search === 'words' ? [] : vectorProblems(values);
  if (problems.length > 0) {
    throw new ConfigInvalidError(['The environment cannot be used:', ...problems].join('\n  '));
  }
  return {
    rag: url === undefined ? undefined : { url, apiKey: RAG_API_KEY },
    search,
    minSimilarity: values.EMBEDDING_MIN_SIMILARITY,
    gemini: search === 'words' || apiKey === undefined ? undefined : { baseUrl, apiKey, model },
  };
}

/** Why nothing can be searched by vectors. */
function vectorProblems(values: KnowledgeVariables): readonly string[] {
  const wanted = `KNOWLEDGE_SEARCH is ${values.KNOWLEDGE_SEARCH}`;
  return [
    ...(values.GEMINI_API_KEY === undefined ? [`GEMINI_API_KEY: is not set, and ${wanted}`] : []),
    ...(values.STATE_BACKEND === 'firestore'
      ? []
      : [
          `STATE_BACKEND: is ${values.STATE_BACKEND}, and ${wanted}: vectors are kept in Firestore; set KNOWLEDGE_SEARCH=words, or STATE_BACKEND=firestore`,
        ]),
  ];
}
