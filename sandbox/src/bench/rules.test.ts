import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { questionKinds, readDialogues } from '../dialogues/dialogue.ts';
import { noiseLevels, scoreDialogues, type NoiseLevel } from '../dialogues/score-dialogues.ts';
import { openRulesDialogues, rulesTargets } from './rules.ts';

const all = readDialogues();
let dialogues: Awaited<ReturnType<typeof openRulesDialogues>>;
beforeAll(async () => void (dialogues = await openRulesDialogues()));
afterAll(() => dialogues[Symbol.asyncDispose]());

describe('the table of dialogues', () => {
  it('has at least 40 of three paraphrases each, a third of them held out', () => {
    expect(all.length).toBeGreaterThanOrEqual(40);
    for (const { paraphrases } of all) expect(paraphrases).toHaveLength(3);
    expect(all.filter(({ isHeldOut }) => isHeldOut).length).toBeGreaterThan(all.length / 3);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it('answers every kind of question somewhere', () => {
    const answered = all.flatMap(({ paraphrases }) => paraphrases.flat(2));
    const kinds = new Set(answered.flatMap(({ answers }) => answers ?? []));
    expect(questionKinds.filter((kind) => !kinds.has(kind))).toEqual(['which-day']);
  });
});

const sets = [true, false].flatMap((isHeldOut) =>
  (Object.keys(noiseLevels) as NoiseLevel[]).map((level) => ({ isHeldOut, level })),
);

describe('the rules, in whole conversations', () => {
  it.each(sets)(
    'bring 95 in 100 calls to the right end (held out: $isHeldOut, noise: $level)',
    async ({ isHeldOut, level }) => {
      const chosen = all.filter((dialogue) => dialogue.isHeldOut === isHeldOut);
      const seeds = [1];
      const score = await scoreDialogues(dialogues.play, chosen, { level, seeds });
      const missed = rulesTargets(level, score).filter(({ met }) => !met);
      const shown = isHeldOut ? [] : score.failures.map(({ what }) => what);
      expect(missed, shown.join('\n')).toEqual([]);
      process.stdout.write(
        `rules, ${isHeldOut ? 'held out' : 'tuned'}, ${level}: ${score.rightCount} of ${score.callCount}\n`,
      );
    },
    120_000,
  );
});
