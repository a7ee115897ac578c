import { z } from 'zod';

/** Variables of the knowledge search. Without a URL the documents are searched in the process itself. */
export const knowledgeVariables = {
  RAG_INFERENCE_URL: z.url().optional(),
  RAG_API_KEY: z.string().optional(),
} as const;
