import { z } from 'zod';
import { vectorIndex } from '@standardiste/shared/contracts/vector-index.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import type { Embeddings } from './embeddings.ts';

export interface GeminiEmbeddingsOptions {
  /** Default: `https://generativelanguage.googleapis.com/v1beta`. */
  readonly baseUrl?: string | undefined;
  readonly apiKey: string;
  readonly model?: string | undefined;
  /** Default: as many as the index in Firestore holds. */
  readonly dimensions?: number;
  readonly clock: Clock;
  /** One request. The caller is on the line and hears a filler meanwhile. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
}

/** Texts in one request (the vendor's limit). */
const batchSize = 100;
const taskTypes = { question: 'RETRIEVAL_QUERY', document: 'RETRIEVAL_DOCUMENT' } as const;

/** Embeddings of the Gemini API, `models/{model}:batchEmbedContents`. Each text is a content of its own, or newer models mix them. */
export function createGeminiEmbeddings(options: GeminiEmbeddingsOptions): Embeddings {
  const { baseUrl = 'https://generativelanguage.googleapis.com/v1beta', clock } = options;
  const {
    model = 'gemini-embedding-001',
    dimensions = vectorIndex.dimensions,
    timeoutMs = 1_500,
  } = options;
  const { fetch: request = fetch } = options;
  const answerSchema = z.object({
    embeddings: z.array(z.object({ values: z.array(z.number()).length(dimensions) })),
  });

  async function post(
    texts: readonly string[],
    taskType: string,
    signal: AbortSignal,
  ): Promise<readonly (readonly number[])[]> {
    const requests = texts.map((text) => ({
      model: `models/${model}`,
      content: { parts: [{ text }] },
      taskType,
      outputDimensionality: dimensions,
    }));
    const response = await request(`${baseUrl}/models/${model}:batchEmbedContents`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-goog-api-key': options.apiKey },
      body: JSON.stringify({ requests }),
      signal,
    });
    if (!response.ok) {
      await response.body?.cancel();
      const retryable = response.status >= 500 || [408, 429].includes(response.status);
      throw failed(`HTTP ${response.status}`, retryable);
    }
    const { embeddings } = answerSchema.parse(await response.json());
    if (embeddings.length !== texts.length) {
      throw failed(`${embeddings.length} vectors for ${texts.length} texts`, false);
    }
    return embeddings.map(({ values }) => values);
  }

  return {
    dimensions,
    model,
    async embed(texts, use, signal) {
      const vectors: (readonly number[])[] = [];
      for (let start = 0; start < texts.length; start += batchSize) {
        const batch = texts.slice(start, start + batchSize);
        const limit = { timeoutMs, what: 'The Gemini embeddings', signal };
        try {
          vectors.push(
            ...(await withTimeout(clock, limit, (ended) => post(batch, taskTypes[use], ended))),
          );
        } catch (error) {
          if (signal.aborted) throw signal.reason;
          throw toFailure(error);
        }
      }
      return vectors;
    },
  };
}

function failed(reason: string, retryable: boolean, cause?: unknown): VendorFailedError {
  return new VendorFailedError(`The Gemini embeddings failed: ${reason}`, {
    vendor: 'gemini',
    retryable,
    cause,
  });
}

function toFailure(error: unknown): VendorFailedError {
  if (error instanceof VendorFailedError) return error;
  const isMalformed = error instanceof z.ZodError || error instanceof SyntaxError;
  return failed(error instanceof Error ? error.message : String(error), !isMalformed, error);
}
