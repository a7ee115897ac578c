import { describe, expect, it } from 'vitest';
import { wordsAfterInterruption } from './words-after-interruption.ts';

const phrases = ['Voici la réponse cerise,', 'avec les détails.', 'La suite est longue.'];
/** In the second phrase. */
const startMs = 3_000;
const answerMs = 8_000;
const heard = (...agent: { text: string; startMs: number }[]): number =>
  wordsAfterInterruption({ agent, phrases, startMs, answerMs });

describe('words after an interruption', () => {
  it('are none when the phrase in play is cut, or just ends', () => {
    expect(heard({ text: 'Voici la réponse cerise, avec les dé', startMs: 1_000 })).toBe(0);
    expect(heard({ text: 'Voici la réponse cerise, avec les détails.', startMs: 1_000 })).toBe(0);
  });

  it('are those of the next phrase, and of a phrase that was said again', () => {
    const whole = { text: 'Voici la réponse cerise, avec les détails. La suite', startMs: 1_000 };
    expect(heard(whole)).toBe(2);
    expect(heard(whole, { text: 'avec les dé', startMs: 5_000 })).toBe(5);
  });

  it('are not those of the answer', () => {
    const cut = { text: 'Voici la réponse cerise, avec', startMs: 1_000 };
    expect(heard(cut, { text: 'Voici la réponse mirabelle', startMs: answerMs })).toBe(0);
  });
});
