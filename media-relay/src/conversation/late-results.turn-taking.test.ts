import { describe, expect, it } from 'vitest';
import { playScene, saying, utterance } from './turn-taking.fixture.ts';

const words = ['mirabelle', 'cerise', 'framboise'];
const recital = (word: string): string =>
  `Voici la réponse ${word}, avec les détails que vous attendez. ` +
  `La suite de ${word} est un peu plus longue, et elle prend fin ici.`;

/** Everything in turn, with results that come at once: last hypothesis 150, first token 350, first clause and first byte. */
const promptMs = 760;
const frameMs = 20;

describe('results of the recogniser that come late', () => {
  it.each([
    [300, 0],
    [300, 200],
    [300, 500],
    [300, 800],
    [300, 1_000],
    [1_500, 0],
    [1_500, 400],
    [1_500, 1_000],
  ])(
    'make an answer wait for them and no longer: finals after %i ms, all of it %i ms late',
    async (finalAfterMs, delayMs) => {
      const call = await playScene({
        answer: (text) => recital(words.findLast((word) => text.includes(word)) ?? 'de rien'),
        recognition: { timing: { finalAfterMs } },
        recognitionDelayMs: delayMs,
        rules: [
          { when: 'une question \\?', say: ['Je voudrais parler de mirabelle.'] },
          {
            when: 'réponse mirabelle, avec les',
            interruptAfterMs: 260,
            say: ['Non, parlez-moi plutôt de cerise.'],
          },
          { when: 'suite de cerise .*prend fin ici', say: ['Et maintenant je veux framboise.'] },
          { when: 'suite de framboise .*prend fin ici', hangUp: true },
        ],
      });
      for (const word of words) {
        const answer = utterance(call, new RegExp(`réponse ${word}`));
        const waitMs = answer.startMs - saying(call, new RegExp(word)).endMs;
        expect(Math.abs(waitMs - promptMs - delayMs)).toBeLessThanOrEqual(2 * frameMs);
      }
      // However often it was asked on a part of the words, they were taken once, whole.
      const said = call.turns.filter(({ role }) => role === 'caller').map((turn) => turn.said);
      expect(said).toEqual([
        'Je voudrais parler de mirabelle.',
        'Non, parlez-moi plutôt de cerise.',
        'Et maintenant je veux framboise.',
      ]);
      expect(call.model.mostLive).toBe(1);
    },
  );
});
