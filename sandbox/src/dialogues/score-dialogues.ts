import { mishear, type RecogniserErrors } from '../voice/recogniser-errors.ts';
import type { Dialogue } from './dialogue.ts';
import type { Played } from './play-dialogue.ts';

/** How well the callbot is understood: clean, and two levels of a recogniser's errors on a telephone line. */
export const noiseLevels = {
  clean: { wrongShare: 0, hesitationShare: 0 },
  some: { wrongShare: 0.05, hesitationShare: 0.05 },
  much: { wrongShare: 0.12, hesitationShare: 0.1 },
} as const satisfies Record<string, RecogniserErrors>;
export type NoiseLevel = keyof typeof noiseLevels;

/** What became of many calls. */
export interface DialogueScore {
  readonly callCount: number;
  readonly rightCount: number;
  readonly loopCount: number;
  readonly stuckCount: number;
  readonly turnCount: number;
  /** The calls that went wrong. */
  readonly failures: readonly FailedCall[];
}

export interface FailedCall {
  readonly dialogue: Dialogue;
  /** « other-slots 2, much, seed 3: not booked … ». */
  readonly what: string;
  readonly transcript: readonly string[];
}

export type PlayDialogue = (
  dialogue: Dialogue,
  options: { readonly person: number; readonly hears: (said: string, turn: number) => string },
) => Promise<Played>;

/** Plays every paraphrase of the dialogues at one level of noise, once for each seed. */
export async function scoreDialogues(
  play: PlayDialogue,
  dialogues: readonly Dialogue[],
  { level, seeds }: { readonly level: NoiseLevel; readonly seeds: readonly number[] },
): Promise<DialogueScore> {
  const calls = dialogues.flatMap((dialogue) =>
    dialogue.paraphrases.flatMap((_, person) => seeds.map((seed) => ({ dialogue, person, seed }))),
  );
  const failures: FailedCall[] = [];
  let loopCount = 0;
  let stuckCount = 0;
  let turnCount = 0;
  for (const { dialogue, person, seed } of calls) {
    const callSeed = seedOf(`${dialogue.name} ${person} ${seed}`);
    const played = await play(dialogue, {
      person,
      hears: (said, turn) =>
        level === 'clean' ? said : mishear(said, noiseLevels[level], callSeed + turn * 7_919),
    });
    turnCount += played.turnCount;
    if (played.isLoop) loopCount += 1;
    if (played.isStuck) stuckCount += 1;
    const what = [
      played.wrong,
      played.isLoop ? 'goes round in circles' : null,
      played.isStuck ? 'is stuck' : null,
    ].filter((each) => each !== null);
    if (what.length === 0) continue;
    failures.push({
      dialogue,
      what: `${dialogue.name} ${person + 1}, ${level}, seed ${seed}: ${what.join(', ')}`,
      transcript: played.transcript,
    });
  }
  return {
    callCount: calls.length,
    rightCount: calls.length - failures.length,
    loopCount,
    stuckCount,
    turnCount,
    failures,
  };
}

/** FNV-1a: spreads names over seeds. */
function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
