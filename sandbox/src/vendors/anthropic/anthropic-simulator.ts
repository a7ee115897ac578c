import {
  startModelSimulator,
  type ModelSimulatorOptions,
  type ModelSimulatorState,
} from '../mind/model-simulator.ts';
import type { VendorSimulator } from '../simulator.ts';
import { anthropicDialect } from './anthropic-dialect.ts';
import type { MessagesRequest } from './messages-request.ts';

/** `claude-haiku-5-5` stands for the families that refuse sampling parameters. */
export const anthropicModels = ['claude-simulated', 'claude-haiku-5-5'] as const;

/**
 * Anthropic's Messages API on this machine: `POST /v1/messages` (streamed or not) and `GET /v1/models`, with the vendor's rules
 * (key, version, model, order of tool results, sampling parameters) and its error shapes. Fault operation: `messages`.
 */
export function startAnthropicSimulator(
  options: ModelSimulatorOptions = {},
): Promise<VendorSimulator<ModelSimulatorState<MessagesRequest>>> {
  return startModelSimulator(anthropicDialect, { models: anthropicModels, ...options });
}
