import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { knowledgeConfig, knowledgeVariables } from './knowledge-config.ts';

const read = (
  environment: Record<string, string>,
  STATE_BACKEND: 'firestore' | 'embedded' = 'firestore',
) => knowledgeConfig({ ...z.object(knowledgeVariables).parse(environment), STATE_BACKEND });

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

  it('refuses vectors where there is no Firestore to keep them in, and says what to set', () => {
    const environment = { KNOWLEDGE_SEARCH: 'vectors', GEMINI_API_KEY: 'k' };
    expect(() => read(environment, 'embedded')).toThrow(/STATE_BACKEND.*KNOWLEDGE_SEARCH=words/);
    expect(() => read({ KNOWLEDGE_SEARCH: 'both' }, 'embedded')).toThrow(
      /GEMINI_API_KEY[^]*STATE_BACKEND/,
    );
    expect(read({ GEMINI_API_KEY: 'k' }, 'embedded').search).toBe('words');
  });
});
