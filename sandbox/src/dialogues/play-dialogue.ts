import type { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import type { Dialogue } from './dialogue.ts';
import { missingEnd, whatIsWrong, type CallResult } from './expected-end.ts';
import { createTextCaller, type Heard } from './text-caller.ts';

/** A call that is held by text. Disposing hangs up. */
export interface DialogueCall extends AsyncDisposable {
  say(text: string): void;
  readonly result: CallResult;
  readonly readBack: Heard['readBack'];
  readonly offered: Heard['offered'];
  /** How often nothing was going to happen any more and a watchdog stepped in. */
  readonly watchdogCount: number;
  readonly ended: Promise<unknown>;
}

/** How one call of a dialogue went. */
export interface Played {
  /** What is not as it should be at the end; null when all is well. */
  readonly wrong: string | null;
  /** The callbot said the same thing over and over. */
  readonly isLoop: boolean;
  /** The callbot did not react, or the call found no end. */
  readonly isStuck: boolean;
  readonly turnCount: number;
  /** Who said what, as it was said and as it was understood. */
  readonly transcript: readonly string[];
}

/** More turns of the caller than any of these calls needs. */
const maxTurns = 24;
/** Saying the same thing so often is going round in circles. */
const loopCount = 3;
/** Longer than the callbot waits before it asks whether anybody is there. */
const reactMs = 40_000;
const lookMs = 200;
const thinkMs = 400;

/** Plays one paraphrase of a dialogue to its end, in virtual time. `hears` is what the recogniser makes of an utterance. */
export async function playDialogue(options: {
  readonly dialogue: Dialogue;
  readonly person: number;
  readonly timeZone: string;
  readonly hears: (said: string, turn: number) => string;
  readonly clock: VirtualClock;
  readonly openCall: (onAgentTurn: (text: string) => void) => DialogueCall;
}): Promise<Played> {
  const { dialogue, person, timeZone, clock } = options;
  const { ends } = dialogue;
  const lines = dialogue.paraphrases[person] ?? [];
  const caller = createTextCaller({ lines, ends, timeZone, person });
  const agentTexts: string[] = [];
  const transcript: string[] = [];
  await using call = options.openCall((text) => {
    agentTexts.push(text);
    transcript.push(`  callbot: ${text}`);
  });
  let isOver = false;
  void call.ended.then(() => (isOver = true));
  let turnCount = 0;
  let understoodCount = 0;
  while (turnCount < maxTurns) {
    for (let waitedMs = 0; waitedMs < reactMs; waitedMs += lookMs) {
      if (isOver || agentTexts.length > understoodCount) break;
      await clock.advance(lookMs);
    }
    if (isOver || agentTexts.length === understoodCount) break;
    // It may have more to say.
    await clock.advance(turnCount === 0 ? 5_000 : thinkMs);
    understoodCount = agentTexts.length;
    const { readBack, offered, result } = call;
    const missing = missingEnd(result, ends, timeZone);
    const said = caller.reply({ text: agentTexts.at(-1) ?? '', readBack, offered, missing });
    turnCount += 1;
    if (said === null) continue;
    const heard = options.hears(said, turnCount);
    transcript.push(heard === said ? `  caller: ${said}` : `  caller: ${said} → ${heard}`);
    if (heard !== '') call.say(heard);
  }
  return {
    wrong: whatIsWrong(call.result, ends, timeZone),
    isLoop: isRepeated(agentTexts),
    isStuck: !isOver || call.watchdogCount > 0,
    turnCount,
    transcript,
  };
}

function isRepeated(texts: readonly string[]): boolean {
  return texts.some((text) => texts.filter((other) => other === text).length >= loopCount);
}
