import {
  startModelSimulator,
  type ModelSimulatorOptions,
  type ModelSimulatorState,
} from '../mind/model-simulator.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import { createOpenAiDialect, invalid } from '../openai/openai-dialect.ts';
import type { VendorSimulator } from '../simulator.ts';

/** Deployments, which are what Azure takes for a model's name. */
export const azureOpenAiDeployments = ['gpt-simulated', 'gpt-5.4-mini'] as const;

const safe = { filtered: false, severity: 'safe' };
const filterResults = { hate: safe, self_harm: safe, sexual: safe, violence: safe };

/** OpenAI's dialect as Azure speaks it: its own key header, content filters, and a first chunk without a choice. */
export const azureOpenAiDialect = createOpenAiDialect({
  basePath: '/openai/v1',
  authorise(headers, apiKey) {
    const bearer = /^Bearer (\S+)$/.exec(headers.get('authorization') ?? '')?.[1];
    const key = headers.get('api-key') ?? bearer;
    if (key !== undefined && (apiKey === undefined || key === apiKey)) return null;
    const message =
      'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key.';
    return { ...invalid, status: 401, type: '', code: '401', message };
  },
  unknownModel: () => ({
    ...invalid,
    status: 404,
    message: 'The API deployment for this resource does not exist.',
    code: 'DeploymentNotFound',
  }),
  firstChunks: () => [
    {
      id: '',
      object: '',
      created: 0,
      model: '',
      choices: [],
      prompt_filter_results: [{ prompt_index: 0, content_filter_results: filterResults }],
    },
  ],
  decorate: (choice) => ({
    ...choice,
    ...(choice.finish_reason === null ? { content_filter_results: filterResults } : {}),
  }),
});

/**
 * Azure OpenAI's v1 interface on this machine: `POST /openai/v1/chat/completions` and `GET /openai/v1/models`.
 * Fault operation: `chat.completions`.
 */
export function startAzureOpenAiSimulator(
  options: ModelSimulatorOptions = {},
): Promise<VendorSimulator<ModelSimulatorState<ChatRequest>>> {
  return startModelSimulator(azureOpenAiDialect, { models: azureOpenAiDeployments, ...options });
}
