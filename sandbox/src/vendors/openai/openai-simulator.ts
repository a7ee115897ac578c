import {
  startModelSimulator,
  type ModelSimulatorOptions,
  type ModelSimulatorState,
} from '../mind/model-simulator.ts';
import type { VendorSimulator } from '../simulator.ts';
import type { ChatRequest } from './chat-request.ts';
import { openAiDialect } from './openai-dialect.ts';

export type OpenAiSimulatorOptions = ModelSimulatorOptions;
export type OpenAiSimulatorState = ModelSimulatorState<ChatRequest>;

export const openAiModels = ['gpt-simulated', 'mistral-simulated', 'gpt-5.4-mini'] as const;

/**
 * OpenAI's chat completions on this machine: `POST /v1/chat/completions` (streamed or not) and `GET /v1/models`, with the
 * vendor's rules (key, model, order of tool messages) and its error shapes. Fault operation: `chat.completions`.
 */
export function startOpenAiSimulator(
  options: OpenAiSimulatorOptions = {},
): Promise<VendorSimulator<OpenAiSimulatorState>> {
  return startModelSimulator(openAiDialect, { models: openAiModels, ...options });
}
