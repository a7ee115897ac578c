import { anthropicDialect } from '@standardiste/sandbox/vendors/anthropic/anthropic-dialect.ts';
import { azureOpenAiDialect } from '@standardiste/sandbox/vendors/azure-openai/azure-openai-simulator.ts';
import { geminiDialect } from '@standardiste/sandbox/vendors/gemini/gemini-simulator.ts';
import type { Mind } from '@standardiste/sandbox/vendors/mind/mind.ts';
import type { ModelDialect } from '@standardiste/sandbox/vendors/mind/model-dialect.ts';
import {
  createInProcessModel,
  type InProcessModel,
} from '@standardiste/sandbox/vendors/mind/model-simulator.ts';
import { openAiDialect } from '@standardiste/sandbox/vendors/openai/openai-dialect.ts';
import { createVertexDialect } from '@standardiste/sandbox/vendors/vertex/vertex-simulator.ts';
import type { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import type { LanguageModel } from '../../language-model.ts';
import { createLanguageModel } from '../create-language-model.ts';
import { openChatModel, type AiSdkProvider } from './chat-models.ts';
import { providers } from './vendors.fixture.ts';

const dialects: Readonly<Record<AiSdkProvider, ModelDialect<unknown>>> = {
  openai: openAiDialect,
  'openai-compatible': openAiDialect,
  'azure-openai': azureOpenAiDialect,
  anthropic: anthropicDialect,
  gemini: geminiDialect,
  vertex: createVertexDialect(),
};
/** The generation of Gemini that wants its signatures back. */
const model = 'gemini-3.5-flash';

/** A model as the relay opens it, guard and all, before a vendor that answers in this process, in virtual time. */
export function openInProcess(
  provider: AiSdkProvider,
  clock: VirtualClock,
  /** `chain` as `LLM_PROVIDER` has it; who thinks behind the vendor's protocol. */
  { chain = provider, mind }: { readonly chain?: string; readonly mind?: Mind } = {},
): { readonly languageModel: LanguageModel; readonly vendor: InProcessModel<unknown> } {
  const vendor = createInProcessModel(dialects[provider], {
    clock,
    models: [model],
    ...(mind === undefined ? {} : { mind }),
  });
  const languageModel = createLanguageModel({
    provider: chain,
    model,
    googleCloudProject: 'standardiste-local',
    vertexAccessToken: 'x',
    geminiApiKey: 'x',
    openaiApiKey: 'x',
    openaiBaseUrl: 'http://vendor.example/v1',
    anthropicApiKey: 'x',
    azureOpenaiApiKey: 'x',
    azureOpenaiEndpoint: 'http://vendor.example',
    clock,
    fetch: (input, init) => vendor.fetch(new Request(input, init)),
  });
  return { languageModel, vendor };
}

/** Loads every vendor's package: modules are loaded in real time, for which a virtual clock does not wait. */
export async function loadVendors(): Promise<void> {
  await import('./ai-sdk-language-model.ts');
  for (const provider of providers) {
    const settings = { provider, baseUrl: 'http://vendor.example', project: 'p', apiKey: 'x' };
    await openChatModel(settings, model);
  }
}
