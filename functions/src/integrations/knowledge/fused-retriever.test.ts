import { describe, expect, it } from 'vitest';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { createFusedRetriever } from './fused-retriever.ts';
import type { KnowledgeRetriever } from './knowledge.ts';

const { signal } = new AbortController();
const question = { profileId: 'p', question: 'Tarifs ?', limit: 3 };
const finds = (isRelevant: boolean, ...texts: readonly string[]): KnowledgeRetriever => ({
  search: () =>
    Promise.resolve({
      passages: texts.map((text, n) => ({ documentId: 'a', title: 'A', text, score: 1 - n / 10 })),
      isRelevant,
      answer: null,
    }),
});
const failure = new Error('down');
const fails: KnowledgeRetriever = { search: () => Promise.reject(failure) };

describe('the fused retriever', () => {
  const search = (first: KnowledgeRetriever, second: KnowledgeRetriever) =>
    createFusedRetriever([first, second], createMemoryLogger()).search(question, signal);
  const textsOf = ({ passages }: Awaited<ReturnType<typeof search>>) =>
    passages.map(({ text }) => text);

  it('puts first what both find, whatever the scores', async () => {
    const findings = await search(finds(true, 'x', 'both', 'y'), finds(true, 'z', 'both'));
    expect(textsOf(findings)).toEqual(['both', 'x', 'z']);
    expect(findings.passages.every(({ score }) => score > 0 && score <= 1)).toBe(true);
  });

  it('trusts the one that knows', async () => {
    const findings = await search(finds(false, 'noise'), finds(true, 'answer'));
    expect(findings.isRelevant).toBe(true);
    expect(textsOf(findings)).toEqual(['answer']);
  });

  it('says that it does not know when neither does', async () => {
    expect(await search(finds(false, 'noise'), finds(false))).toMatchObject({ isRelevant: false });
  });

  it('answers from one while the other is down', async () => {
    expect(textsOf(await search(fails, finds(true, 'answer')))).toEqual(['answer']);
  });

  it('does not pass off an outage as ignorance', async () => {
    await expect(search(fails, finds(false))).rejects.toBe(failure);
    await expect(search(fails, fails)).rejects.toBe(failure);
  });
});
