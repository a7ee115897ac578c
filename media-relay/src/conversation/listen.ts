import { isBackchannel } from '@standardiste/shared/french/backchannel.ts';
import { parseYesNo } from '@standardiste/shared/french/parse-yes-no.ts';
import type { CallEventOf } from './call-event.ts';
import type { CallerTurn, CallState } from './call-state.ts';
import { expectedAnswer, isSameText, joined, settledness } from './caller-words.ts';
import { clearedCallerTurn } from './call-state.ts';
import { decideCallerTurn, reopenCallerTurn } from './decide-turn.ts';
import {
  cancelTimer,
  noteLatency,
  patch,
  patchAgent,
  patchCaller,
  closeTurn,
  openTurn,
  setTimer,
  type Draft,
} from './draft.ts';
import { endOfTurnSilenceMs } from './end-of-turn.ts';
import { sayNotUnderstood } from './not-understood.ts';
import { prepareAnswer } from './prepare-answer.ts';

export function onVoiceStart(draft: Draft, event: CallEventOf<'caller-voice-start'>): void {
  const { callerTurn, timings, agentTurn } = draft.state;
  patchCaller(draft, {
    isVoiced: true,
    startedAtMs: callerTurn.startedAtMs ?? event.startedAtMs,
  });
  cancelTimer(draft, 'end-of-turn');
  armEndOfTurn(draft);
  if (agentTurn?.isAudible && !agentTurn.isProtected) {
    const voicedMs = draft.atMs - event.startedAtMs;
    if (!agentTurn.isHeld) setTimer(draft, 'barge-in-hold', timings.bargeInHoldMs - voicedMs);
    setTimer(draft, 'barge-in-commit', timings.bargeInCommitMs - voicedMs);
  }
}

export function onVoiceEnd(draft: Draft, event: CallEventOf<'caller-voice-end'>): void {
  patchCaller(draft, { isVoiced: false, voiceEndedAtMs: event.endedAtMs });
  cancelTimer(draft, 'barge-in-hold');
  cancelTimer(draft, 'barge-in-commit');
  armEndOfTurn(draft);
  prepareAnswer(draft);
}

export function onInterim(draft: Draft, event: CallEventOf<'caller-interim'>): void {
  hear(draft, { interim: event.text });
}

export function onFinal(draft: Draft, event: CallEventOf<'caller-final'>): void {
  const { finals } = draft.state.callerTurn;
  const text = event.text.trim();
  hear(draft, {
    interim: '',
    finals: finals === '' ? text : `${finals} ${text}`,
    finalAtMs: draft.atMs,
  });
}

function hear(
  draft: Draft,
  heard: Pick<CallerTurn, 'interim'> & Partial<Pick<CallerTurn, 'finals' | 'finalAtMs'>>,
): void {
  const before = draft.state.callerTurn;
  const said = joined({ ...before, ...heard });
  if (before.decidedText !== undefined && !addsToDecided(draft.state, before.decidedText, said)) {
    // Only the settled form of what was decided already: it changes nothing.
    if (heard.finals === undefined) return;
    patchCaller(draft, { decidedText: undefined, finals: '' });
    return noteLateFinal(draft);
  }
  const known = joined(before);
  patchCaller(draft, {
    ...heard,
    decidedText: undefined,
    startedAtMs: before.startedAtMs ?? draft.atMs,
    changedAtMs: said === known ? before.changedAtMs : draft.atMs,
    toldAtMs: draft.atMs,
    stableAtMs: isSameText(said, known) ? before.stableAtMs : draft.atMs,
  });
  if (said === '') return;
  patch(draft, { hasAskedForSign: false });
  if (joined(before) === '') setTimer(draft, 'monologue', draft.state.timings.monologueMs);
  if (before.decidedText !== undefined) reopenCallerTurn(draft, { contains: true });
  interrupt(draft, said);
  armEndOfTurn(draft);
  prepareAnswer(draft);
}

/** The words that are being answered are settled only now. */
function noteLateFinal(draft: Draft): void {
  const latency = draft.state.agentTurn?.latency;
  if (latency !== undefined && 'endOfTurnMs' in latency) noteLatency(draft, 'finalMs');
}

/** Words over the agent's speech take the floor, unless they only say « go on ». */
function interrupt(draft: Draft, said: string): void {
  const turn = draft.state.agentTurn;
  if (turn === undefined || turn.isProtected) return;
  if (turn.isAudible) {
    if (!isBackchannel(said)) commitInterruption(draft);
  } else if (turn.model === 'running') {
    reopenCallerTurn(draft, { contains: false });
  }
}

export function onBargeInHold(draft: Draft): void {
  const turn = draft.state.agentTurn;
  if (turn === undefined || turn.isProtected || turn.isHeld || !turn.isAudible) return;
  patchAgent(draft, { isHeld: true });
  draft.effects.push({ type: 'hold-playback' });
  setTimer(draft, 'barge-in-resume', draft.state.timings.bargeInResumeMs);
}

export function onBargeInCommit(draft: Draft): void {
  if (draft.state.agentTurn?.isHeld) commitInterruption(draft);
}

/** Neither words nor a long sound: it was a cough, or « mm-hm ». The phrase that was cut is said again. */
export function onBargeInResume(draft: Draft): void {
  if (!draft.state.agentTurn?.isHeld) return;
  const { callerTurn, timings } = draft.state;
  // Still audible: it is words, or a sound long enough to commit. Just over: what it was is told in a moment.
  if (callerTurn.isVoiced) return setTimer(draft, 'barge-in-resume', timings.bargeInWordsMs);
  const wordsDueMs = (callerTurn.voiceEndedAtMs ?? 0) + timings.bargeInWordsMs;
  if (joined(callerTurn) === '' && draft.atMs < wordsDueMs) {
    return setTimer(draft, 'barge-in-resume', wordsDueMs - draft.atMs);
  }
  patchAgent(draft, { isHeld: false });
  if (isBackchannel(joined(callerTurn))) {
    patch(draft, { callerTurn: clearedCallerTurn(callerTurn) });
    cancelTimer(draft, 'end-of-turn');
  }
  draft.effects.push({ type: 'resume-playback' });
}

/** The caller takes the floor, unless what is said must be heard. */
export function commitInterruption(draft: Draft): void {
  const turn = draft.state.agentTurn;
  if (turn === undefined || turn.isProtected) return;
  for (const name of ['barge-in-hold', 'barge-in-commit', 'barge-in-resume'] as const) {
    cancelTimer(draft, name);
  }
  draft.effects.push({ type: 'cut-turn', turnId: turn.turnId });
}

/** Starts to wait for the end of the caller's turn, as long as their words and the question ask for. */
export function armEndOfTurn(draft: Draft): void {
  const { callerTurn, timings } = draft.state;
  const text = joined(callerTurn);
  if (text === '') {
    if (!draft.state.wasCut) return;
    const stuckMs = callerTurn.isVoiced ? timings.stuckVoiceMs : 0;
    setTimer(draft, 'end-of-turn', timings.incompleteMs + stuckMs);
    return;
  }
  cancelTimer(draft, 'silence');
  if (callerTurn.isVoiced) {
    setTimer(draft, 'end-of-turn', timings.stuckVoiceMs);
    return;
  }
  const silenceMs = endOfTurnSilenceMs({
    text,
    settled: settledness(draft.state),
    expected: expectedAnswer(draft.state),
    timings,
  });
  const endedAtMs = callerTurn.voiceEndedAtMs ?? callerTurn.changedAtMs;
  setTimer(draft, 'end-of-turn', endedAtMs + silenceMs - draft.atMs);
}

/** Somebody speaks without end: what they have said so far is answered. */
export function onMonologue(draft: Draft): void {
  if (draft.state.agentTurn === undefined && joined(draft.state.callerTurn) !== '') {
    onEndOfTurn(draft);
    // Who does not stop would cut the answer too.
    patchAgent(draft, { isProtected: true });
  }
}

export function onEndOfTurn(draft: Draft): void {
  const { callerTurn, agentTurn } = draft.state;
  const text = joined(callerTurn);
  // While the agent has the floor the words wait: they are taken when it yields.
  if (agentTurn !== undefined) return;
  if (text === '') {
    openTurn(draft);
    sayNotUnderstood(draft);
    return closeTurn(draft);
  }
  cancelTimer(draft, 'monologue');
  const wasFinal = callerTurn.interim === '';
  patch(draft, { callerTurn: clearedCallerTurn(callerTurn, wasFinal ? undefined : text) });
  decideCallerTurn(draft, {
    text,
    startedAtMs: callerTurn.startedAtMs ?? callerTurn.changedAtMs,
    endedAtMs: callerTurn.voiceEndedAtMs ?? callerTurn.changedAtMs,
    stableAtMs: callerTurn.stableAtMs,
    finalAtMs: wasFinal ? callerTurn.finalAtMs : undefined,
  });
}

/** True when the words go beyond what was decided: a corrected ending does not, nor « oui » followed by « tout à fait ». */
function addsToDecided(state: CallState, decided: string, said: string): boolean {
  const answer = parseYesNo(decided);
  if (state.agentTurn?.isAnswer === true && answer === parseYesNo(said)) return false;
  return addsWords(decided, said);
}

function addsWords(decided: string, said: string): boolean {
  const wordCount = (text: string): number =>
    text.split(/\s+/).filter((word) => /\p{L}|\d/u.test(word)).length;
  return wordCount(said) > wordCount(decided);
}
