import { parseYesNo } from '@standardiste/shared/french/parse-yes-no.ts';
import type { CallState, CallerTurn, TakenWords } from './call-state.ts';

/** Finals come this late at most; a hypothesis that says the same later, in a new voice, is said anew. */
const latestFinalMs = 4_000;

/** What is taken of the words in progress when they become a turn, or are dropped: the recogniser will repeat its hypothesis. */
export function takenFrom(
  { finals, interim, taken }: CallerTurn,
  atMs: number,
  turnId?: number,
): TakenWords | undefined {
  if (interim.trim() === '') return finals === '' ? taken : undefined;
  const whole = taken === undefined ? interim.trim() : `${taken.interim} ${interim.trim()}`;
  return { finals, interim: whole, atMs, turnId, earlier: taken };
}

/**
 * What the recogniser tells while the final form of taken words is awaited. `same`: nothing new, be it corrected. `more`: the caller goes
 * on, and it repeats the taken words first. `other`: a new utterance; the final never came.
 */
export function relationToTaken(
  { callerTurn, agentTurn }: CallState,
  taken: TakenWords,
  { text, atMs }: { readonly text: string; readonly atMs: number },
): 'same' | 'more' | 'other' {
  const [before, now] = [wordsOf(taken.interim), wordsOf(text)];
  const hasMore = now.length > before.length;
  // Nothing that was said before the voice began anew can be other words.
  const hasNewVoice = callerTurn.startedAtMs !== undefined;
  if (hasNewVoice && !startAlike(before, now)) return 'other';
  if (hasNewVoice && !hasMore && atMs - taken.atMs > latestFinalMs) return 'other';
  // « Oui » followed by « tout à fait » answers nothing new.
  if (agentTurn?.isAnswer === true && parseYesNo(taken.interim) === parseYesNo(text)) return 'same';
  return hasMore ? 'more' : 'same';
}

/** The text without the words that were taken. */
export function beyondTaken(taken: TakenWords | undefined, text: string): string {
  const takenCount = wordsOf(taken?.interim ?? '').length;
  const lastTaken = [...text.matchAll(/[\p{L}\d]+/gu)][takenCount - 1];
  if (lastTaken === undefined) return text;
  return text.slice(lastTaken.index + lastTaken[0].length).replace(/^[^\p{L}\d]+/u, '');
}

/** What is left to be settled of the taken words when only the first of them were. */
export function unsettled(taken: TakenWords, settled: string): TakenWords | undefined {
  if (!startAlike(wordsOf(settled), wordsOf(taken.interim))) return undefined;
  const interim = beyondTaken({ ...taken, interim: settled }, taken.interim);
  return interim === '' ? undefined : { ...taken, interim, finals: '', earlier: undefined };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];
}

/** Half of the words at the start are the same; recognisers correct some of them. */
function startAlike(first: readonly string[], second: readonly string[]): boolean {
  const length = Math.min(first.length, second.length);
  const sameCount = first.slice(0, length).filter((word, index) => word === second[index]).length;
  return sameCount * 2 >= length;
}
