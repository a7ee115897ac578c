import { describe, expect, it } from 'vitest';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { createFallbackRetriever } from './fallback-retriever.ts';
import type { KnowledgeFindings, KnowledgeRetriever } from './knowledge.ts';

const { signal } = new AbortController();
const question = { profileId: 'p', question: 'Tarifs ?', limit: 3 };
const findings = (isRelevant: boolean): KnowledgeFindings => ({
  passages: [],
  isRelevant,
  answer: null,
});
const finds = (isRelevant: boolean): KnowledgeRetriever => ({
  search: () => Promise.resolve(findings(isRelevant)),
});
const failure = new Error('down');
const fails: KnowledgeRetriever = { search: () => Promise.reject(failure) };

describe('the fallback retriever', () => {
  const search = (first: KnowledgeRetriever, second: KnowledgeRetriever) =>
    createFallbackRetriever(first, second, createMemoryLogger()).search(question, signal);

  it('asks only the first while it answers, also when it knows nothing', async () => {
    expect(await search(finds(false), fails)).toEqual(findings(false));
  });

  it('asks the second when the first fails', async () => {
    expect(await search(fails, finds(true))).toEqual(findings(true));
  });

  it('does not pass off an outage as ignorance', async () => {
    await expect(search(fails, finds(false))).rejects.toBe(failure);
  });
});
