import { describe, expect, it } from 'vitest';
import type { EvaluationQuestion } from '../knowledge/questions.ts';
import { knowledgeTargets, scoreKnowledge } from './knowledge.ts';

const question = (text: string, ...needs: string[]): EvaluationQuestion => ({
  kind: needs.length === 0 ? 'out-of-scope' : 'direct',
  question: text,
  before: null,
  needs: needs.map((need) => [need]),
  isHeldOut: false,
});

describe('the score of a search', () => {
  it('counts passages needed, refusals and answers that should not be', async () => {
    const answers = (text: string) => ({ isRelevant: text !== '', passages: [{ text }] });
    const score = await scoreKnowledge(
      (asked) => Promise.resolve(answers(asked === 'Pizza ?' ? 'BTS' : asked.slice(0, 3))),
      [question('BTS ?', 'BTS', 'CAP'), question('VAE ?', 'VAE'), question('Pizza ?')],
    );
    expect(score).toMatchObject({ recallAt3: 2 / 3, abstention: 0, falseAbstention: 0 });
    expect(score.failures).toHaveLength(2);
    const targets = knowledgeTargets({ all: score, 'held out': score }, 4.9);
    expect(targets.filter(({ met }) => !met).map(({ name }) => name)).toEqual([
      'recall@3, all',
      'abstention, all',
      'recall@3, held out',
      'abstention, held out',
    ]);
  });

  it('looks no further than three passages', async () => {
    const passages = ['a', 'b', 'c', 'BTS'].map((text) => ({ text }));
    const score = await scoreKnowledge(
      () => Promise.resolve({ isRelevant: false, passages }),
      [question('BTS ?', 'BTS')],
    );
    expect(score).toMatchObject({ recallAt3: 0, falseAbstention: 1 });
  });
});
