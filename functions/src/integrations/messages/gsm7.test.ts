import { describe, expect, it } from 'vitest';
import { countSegments, toGsm7 } from './gsm7.ts';

describe('toGsm7', () => {
  it.each([
    [
      'Rendez-vous confirmé à 9 h, où vous voulez, très bientôt',
      'Rendez-vous confirmé à 9 h, où vous voulez, très bientot',
    ],
    ['École Démo, Ça va, ça va', 'École Démo, Ça va, ca va'],
    ['À bientôt', 'A bientot'],
    ['cœur naïf — « bon » … l’heure', 'coeur naif - "bon" ... l\'heure'],
    ['9\u202fh\u00a030', '9 h 30'],
    ['e\u0301', 'é'],
    ['Super 😀 !', 'Super  !'],
    ['10 € [net]', '10 € [net]'],
  ])('writes %s as %s', (text, expected) => {
    expect(toGsm7(text)).toBe(expected);
  });
});

describe('countSegments', () => {
  it.each([
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    ['ê'.repeat(70), 1],
    ['ê'.repeat(71), 2],
    ['', 1],
  ])('counts %s as %i', (text, count) => {
    expect(countSegments(text)).toBe(count);
  });
});
