import { describe, expect, it } from 'vitest';
import { mishear } from './recogniser-errors.ts';

const said = 'Bonjour, je voudrais prendre un rendez-vous mardi matin vers dix heures.';
const seeds = Array.from({ length: 200 }, (_, index) => index);

describe('a recogniser that errs', () => {
  it('understands everything without errors, and the same for the same seed', () => {
    expect(mishear(said, { wrongShare: 0, hesitationShare: 0 }, 1)).toBe(said);
    const errors = { wrongShare: 0.3, hesitationShare: 0.3 };
    expect(mishear(said, errors, 7)).toBe(mishear(said, errors, 7));
  });

  it('gets about the share of words wrong that it is told', () => {
    const words = said.split(' ');
    const kept = seeds.flatMap((seed) => {
      const heard = new Set(
        mishear(said, { wrongShare: 0.2, hesitationShare: 0 }, seed).split(' '),
      );
      return words.filter((word) => heard.has(word));
    });
    expect(kept.length / (words.length * seeds.length)).toBeCloseTo(0.8, 1);
  });

  it('misses words, takes others for them, cuts them in two, and adds hesitations', () => {
    const heard = seeds.map((seed) =>
      mishear(said, { wrongShare: 0.3, hesitationShare: 0.2 }, seed),
    );
    expect(heard.some((text) => text.split(' ').length < said.split(' ').length)).toBe(true);
    expect(heard.join(' ')).toMatch(/rendez vous/);
    expect(heard.join(' ')).toMatch(/marre dit/);
    expect(heard.join(' ')).toMatch(/\beuh\b/);
  });
});
