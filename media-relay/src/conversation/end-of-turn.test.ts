import { describe, expect, it } from 'vitest';
import { endOfTurnSilenceMs, type ExpectedAnswer } from './end-of-turn.ts';
import { defaultTimings } from './timings.ts';

type Settled = Parameters<typeof endOfTurnSilenceMs>[0]['settled'];
type Wait = keyof typeof defaultTimings;

const cases: readonly (readonly [string, ExpectedAnswer, Settled, Wait])[] = [
  // A plain answer to what was asked is over at once.
  ['oui', 'yes-no', 'interim', 'yesNoMs'],
  ['non', 'yes-no', 'final', 'yesNoMs'],
  ['oui merci', 'question', 'interim', 'plainYesNoMs'],
  ['oui', 'question', 'stale', 'staleInterimMs'],
  // Nobody asked: « oui » may begin a sentence.
  ['oui', undefined, 'final', 'completeMs'],
  ['oui alors je voudrais', 'question', 'final', 'incompleteMs'],
  // A whole sentence.
  ['combien coûte la formation', undefined, 'final', 'completeMs'],
  ['combien coûte la formation', undefined, 'interim', 'interimMs'],
  ['combien coûte la formation', 'question', 'stale', 'interimMs'],
  // Open ends.
  ['je voudrais un rendez-vous mardi et', undefined, 'final', 'incompleteMs'],
  ['alors euh', undefined, 'final', 'incompleteMs'],
  ["c'est pour le", 'question', 'interim', 'incompleteMs'],
  // The slot that was asked for decides when it is whole.
  ['zéro six trente-neuf', 'phone', 'final', 'dictationMs'],
  ['06 39 98 12', 'phone', 'interim', 'dictationMs'],
  ['06 39 98 12 34', 'phone', 'final', 'completeMs'],
  ["je n'en ai pas", 'phone', 'final', 'completeMs'],
  ['camille point moreau arobase', 'email', 'final', 'dictationMs'],
  ['c a m', 'email', 'interim', 'dictationMs'],
  ['camille point moreau arobase gmail point com', 'email', 'final', 'completeMs'],
  ['mardi à', 'date', 'final', 'incompleteMs'],
  ['mardi à dix heures', 'date', 'final', 'completeMs'],
  // They said so.
  ['attendez', 'phone', 'final', 'askedToWaitMs'],
  ['un instant', 'yes-no', 'interim', 'askedToWaitMs'],
];

describe('the silence that ends a turn', () => {
  it.each(cases)('after « %s », asked for %s, %s: %s', (text, expected, settled, wait) => {
    const silenceMs = endOfTurnSilenceMs({ text, expected, settled, timings: defaultTimings });
    expect(silenceMs).toBe(defaultTimings[wait]);
  });

  it('never cuts a dictation with pauses of 1.2 s, and is short after « oui »', () => {
    expect(defaultTimings.dictationMs).toBeGreaterThan(2 * 1_200);
    expect(defaultTimings.plainYesNoMs).toBeLessThan(250);
    expect(defaultTimings.yesNoMs).toBeLessThan(250);
  });
});
