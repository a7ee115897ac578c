import { describe, expect, it } from 'vitest';
import { countSegments, toGsm7 } from './gsm7.ts';

/** What is written, and what is sent for it. */
const texts: readonly (readonly [string, string])[] = [
  // Words and names of every day: only é è à ù É Ç and the signs of the table stay as they are
  [
    'Rendez-vous confirmé à 9 h, où vous voulez, très bientôt',
    'Rendez-vous confirmé à 9 h, où vous voulez, très bientot',
  ],
  ['École Démo, Ça va, ça va', 'École Démo, Ça va, ca va'],
  ['À bientôt', 'A bientot'],
  ['cœur naïf — « bon » … l’heure', 'coeur naif - "bon" ... l\'heure'],
  ['Noël', 'Noel'],
  ['août', 'aout'],
  ['être', 'etre'],
  ['Être', 'Etre'],
  ['île', 'ile'],
  ['maïs', 'mais'],
  ['hôtel', 'hotel'],
  ['sûr', 'sur'],
  ['château', 'chateau'],
  ['leçon', 'lecon'],
  ['reçu', 'recu'],
  ['sœur', 'soeur'],
  ['ŒUVRE', 'OEUVRE'],
  ['Lætitia', 'Lætitia'],
  ['Zoé', 'Zoé'],
  ['Chloë', 'Chloe'],
  ['Jérôme', 'Jérome'],
  ['Hélène', 'Hélène'],
  ['Anaïs', 'Anais'],
  ['Benoît', 'Benoit'],
  ['Gaëlle', 'Gaelle'],
  ['È', 'E'],
  ['Ù', 'U'],
  ['ÿ', 'y'],
  ['Müller', 'Müller'],
  ['Núñez', 'Nuñez'],
  ['Łukasz', 'ukasz'],
  ['Björn Åström', 'Björn Åström'],
  // Signs
  ['9\u202fh\u00a030', '9 h 30'],
  ['14\u2009h', '14 h'],
  ['« oui »', '"oui"'],
  ['«\u00a0oui\u00a0»', '"oui"'],
  ['“oui”', '"oui"'],
  ['l‘heure', "l'heure"],
  ['10–12', '10-12'],
  ['à suivre…', 'à suivre...'],
  ['a\tb', 'a b'],
  ['deux\nlignes', 'deux\nlignes'],
  ['10 € [net]', '10 € [net]'],
  ['{a}|~^\\', '{a}|~^\\'],
  ['a@b.fr', 'a@b.fr'],
  ['50 %', '50 %'],
  ['50 £ ou 50 $', '50 £ ou 50 $'],
  // Not in the table at all
  ['Super 😀 !', 'Super  !'],
  ['👩‍👩‍👧', ''],
  ['日本', ''],
  ['n° 4', 'n 4'],
  ['2²', '2'],
  // Composed of a letter and a mark
  ['e\u0301', 'é'],
  ['e\u0302', 'e'],
  ['c\u0327', 'c'],
  ['', ''],
];

/** A text, its segments, and why. */
const lengths: readonly (readonly [string, number, string])[] = [
  ['', 1, 'the empty text is still a message'],
  ['a', 1, 'one character'],
  ['a'.repeat(160), 1, 'exactly one message'],
  ['a'.repeat(161), 2, 'parts carry a header of seven septets'],
  ['a'.repeat(306), 2, 'exactly two parts'],
  ['a'.repeat(307), 3, 'one too many for two'],
  ['a'.repeat(459), 3, 'exactly three parts'],
  ['a'.repeat(460), 4, 'one too many for three'],
  ['a'.repeat(1_600), 11, 'the longest that is accepted'],
  ['é'.repeat(160), 1, 'é is one septet'],
  ['à'.repeat(160), 1, 'à is one septet'],
  ['ù'.repeat(160), 1, 'ù is one septet'],
  ['è'.repeat(160), 1, 'è is one septet'],
  ['Ç'.repeat(160), 1, 'a capital Ç is one septet'],
  ['ç'.repeat(70), 1, 'a small ç needs UCS-2'],
  ['ç'.repeat(71), 2, 'a small ç needs UCS-2, so 70 are the limit'],
  ['€'.repeat(80), 1, 'the extension table takes two septets'],
  ['€'.repeat(81), 2, 'the extension table takes two septets'],
  ['a'.repeat(158) + '€', 1, '158 and an escaped one are 160'],
  ['a'.repeat(159) + '€', 2, '159 and an escaped one are 161'],
  ['\n'.repeat(160), 1, 'a line feed is one septet'],
  ['ê'.repeat(70), 1, 'one UCS-2 message'],
  ['ê'.repeat(71), 2, 'one too many for UCS-2'],
  ['ê'.repeat(134), 2, 'two UCS-2 parts'],
  ['ê'.repeat(135), 3, 'one too many for two UCS-2 parts'],
  ['a'.repeat(69) + 'ê', 1, 'one character turns the whole message into UCS-2'],
  ['a'.repeat(70) + 'ê', 2, 'one character turns the whole message into UCS-2'],
  ['a'.repeat(70) + '’', 2, 'a curly apostrophe does too'],
  ['😀'.repeat(35), 1, 'an emoji takes two units'],
  ['😀'.repeat(36), 2, 'an emoji takes two units'],
];

describe('toGsm7', () => {
  it.each(texts)('writes %j as %j', (text, expected) => {
    expect(toGsm7(text)).toBe(expected);
  });

  it.each(texts)('never needs UCS-2: %j', (text) => {
    const plain = toGsm7(text).repeat(40).slice(0, 71);
    expect(countSegments(plain)).toBeLessThanOrEqual(1);
    expect(toGsm7(plain)).toBe(plain);
  });
});

describe('countSegments', () => {
  it.each(lengths.map(([text, count, why]) => ({ text, count, why, length: text.length })))(
    'counts $length characters as $count: $why',
    ({ text, count }) => {
      expect(countSegments(text)).toBe(count);
    },
  );
});
