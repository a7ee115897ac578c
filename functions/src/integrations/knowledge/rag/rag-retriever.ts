import { z } from 'zod';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { sleep, withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import type { KnowledgeFindings, KnowledgeQuestion, KnowledgeRetriever } from '../knowledge.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';

export interface RagRetrieverOptions {
  /** Takes the question by `POST`. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly apiKey?: string | undefined;
  readonly clock: Clock;
  /** Until the answer begins. The caller is on the line and hears a filler meanwhile. */
  readonly connectTimeoutMs?: number;
  /** Until it has been read. */
  readonly readTimeoutMs?: number;
  readonly retryCount?: number;
  readonly fetch?: typeof fetch;
}

/** Far above five passages. */
const maxBytes = 256 * 1_024;
const maxPassageLength = 4_000;
const retryDelayMs = 150;

const answerSchema = z.object({
  passages: z
    .array(
      z.object({
        documentId: z.string(),
        title: z.string().default(''),
        text: z.string(),
        score: z.number().default(0),
      }),
    )
    .max(100),
  isRelevant: z.boolean().optional(),
  answer: z.string().max(4_000).nullish(),
});

/**
 * Asks a RAG inference service. Request: `{ question, limit, profileId }`. Answer: `{ passages: [{ documentId, title, text, score
 * }], isRelevant, answer }`, where `answer` may be a generated text or null, and a service without a judgement of relevance
 * leaves `isRelevant` out.
 */
export function createRagRetriever(options: RagRetrieverOptions): KnowledgeRetriever {
  const { clock, retryCount = 1 } = options;
  const breaker = createCircuitBreaker({
    clock,
    vendor: 'rag',
    failureThreshold: 5,
    openMs: 20_000,
  });

  async function attempt(
    question: KnowledgeQuestion,
    signal: AbortSignal,
  ): Promise<KnowledgeFindings> {
    try {
      return toFindings(await post(options, question, signal), question.limit);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw toFailure(error);
    }
  }

  return {
    search: (question, signal) =>
      breaker.run(async () => {
        signal.throwIfAborted();
        for (let left = retryCount; ; left -= 1) {
          try {
            return await attempt(question, signal);
          } catch (error) {
            const mayPass = error instanceof VendorFailedError && error.retryable;
            if (!mayPass || left <= 0) throw error;
          }
          await sleep(clock, retryDelayMs, signal);
        }
      }),
  };
}

async function post(
  options: RagRetrieverOptions,
  question: KnowledgeQuestion,
  signal: AbortSignal,
): Promise<unknown> {
  const { clock, url, apiKey, connectTimeoutMs = 1_500, readTimeoutMs = 3_000 } = options;
  const { fetch: request = fetch } = options;
  const authorization = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const ask = (limit: AbortSignal): Promise<Response> =>
    request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...authorization },
      body: JSON.stringify(question),
      signal: limit,
    });
  const whole = { timeoutMs: readTimeoutMs, what: 'The RAG answer', signal };
  return withTimeout(clock, whole, async (limit) => {
    const beginning = { timeoutMs: connectTimeoutMs, what: 'The RAG service', signal: limit };
    // The inner limit ends with the headers; the body goes on under the outer one.
    const body = new AbortController();
    limit.addEventListener('abort', () => body.abort(limit.reason), { once: true });
    const response = await withTimeout(clock, beginning, (headers) => {
      headers.addEventListener('abort', () => body.abort(headers.reason), { once: true });
      return ask(body.signal);
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new RagStatusError(response.status);
    }
    return JSON.parse(await readText(response)) as unknown;
  });
}

class RagStatusError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

/** @throws RangeError when it is longer than anything that could be spoken. */
async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  const chunks: AsyncIterable<Uint8Array> | null = response.body;
  if (chunks === null) return text;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new RangeError(`the answer is over ${maxBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function toFindings(answer: unknown, limit: number): KnowledgeFindings {
  const { passages, isRelevant, answer: generated } = answerSchema.parse(answer);
  return {
    passages: passages
      .sort((a, b) => b.score - a.score)
      .slice(0, limit)
      .map((passage) => ({ ...passage, text: passage.text.slice(0, maxPassageLength) })),
    isRelevant: isRelevant ?? passages.length > 0,
    answer: generated ?? null,
  };
}

/** An answer in another shape will not improve by itself, nor will a refused key; the rest may. */
function toFailure(error: unknown): VendorFailedError {
  const status = error instanceof RagStatusError ? error.status : undefined;
  const isMalformed =
    error instanceof z.ZodError || error instanceof SyntaxError || error instanceof RangeError;
  const isRefused = status !== undefined && status < 500 && status !== 429 && status !== 408;
  const reason = error instanceof Error ? error.message : String(error);
  return new VendorFailedError(`The RAG service failed: ${reason}`, {
    vendor: 'rag',
    retryable: !isMalformed && !isRefused,
    cause: error,
  });
}
