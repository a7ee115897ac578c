import { spokenMs } from '../voice/speak.ts';

interface Utterance {
  readonly text: string;
  readonly startMs: number;
}

/**
 * How many words the caller still heard of what the callbot had not begun to say when they began to speak: of the phrases after the one
 * in play, and of everything else before the answer to the interruption.
 */
export function wordsAfterInterruption(options: {
  readonly agent: readonly Utterance[];
  /** What was being said, as it is cut into phrases. */
  readonly phrases: readonly string[];
  /** The caller begins to speak. */
  readonly startMs: number;
  /** The answer to it begins. */
  readonly answerMs: number;
}): number {
  const { agent, phrases, startMs, answerMs } = options;
  const cut = agent.findLast((utterance) => utterance.startMs <= startMs);
  const heardAfter = agent.filter(
    (utterance) => utterance.startMs > startMs && utterance.startMs < answerMs,
  );
  const rest = cut?.text.slice(endOfPhrase(phrases, startMs - cut.startMs)) ?? '';
  return [rest, ...heardAfter.map(({ text }) => text)].reduce(
    (count, text) => count + (text.match(/[\p{L}\d]+/gu)?.length ?? 0),
    0,
  );
}

/** Where the phrase ends that is in play so long after the first one began; an index of the text of all. */
function endOfPhrase(phrases: readonly string[], playedMs: number): number {
  let said = '';
  for (const phrase of phrases) {
    said = said === '' ? phrase : `${said} ${phrase}`;
    if (spokenMs(said) > playedMs) break;
  }
  return said.length;
}
