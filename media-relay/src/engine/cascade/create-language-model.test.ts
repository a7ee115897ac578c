import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describe, expect, it } from 'vitest';
import { createLanguageModel, type LanguageModelSettings } from './create-language-model.ts';

const open = (settings: Omit<LanguageModelSettings, 'clock'>): string =>
  createLanguageModel({ clock: systemClock, ...settings }).name;
const key = { openaiApiKey: 'sk-x', openaiBaseUrl: 'http://127.0.0.1:9/v1' };

describe('the choice of the language model', () => {
  it('opens the one that is named', () => {
    expect(open({ provider: 'rules' })).toBe('rules');
    expect(open({ provider: 'openai', model: 'gpt-x', ...key })).toBe('openai/gpt-x');
  });

  it('opens a chain for a list, each with its model', () => {
    expect(open({ provider: 'openai, openai-compatible,rules', model: 'a,b', ...key })).toBe(
      'openai/a,openai-compatible/b,rules',
    );
    expect(open({ provider: 'openai,openai-compatible', model: 'a', ...key })).toBe(
      'openai/a,openai-compatible/a',
    );
  });

  it.each([
    [{ provider: 'chatty' }, /« chatty ».*openai, openai-compatible, rules/],
    [{ provider: ' , ' }, /LLM_PROVIDER is empty/],
    [{ provider: 'openai', model: 'a' }, /OPENAI_API_KEY/],
    [{ provider: 'openai-compatible', model: 'a' }, /OPENAI_BASE_URL/],
    [{ provider: 'openai', ...key }, /LLM_MODEL/],
  ])('says what is wrong with %j', (settings, message) => {
    expect(() => open(settings)).toThrow(ConfigInvalidError);
    expect(() => open(settings)).toThrow(message);
  });
});
