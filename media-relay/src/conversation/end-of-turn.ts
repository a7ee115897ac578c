import { isIncomplete, type ExpectedSlot } from '@standardiste/shared/french/incomplete.ts';
import { detectIntent } from '@standardiste/shared/french/intent.ts';
import { parseYesNo } from '@standardiste/shared/french/parse-yes-no.ts';
import type { Timings } from './timings.ts';

/** What the last words of the agent ask for: a slot, or some answer to a question. */
export type ExpectedAnswer = ExpectedSlot | 'question' | undefined;

/** How many words « oui merci » or « non pas vraiment » may have to be an answer by themselves. */
const maxPlainWords = 3;

/**
 * How much silence after the caller's last sound ends their turn, in ms, judged by what they said and what was asked: a plain
 * « oui » to a question ends at once, an open number waits, « attendez » is given all the time it asks for.
 */
export function endOfTurnSilenceMs(options: {
  readonly text: string;
  /** `final`: the recogniser has settled all of it. `stale`: a hypothesis from before the voice ended. */
  readonly settled: 'final' | 'interim' | 'stale';
  readonly expected: ExpectedAnswer;
  readonly timings: Timings;
}): number {
  const { text, settled, expected, timings } = options;
  if (asksToWait(text)) return timings.askedToWaitMs;
  if (isPlainYesNo(text, expected)) {
    if (settled === 'stale') return timings.staleInterimMs;
    return expected === 'yes-no' ? timings.yesNoMs : timings.plainYesNoMs;
  }
  if (isIncomplete(text, slotOf(expected))) {
    return expected === 'phone' || expected === 'email' || expected === 'spelling'
      ? timings.dictationMs
      : timings.incompleteMs;
  }
  return settled === 'final' ? timings.completeMs : timings.interimMs;
}

/** The slot that is asked for, if the question is for one. */
export function slotOf(expected: ExpectedAnswer): ExpectedSlot | undefined {
  return expected === 'question' ? undefined : expected;
}

/** « Attendez », « un instant » and nothing else: they will go on. */
function asksToWait(text: string): boolean {
  return detectIntent(text).intent === 'wait' && wordCount(text) <= maxPlainWords + 1;
}

function isPlainYesNo(text: string, expected: ExpectedAnswer): boolean {
  if (expected !== 'yes-no' && expected !== 'question') return false;
  if (parseYesNo(text) === 'unclear') return false;
  return expected === 'yes-no'
    ? !isIncomplete(text, expected)
    : wordCount(text) <= maxPlainWords && !isIncomplete(text);
}

function wordCount(text: string): number {
  return text.match(/[\p{L}\d]+/gu)?.length ?? 0;
}
