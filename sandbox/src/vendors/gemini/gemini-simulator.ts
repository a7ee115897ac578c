import {
  startModelSimulator,
  type ModelSimulatorOptions,
  type ModelSimulatorState,
} from '../mind/model-simulator.ts';
import type { VendorSimulator } from '../simulator.ts';
import { createGeminiDialect } from './gemini-dialect.ts';
import { invalidArgument, type GenerateRequest } from './generate-request.ts';

/** `gemini-3.5-flash` stands for the generation that wants its thought signatures back. */
export const geminiModels = ['gemini-simulated', 'gemini-3.5-flash'] as const;

/** The Gemini API: an API key in a header. */
export const geminiDialect = createGeminiDialect({
  hasCallIds: true,
  modelIn: (path) => /^\/v1beta\/models\/([^/]+)$/.exec(path)?.[1],
  other: ({ method, path }, models) =>
    method === 'GET' && path === '/v1beta/models'
      ? { models: models.map((model) => ({ name: `models/${model}` })) }
      : undefined,
  authorise(headers, apiKey) {
    const key = headers.get('x-goog-api-key');
    if (key !== null && (apiKey === undefined || key === apiKey)) return null;
    // A wrong key is a bad argument to this vendor.
    return key === null
      ? {
          ...invalidArgument('Method does not allow unregistered callers.'),
          status: 403,
          type: 'PERMISSION_DENIED',
        }
      : invalidArgument('API key not valid. Please pass a valid API key.');
  },
});

/**
 * The Gemini API on this machine: `POST /v1beta/models/{model}:streamGenerateContent?alt=sse`, `:generateContent` and
 * `GET /v1beta/models`, with the vendor's rules (key, model, order of function calls, thought signatures) and its error shapes.
 * Fault operation: `generateContent`.
 */
export function startGeminiSimulator(
  options: ModelSimulatorOptions = {},
): Promise<VendorSimulator<ModelSimulatorState<GenerateRequest>>> {
  return startModelSimulator(geminiDialect, { models: geminiModels, ...options });
}
