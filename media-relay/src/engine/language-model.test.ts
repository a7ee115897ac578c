import { startOpenAiSimulator } from '@standardiste/sandbox/vendors/openai/openai-simulator.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { createAiSdkLanguageModel } from './cascade/ai-sdk/ai-sdk-language-model.ts';
import { createFallbackLanguageModel } from './cascade/fallback-language-model.ts';
import { createRulesLanguageModel } from './cascade/rules/rules-language-model.ts';
import { describeLanguageModel, type OpenedLanguageModel } from './language-model.contract.ts';

async function openSimulated(
  provider: 'openai' | 'openai-compatible',
): Promise<OpenedLanguageModel> {
  const simulator = await startOpenAiSimulator({ firstTokenMs: 0, tokensPerSecond: 2_000 });
  const model = createAiSdkLanguageModel({
    provider,
    model: 'gpt-simulated',
    baseUrl: `${simulator.origin}/v1`,
    apiKey: 'sk-simulated',
    clock: systemClock,
    firstTokenTimeoutMs: 3_000,
    betweenTokensTimeoutMs: 3_000,
    temperature: 0,
    maxOutputTokens: 300,
  });
  return { model, [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose]() };
}

const inMemory = (model: OpenedLanguageModel['model']): OpenedLanguageModel => ({
  model,
  [Symbol.asyncDispose]: () => Promise.resolve(),
});

describeLanguageModel('openai through the AI SDK', () => openSimulated('openai'));
describeLanguageModel('openai-compatible through the AI SDK', () =>
  openSimulated('openai-compatible'),
);
describeLanguageModel('rules', () => Promise.resolve(inMemory(createRulesLanguageModel())));
describeLanguageModel('a chain of one', () =>
  Promise.resolve(inMemory(createFallbackLanguageModel([createRulesLanguageModel()]))),
);
