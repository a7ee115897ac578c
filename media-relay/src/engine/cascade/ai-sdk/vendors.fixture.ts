import { startAnthropicSimulator } from '@standardiste/sandbox/vendors/anthropic/anthropic-simulator.ts';
import { startAzureOpenAiSimulator } from '@standardiste/sandbox/vendors/azure-openai/azure-openai-simulator.ts';
import { startGeminiSimulator } from '@standardiste/sandbox/vendors/gemini/gemini-simulator.ts';
import type {
  ModelSimulatorOptions,
  ModelSimulatorState,
} from '@standardiste/sandbox/vendors/mind/model-simulator.ts';
import { startOpenAiSimulator } from '@standardiste/sandbox/vendors/openai/openai-simulator.ts';
import type { VendorSimulator } from '@standardiste/sandbox/vendors/simulator.ts';
import { startVertexSimulator } from '@standardiste/sandbox/vendors/vertex/vertex-simulator.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import type { LanguageModel } from '../../language-model.ts';
import { createAiSdkLanguageModel, type AiSdkSettings } from './ai-sdk-language-model.ts';
import type { AiSdkProvider } from './chat-models.ts';

/** Everything that the tests of all vendors need to know of one. */
export interface VendorFixture {
  readonly start: (
    options: ModelSimulatorOptions,
  ) => Promise<VendorSimulator<ModelSimulatorState<unknown>>>;
  readonly model: string;
  /** What stands after the simulator's origin in the base URL. */
  readonly basePath: string;
  /** The vendor's codes for a limit that time heals, and for its own failure. */
  readonly codes: { readonly limit: string; readonly failure: string };
}

const google = { limit: 'RESOURCE_EXHAUSTED', failure: 'UNAVAILABLE' };
const openai = { limit: 'rate_limit_exceeded', failure: 'server_error' };

export const vendors: Readonly<Record<AiSdkProvider, VendorFixture>> = {
  openai: {
    start: startOpenAiSimulator,
    model: 'gpt-simulated',
    basePath: '/v1',
    codes: openai,
  },
  'openai-compatible': {
    start: startOpenAiSimulator,
    model: 'mistral-simulated',
    basePath: '/v1',
    codes: openai,
  },
  'azure-openai': {
    start: startAzureOpenAiSimulator,
    model: 'gpt-simulated',
    basePath: '',
    codes: openai,
  },
  anthropic: {
    start: startAnthropicSimulator,
    model: 'claude-simulated',
    basePath: '/v1',
    codes: { limit: 'rate_limit_error', failure: 'overloaded_error' },
  },
  gemini: {
    start: startGeminiSimulator,
    model: 'gemini-simulated',
    basePath: '/v1beta',
    codes: google,
  },
  vertex: { start: startVertexSimulator, model: 'gemini-simulated', basePath: '', codes: google },
};

export const providers = Object.keys(vendors) as readonly AiSdkProvider[];

/** A vendor's simulator with a model that asks it. Whoever opens it disposes of the simulator. */
export async function openVendor(
  provider: AiSdkProvider,
  options: {
    readonly simulator?: ModelSimulatorOptions;
    readonly settings?: Partial<AiSdkSettings>;
  } = {},
): Promise<{
  readonly simulator: VendorSimulator<ModelSimulatorState<unknown>>;
  readonly model: LanguageModel;
}> {
  const vendor = vendors[provider];
  const simulator = await vendor.start({
    firstTokenMs: 0,
    tokensPerSecond: 2_000,
    apiKey: 'sk-simulated',
    ...options.simulator,
  });
  const model = createAiSdkLanguageModel({
    provider,
    model: vendor.model,
    baseUrl: `${simulator.origin}${vendor.basePath}`,
    apiKey: 'sk-simulated',
    project: 'standardiste-local',
    clock: systemClock,
    firstTokenTimeoutMs: 3_000,
    betweenTokensTimeoutMs: 3_000,
    temperature: 0.3,
    maxOutputTokens: 300,
    ...options.settings,
  });
  return { simulator, model };
}
