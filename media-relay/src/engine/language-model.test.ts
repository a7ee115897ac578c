import { openVendor, providers } from './cascade/ai-sdk/vendors.fixture.ts';
import { createFallbackLanguageModel } from './cascade/fallback-language-model.ts';
import { createGuardedLanguageModel } from './cascade/guard/guarded-language-model.ts';
import { createRulesLanguageModel } from './cascade/rules/rules-language-model.ts';
import { describeLanguageModel, type OpenedLanguageModel } from './language-model.contract.ts';

const inMemory = (model: OpenedLanguageModel['model']): OpenedLanguageModel => ({
  model,
  [Symbol.asyncDispose]: () => Promise.resolve(),
});

for (const provider of providers) {
  describeLanguageModel(`${provider} through the AI SDK`, async () => {
    const { model, simulator } = await openVendor(provider);
    return { model, [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose]() };
  });
}
describeLanguageModel('rules', () => Promise.resolve(inMemory(createRulesLanguageModel())));
describeLanguageModel('a guarded model', () =>
  Promise.resolve(inMemory(createGuardedLanguageModel(createRulesLanguageModel()))),
);
describeLanguageModel('a chain of one', () =>
  Promise.resolve(inMemory(createFallbackLanguageModel([createRulesLanguageModel()]))),
);
