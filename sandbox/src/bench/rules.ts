import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { openDialogueCall, openSchool } from '../dialogues/backends.ts';
import { readDialogues, type Dialogue } from '../dialogues/dialogue.ts';
import { playDialogue } from '../dialogues/play-dialogue.ts';
import {
  noiseLevels,
  scoreDialogues,
  type DialogueScore,
  type NoiseLevel,
  type PlayDialogue,
} from '../dialogues/score-dialogues.ts';
import { schoolProfile } from '../world/school.ts';
import { atLeast, atMost, type BenchPart, type BenchReport } from './bench-part.ts';

/** Calls that must reach the right end, of all. */
const minRightShare = 0.95;
/** Without noise every call is the same. */
const seedCounts = { clean: 1, some: 8, much: 8 } as const satisfies Record<NoiseLevel, number>;

/** The dialogues with `rules`, in virtual time. Disposing forgets the documents that are searched. */
export async function openRulesDialogues() {
  const school = await openSchool();
  const { timeZone } = schoolProfile;
  const play: PlayDialogue = (dialogue, options) => {
    const clock = new VirtualClock();
    return playDialogue({
      dialogue,
      ...options,
      timeZone,
      clock,
      openCall: (onAgentTurn) =>
        openDialogueCall({ from: dialogue.from, clock, search: school.search, onAgentTurn }),
    });
  };
  return { play, [Symbol.asyncDispose]: () => school[Symbol.asyncDispose]() };
}

/** What is asked of one set of dialogues at one level of noise. */
export function rulesTargets(
  name: string,
  { callCount, rightCount, loopCount, stuckCount }: DialogueScore,
): BenchReport['targets'] {
  return [
    atLeast(`right end, ${name}`, minRightShare, rightCount / callCount),
    atMost(`calls that go round in circles, ${name}`, 0, loopCount),
    atMost(`calls that get stuck, ${name}`, 0, stuckCount),
  ];
}

function seedsOf(level: NoiseLevel): readonly number[] {
  return Array.from({ length: seedCounts[level] }, (_, index) => index + 1);
}

/** `npm run bench -- rules`: every dialogue, clean and misheard; what goes wrong among those not held out is printed. */
export const rulesPart: BenchPart = {
  name: 'rules',
  description: 'dialogues with the rules, clean and misheard: how many reach the right end',
  async run({ print }) {
    await using dialogues = await openRulesDialogues();
    const all = readDialogues();
    const sets: Readonly<Record<string, readonly Dialogue[]>> = {
      tuned: all.filter(({ isHeldOut }) => !isHeldOut),
      heldOut: all.filter(({ isHeldOut }) => isHeldOut),
    };
    const figures: Record<string, number> = {};
    const targets: BenchReport['targets'][number][] = [];
    for (const [set, chosen] of Object.entries(sets)) {
      for (const level of Object.keys(noiseLevels) as NoiseLevel[]) {
        const seeds = seedsOf(level);
        const score = await scoreDialogues(dialogues.play, chosen, { level, seeds });
        if (set === 'tuned') for (const { what } of score.failures) print(what);
        const { callCount, rightCount, turnCount } = score;
        const name = set + level.charAt(0).toUpperCase() + level.slice(1);
        figures[`${name}CallCount`] = callCount;
        figures[`${name}RightShare`] = rightCount / callCount;
        figures[`${name}TurnsPerCall`] = turnCount / callCount;
        targets.push(...rulesTargets(`${set}, ${level}`, score));
      }
    }
    return { part: 'rules', figures: { dialogueCount: all.length, ...figures }, targets };
  },
};
