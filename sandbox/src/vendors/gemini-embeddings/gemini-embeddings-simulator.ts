import type { Clock } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { Hono } from 'hono';
import { z } from 'zod';
import { FaultPlan } from '../faults.ts';
import { answerWithFaults } from '../http-faults.ts';
import { listenHttp } from '../http-listener.ts';
import type { VendorSimulator } from '../simulator.ts';
import { embedText } from './embed-text.ts';

export interface GeminiEmbeddingsState {
  /** Every text that was embedded, in order. */
  readonly texts: readonly string[];
}

const requestSchema = z.object({
  requests: z
    .array(
      z.object({
        model: z.string(),
        content: z.object({ parts: z.array(z.object({ text: z.string().min(1) })).min(1) }),
        taskType: z.enum(['RETRIEVAL_QUERY', 'RETRIEVAL_DOCUMENT']).optional(),
        outputDimensionality: z.int().min(1).max(3_072).default(3_072),
      }),
    )
    .min(1)
    // The vendor's limit of one batch.
    .max(100),
});

/**
 * The embeddings of the Gemini API on this machine: `POST /v1beta/models/{model}:batchEmbedContents` with the key in
 * `x-goog-api-key`. Fault operation: `batchEmbedContents`.
 */
export async function startGeminiEmbeddingsSimulator(
  options: { readonly port?: number; readonly clock?: Clock; readonly apiKey?: string } = {},
): Promise<VendorSimulator<GeminiEmbeddingsState>> {
  const { clock = systemClock, apiKey } = options;
  const faults = new FaultPlan();
  const texts: string[] = [];
  const app = new Hono();
  app.post('/v1beta/models/:call', (context) =>
    answerWithFaults(
      context.env,
      {
        faults,
        clock,
        operation: 'batchEmbedContents',
        errorResponse: ({ status }) => failure(status, 'UNAVAILABLE', 'simulated'),
      },
      async () => {
        const [model, method] = context.req.param('call').split(':');
        if (method !== 'batchEmbedContents') return failure(404, 'NOT_FOUND', 'no such method');
        const key = context.req.header('x-goog-api-key');
        if (key === undefined) return failure(403, 'PERMISSION_DENIED', 'unregistered caller');
        if (apiKey !== undefined && key !== apiKey) {
          return failure(400, 'INVALID_ARGUMENT', 'API key not valid.');
        }
        const parsed = requestSchema.safeParse(await context.req.json().catch(() => undefined));
        if (!parsed.success) return failure(400, 'INVALID_ARGUMENT', z.prettifyError(parsed.error));
        const { requests } = parsed.data;
        if (requests.some((request) => request.model !== `models/${model}`)) {
          return failure(400, 'INVALID_ARGUMENT', 'model differs from the one in the path');
        }
        const embeddings = requests.map(({ content, outputDimensionality }) => {
          const text = content.parts.map((part) => part.text).join('\n');
          texts.push(text);
          return { values: embedText(text, outputDimensionality) };
        });
        return Response.json({ embeddings });
      },
    ),
  );
  const listener = await listenHttp(app, options.port);
  return {
    origin: listener.origin,
    faults,
    state: () => ({ texts: [...texts] }),
    reset() {
      faults.set([]);
      texts.length = 0;
    },
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}

function failure(code: number, status: string, message: string): Response {
  return Response.json({ error: { code, message, status } }, { status: code });
}
