import { z } from 'zod';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { createCircuitBreaker } from '@standardiste/shared/time/circuit-breaker.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import { retry } from '@standardiste/shared/time/retry.ts';
import type { GeneratedAnswer, KnowledgeQuestion, KnowledgeRetriever } from '../knowledge.ts';
import { linesOf, parseRagAnswer, parseRagDelta } from './rag-wire.ts';

export interface RagRetrieverOptions {
  /** Takes the question by `POST`. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly apiKey?: string | undefined;
  readonly clock: Clock;
  /** Until the answer begins. The caller is on the line and hears a filler meanwhile. */
  readonly connectTimeoutMs?: number;
  /** Until the passages have been read, in one attempt. */
  readonly readTimeoutMs?: number;
  /** Until the passages have been read, in all. What is left of the caller's 2.5 s is for the documents, asked in its place. */
  readonly totalTimeoutMs?: number;
  readonly retryCount?: number;
  readonly random?: () => number;
  readonly fetch?: typeof fetch;
}

const ndjson = 'application/x-ndjson';

/**
 * Asks a RAG inference service: `{ question, limit, profileId }` by POST. It answers with one JSON object, `{ passages: [{
 * documentId, title, text, score }], isRelevant, answer }`, or, when it generates, with `application/x-ndjson`: that object first,
 * then `{ "delta": "…" }` lines. Tried again after what may pass, within `totalTimeoutMs`; left alone for 20 s after five failures.
 */
export function createRagRetriever(options: RagRetrieverOptions): Required<KnowledgeRetriever> {
  const { clock, retryCount = 1, random = Math.random, totalTimeoutMs = 1_900 } = options;
  const breaker = createCircuitBreaker({ clock, name: 'rag', failures: 5, openMs: 20_000 });

  async function answer(
    question: KnowledgeQuestion,
    signal: AbortSignal,
  ): Promise<GeneratedAnswer> {
    signal.throwIfAborted();
    const delays = { minDelayMs: 100, maxDelayMs: 200, random };
    try {
      return await breaker.run(() =>
        withTimeout(
          clock,
          { timeoutMs: totalTimeoutMs, what: 'The RAG service', signal },
          (limit) =>
            retry({ clock, attempts: retryCount + 1, ...delays, signal: limit }, () =>
              ask(options, question, { attempt: limit, whole: signal }),
            ),
        ),
      );
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  }

  return {
    answer,
    async search(question, signal) {
      await using generated = await answer(question, signal);
      let text = '';
      for await (const piece of generated.text) text += piece;
      return { ...generated.findings, answer: text === '' ? null : text };
    },
  };
}

/** One attempt, until the passages are there; the generated text goes on until `whole` aborts. */
async function ask(
  options: RagRetrieverOptions,
  question: KnowledgeQuestion,
  { attempt, whole }: { readonly attempt: AbortSignal; readonly whole: AbortSignal },
): Promise<GeneratedAnswer> {
  const { clock, readTimeoutMs = 1_500 } = options;
  const request = new AbortController();
  const stop = (): void => request.abort(whole.reason);
  whole.addEventListener('abort', stop, { once: true });
  const close = (): void => {
    whole.removeEventListener('abort', stop);
    request.abort(new Error('The answer is not needed any more'));
  };
  try {
    const limit = { timeoutMs: readTimeoutMs, what: 'The RAG answer', signal: attempt };
    return await withTimeout(clock, limit, async (ended) => {
      const response = await post(options, question, { request, ended });
      const lines = linesOf(response);
      const isStreamed = response.headers.get('content-type')?.startsWith(ndjson) === true;
      const first = isStreamed ? ((await lines.next()).value ?? '') : await joined(lines);
      const { answer: written, ...found } = parseRagAnswer(first, question.limit);
      const text = isStreamed ? deltas(lines) : once(written);
      const findings = { ...found, answer: null };
      return { findings, text, [Symbol.asyncDispose]: () => Promise.resolve(close()) };
    });
  } catch (error) {
    close();
    attempt.throwIfAborted();
    throw toFailure(error);
  }
}

async function post(
  { clock, url, apiKey, connectTimeoutMs = 1_200, fetch: send = fetch }: RagRetrieverOptions,
  question: KnowledgeQuestion,
  { request, ended }: { readonly request: AbortController; readonly ended: AbortSignal },
): Promise<Response> {
  const limit = { timeoutMs: connectTimeoutMs, what: 'The RAG service', signal: ended };
  const response = await withTimeout(clock, limit, (headers) => {
    headers.addEventListener('abort', () => request.abort(headers.reason), { once: true });
    return send(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: `${ndjson}, application/json`,
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify(question),
      signal: request.signal,
    });
  });
  if (response.ok) return response;
  await response.body?.cancel();
  throw new RagStatusError(response.status);
}

async function joined(lines: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const line of lines) text += `${line}\n`;
  return text;
}

async function* once(text: string | null): AsyncGenerator<string, void, undefined> {
  if (text !== null) yield text;
}

/** What was said before the service broke off stands. */
async function* deltas(lines: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  try {
    for await (const line of lines) {
      const text = parseRagDelta(line);
      if (text !== '') yield text;
    }
  } catch {
    return;
  }
}

class RagStatusError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
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
