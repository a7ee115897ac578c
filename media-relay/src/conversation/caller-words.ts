import type { CallState } from './call-state.ts';
import type { ExpectedAnswer } from './end-of-turn.ts';

/**
 * How far the recogniser is with the words: a hypothesis from before the voice ended is `stale`, until it is told again so late that
 * it must hold the last word too.
 */
export function settledness({ callerTurn, timings }: CallState) {
  const { interim, changedAtMs, toldAtMs, voiceEndedAtMs = 0 } = callerTurn;
  if (interim === '') return 'final';
  const isConfirmed = toldAtMs >= voiceEndedAtMs + timings.confirmedInterimMs;
  return changedAtMs < voiceEndedAtMs && !isConfirmed ? 'stale' : 'interim';
}

/** What the last question asks for. */
export function expectedAnswer(state: CallState): ExpectedAnswer {
  if (state.stage === 'confirm') return 'yes-no';
  // A name, perhaps letter by letter: pauses between letters are waited for.
  if (state.stage === 'verify') return 'spelling';
  const sentences = state.lastAgentText.toLowerCase().split(/(?<=[.!?])\s/);
  const question = sentences.findLast((sentence) => sentence.includes('?')) ?? '';
  if (/numéro/.test(question)) return 'phone';
  if (/e-?mail|adresse/.test(question)) return 'email';
  return question === '' ? undefined : 'question';
}

/** Everything the caller has said in this turn, as it is known now. */
export function joined(turn: { readonly finals: string; readonly interim: string }): string {
  return [turn.finals, turn.interim.trim()].filter((part) => part !== '').join(' ');
}

/** True when a recogniser's final form says the same as its hypothesis: signs and capitals aside. */
export function isSameText(first: string, second: string): boolean {
  return wordsOf(first) === wordsOf(second);
}

function wordsOf(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\d]+/gu) ?? []).join(' ');
}
