import { describe, expect, it } from 'vitest';
import type { LanguageModel, ModelPart } from '../language-model.ts';
import { createLazyLanguageModel } from './lazy-language-model.ts';
import { caller, exampleRequest } from './model-request.fixture.ts';
import { createRulesLanguageModel } from './rules/rules-language-model.ts';

async function ask(model: LanguageModel): Promise<ModelPart[]> {
  const parts: ModelPart[] = [];
  const { signal } = new AbortController();
  for await (const part of model.respond(exampleRequest([caller('Oui')]), signal)) parts.push(part);
  return parts;
}

describe('a language model that is loaded late', () => {
  it('is loaded once, by the first that needs it', async () => {
    let loads = 0;
    const model = createLazyLanguageModel('rules', () => {
      loads += 1;
      return Promise.resolve(createRulesLanguageModel());
    });
    expect(loads).toBe(0);
    await model.warmUp?.(new AbortController().signal);
    await Promise.all([ask(model), ask(model)]);
    expect(loads).toBe(1);
    expect((await ask(model)).at(-1)?.type).toBe('finish');
  });

  it('fails like a vendor when it cannot be loaded, and tries again', async () => {
    let loads = 0;
    const model = createLazyLanguageModel('x/y', () => {
      loads += 1;
      return loads === 1
        ? Promise.reject(new Error('no such file'))
        : Promise.resolve(createRulesLanguageModel());
    });
    expect(await ask(model)).toMatchObject([{ type: 'failed', error: { retryable: true } }]);
    expect((await ask(model)).at(-1)?.type).toBe('finish');
  });
});
