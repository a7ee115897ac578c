import { startAnthropicSimulator } from '../vendors/anthropic/anthropic-simulator.ts';
import { startAzureOpenAiSimulator } from '../vendors/azure-openai/azure-openai-simulator.ts';
import { startGeminiSimulator } from '../vendors/gemini/gemini-simulator.ts';
import type { ModelSimulatorOptions } from '../vendors/mind/model-simulator.ts';
import { startOpenAiSimulator } from '../vendors/openai/openai-simulator.ts';
import { startVertexSimulator } from '../vendors/vertex/vertex-simulator.ts';
import { sandboxProjectId } from './project-id.ts';

/** A simulator for each vendor of text models, all with the same mind. Whoever starts them disposes of each. */
export async function startLanguageModels(options: ModelSimulatorOptions) {
  const [openai, anthropic, gemini, vertex, azureOpenai] = await Promise.all([
    startOpenAiSimulator(options),
    startAnthropicSimulator(options),
    startGeminiSimulator(options),
    startVertexSimulator({ ...options, project: sandboxProjectId }),
    startAzureOpenAiSimulator(options),
  ]);
  return { openai, anthropic, gemini, vertex, azureOpenai };
}
