import { createGeminiDialect } from '../gemini/gemini-dialect.ts';
import { invalidArgument, type GenerateRequest } from '../gemini/generate-request.ts';
import type { ModelDialect } from '../mind/model-dialect.ts';
import {
  startModelSimulator,
  type ModelSimulatorOptions,
  type ModelSimulatorState,
} from '../mind/model-simulator.ts';
import type { VendorSimulator } from '../simulator.ts';

export interface VertexSimulatorOptions extends ModelSimulatorOptions {
  /** Default `standardiste-local`. */
  readonly project?: string;
  /** Where the models are served; elsewhere they are not found, as with Gemini 3 outside `eu`, `us` and `global`. Default `eu`. */
  readonly location?: string;
}

export const vertexModels = ['gemini-simulated', 'gemini-3.5-flash'] as const;

/** Gemini on Vertex: project and location in the path, an OAuth token, no ids on function calls. */
export function createVertexDialect(
  options: Pick<VertexSimulatorOptions, 'project' | 'location'> = {},
): ModelDialect<GenerateRequest> {
  const { project = 'standardiste-local', location = 'eu' } = options;
  const prefix = `/v1beta1/projects/${project}/locations/${location}/publishers/google/models/`;
  return createGeminiDialect({
    hasCallIds: false,
    modelIn: (path) => (path.startsWith(prefix) ? path.slice(prefix.length) : undefined),
    other: () => undefined,
    authorise(headers, token) {
      const given = /^Bearer (\S+)$/.exec(headers.get('authorization') ?? '')?.[1];
      if (given !== undefined && (token === undefined || given === token)) return null;
      return {
        ...invalidArgument('Request had invalid authentication credentials.'),
        status: 401,
        type: 'UNAUTHENTICATED',
      };
    },
  });
}

/**
 * Gemini on Vertex AI on this machine:
 * `POST /v1beta1/projects/{project}/locations/{location}/publishers/google/models/{model}:streamGenerateContent?alt=sse`.
 * Fault operation: `generateContent`.
 */
export function startVertexSimulator(
  options: VertexSimulatorOptions = {},
): Promise<VendorSimulator<ModelSimulatorState<GenerateRequest>>> {
  return startModelSimulator(createVertexDialect(options), { models: vertexModels, ...options });
}
