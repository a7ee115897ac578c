import { callOutcomes, callSummarySchema } from '@standardiste/shared/contracts/events.ts';
import { fitSummary } from '@standardiste/shared/contracts/fit-summary.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedWithoutAnswer } from './open-questions.ts';
import { summariseByRules } from './rules-summary.ts';
import { sentimentOf } from './sentiment-words.ts';
import type { SummaryTurn } from '../integrations/summaries/summaries.ts';

const caller = (text: string): SummaryTurn => ({ role: 'caller', text });
const agent = (text: string): SummaryTurn => ({ role: 'agent', text });
const call = {
  companyName: 'École Démo',
  outcome: 'call-back-promised',
  durationSeconds: 40,
  callerName: null,
  appointment: null,
  turns: [caller('Vous pouvez me rappeler ?'), agent('Oui, demain.')],
} as const;

describe('summariseByRules', () => {
  it('says who, what was agreed, and what is to be done', () => {
    expect(summariseByRules(call)).toEqual({
      summary: "L'appelant a demandé à être rappelé. Un rappel a été promis.",
      nextStep: "Rappeler l'appelant.",
      sentiment: 'neutral',
      leadScore: 60,
      openQuestions: [],
    });
  });

  it.each([
    ['appointment-moved', 'Le rendez-vous est maintenant fixé au mardi 24 novembre à 9 h.'],
    ['appointment-cancelled', "Le rendez-vous du mardi 24 novembre à 9 h n'aura pas lieu."],
  ] as const)('tells what became of the appointment: %s', (outcome, agreed) => {
    const told = summariseByRules({ ...call, outcome, appointment: 'mardi 24 novembre à 9 h' });
    expect(told.summary).toContain(agreed);
  });

  it('fits the schema whatever the outcome and the words', () => {
    const turns = fc.array(
      fc.record({ role: fc.constantFrom('caller', 'agent'), text: fc.string({ unit: 'binary' }) }),
    );
    const values = fc.record({
      outcome: fc.constantFrom(...callOutcomes),
      callerName: fc.option(fc.string({ unit: 'binary', maxLength: 2_000 })),
      appointment: fc.option(fc.string({ maxLength: 2_000 })),
      turns,
    });
    fc.assert(
      fc.property(values, (value) => {
        callSummarySchema.parse(summariseByRules({ ...call, ...value }));
      }),
      { numRuns: 60 },
    );
  });
});

describe('fitSummary', () => {
  it('keeps two sentences, whatever stands inside them', () => {
    const summary = 'M. Démo paie 1,5 k€ max. Il vient le 24. Il rappelle. Fin.';
    const rough = { summary, nextStep: null, sentiment: 'neutral', leadScore: -3 } as const;
    expect(fitSummary({ ...rough, openQuestions: [] })).toMatchObject({
      summary: 'M. Démo paie 1,5 k€ max. Il vient le 24.',
      leadScore: 0,
    });
  });
});

describe('what a caller asked', () => {
  it.each([
    ['has no answer when it was the last word', [caller('Combien ça coûte')], ['Combien ça coûte']],
    [
      'has none when the callbot did not know',
      [caller('Quel est le prix'), agent("Je n'ai pas cette information.")],
      ['Quel est le prix'],
    ],
    ['has one when the callbot answered', [caller('Quel est le prix ?'), agent('900 euros.')], []],
    ['is nothing when it is no question', [caller('Bonsoir')], []],
  ])('%s', (_name, turns, expected) => {
    expect(askedWithoutAnswer(turns)).toEqual(expected);
  });
});

describe('sentimentOf', () => {
  it.each([
    ['positive', 'Parfait, merci beaucoup'],
    ['negative', "C'est inadmissible, j'en ai marre"],
    ['negative', 'Très bien, mais je suis déçue'],
    ['neutral', 'Mardi à quatorze heures'],
  ])('is %s for « %s »', (expected, words) => {
    expect(sentimentOf([agent('Parfait, super'), caller(words)])).toBe(expected);
  });
});
