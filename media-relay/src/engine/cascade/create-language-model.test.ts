import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describe, expect, it } from 'vitest';
import { caller, exampleRequest } from './model-request.fixture.ts';
import { createLanguageModel, type LanguageModelSettings } from './create-language-model.ts';

const open = (settings: Omit<LanguageModelSettings, 'clock'>): string =>
  createLanguageModel({ clock: systemClock, ...settings }).name;
const google = { googleCloudProject: 'p', geminiApiKey: 'k' };
const key = { openaiApiKey: 'sk-x', openaiBaseUrl: 'http://127.0.0.1:9/v1' };

describe('the choice of the language model', () => {
  it('opens the one that is named', () => {
    expect(open({ provider: 'rules' })).toBe('rules');
    expect(open({ provider: 'openai', model: 'gpt-x', ...key })).toBe('openai/gpt-x');
    expect(open({ provider: 'vertex,gemini,rules', model: 'g', ...google })).toBe(
      'vertex/g,gemini/g,rules',
    );
  });

  it('asks the vendor where and with what the settings say', async () => {
    const asked: string[] = [];
    const fetch = (url: URL | Request | string, init?: RequestInit): Promise<Response> => {
      const { authorization } = init?.headers as Record<string, string>;
      asked.push(`${url instanceof Request ? url.url : String(url)} ${authorization}`);
      return Promise.resolve(new Response('{}', { status: 500 }));
    };
    const clock = systemClock;
    const vertex = { vertexAccessToken: 'token', googleCloudProject: 'p', location: 'eu' };
    const model = createLanguageModel({ provider: 'vertex', model: 'g', clock, fetch, ...vertex });
    const parts = model.respond(exampleRequest([caller('Oui')]), new AbortController().signal);
    for await (const part of parts) expect(part.type).toBe('failed');
    expect(asked).toEqual([
      'https://aiplatform.eu.rep.googleapis.com/v1beta1/projects/p/locations/eu/publishers/google/models/g:streamGenerateContent?alt=sse Bearer token',
    ]);
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
    [{ provider: 'chatty' }, /« chatty ».*vertex, gemini, openai, anthropic.*rules/],
    [{ provider: ' , ' }, /LLM_PROVIDER is empty/],
    [{ provider: 'openai', model: 'a' }, /OPENAI_API_KEY/],
    [{ provider: 'openai-compatible', model: 'a' }, /OPENAI_BASE_URL/],
    [{ provider: 'openai', ...key }, /LLM_MODEL/],
    [{ provider: 'vertex', model: 'a' }, /GOOGLE_CLOUD_PROJECT/],
    [{ provider: 'gemini', model: 'a' }, /GEMINI_API_KEY/],
    [{ provider: 'anthropic', model: 'a' }, /ANTHROPIC_API_KEY/],
    [{ provider: 'azure-openai', model: 'a' }, /AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY/],
  ])('says what is wrong with %j', (settings, message) => {
    expect(() => open(settings)).toThrow(ConfigInvalidError);
    expect(() => open(settings)).toThrow(message);
  });
});
