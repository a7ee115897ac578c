import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { knowledgeConfig, knowledgeVariables } from './knowledge-config.ts';

const read = (environment: Record<string, string>) =>
  knowledgeConfig(z.object(knowledgeVariables).parse(environment));

describe('the configuration of the knowledge search', () => {
  it('needs nothing to search by words', () => {
    expect(read({})).toMatchObject({ search: 'words', rag: undefined, gemini: undefined });
  });

  it('makes no vectors where nothing is searched by them, though there is a key', () => {
    expect(read({ GEMINI_API_KEY: 'k' }).gemini).toBeUndefined();
  });

  it('names the key that vectors need', () => {
    expect(() => read({ KNOWLEDGE_SEARCH: 'both' })).toThrow(/GEMINI_API_KEY/);
    const { gemini } = read({ KNOWLEDGE_SEARCH: 'both', GEMINI_API_KEY: 'k' });
    expect(gemini).toMatchObject({ apiKey: 'k', model: 'gemini-embedding-001' });
  });
});
