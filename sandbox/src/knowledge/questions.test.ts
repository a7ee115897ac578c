import { describe, expect, it } from 'vitest';
import { schoolKnowledge } from '../world/school.ts';
import { evaluationQuestions, questionKinds } from './questions.ts';

const texts = schoolKnowledge().map(({ text }) => text);

describe('the evaluation set', () => {
  it('has sixty questions and more, of every kind, a third of each held out', () => {
    expect(evaluationQuestions.length).toBeGreaterThanOrEqual(60);
    for (const kind of questionKinds) {
      const questions = evaluationQuestions.filter((question) => question.kind === kind);
      const heldOut = questions.filter(({ isHeldOut }) => isHeldOut);
      expect(questions.length, kind).toBeGreaterThanOrEqual(8);
      expect(Math.abs(heldOut.length - questions.length / 3), kind).toBeLessThan(1);
    }
  });

  it('asks nothing twice', () => {
    const asked = evaluationQuestions.map(({ before, question }) => `${before} ${question}`);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('looks for passages that the documents have', () => {
    for (const { question, needs, kind } of evaluationQuestions) {
      expect(needs.length === 0, question).toBe(kind === 'out-of-scope');
      for (const fragment of needs.flat()) {
        expect(
          texts.some((text) => text.includes(fragment)),
          fragment,
        ).toBe(true);
      }
    }
  });
});
