import { isBackchannel } from '@standardiste/shared/french/backchannel.ts';
import type { CallEventOf } from './call-event.ts';
import { expectedAnswer, isSameText, joined, settledness } from './caller-words.ts';
import { clearedCallerTurn, type TakenWords } from './call-state.ts';
import { decideCallerTurn, lastCallerText, reopenCallerTurn } from './decide-turn.ts';
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
import { beyondTaken, relationToTaken, takenFrom, unsettled } from './taken-words.ts';

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
  hear(draft, { text: event.text, isFinal: false });
}

export function onFinal(draft: Draft, event: CallEventOf<'caller-final'>): void {
  hear(draft, { text: event.text, isFinal: true });
}

/** What the recogniser tells: a hypothesis, or an utterance that it has settled. */
interface Heard {
  readonly text: string;
  readonly isFinal: boolean;
}

function hear(draft: Draft, heard: Heard): void {
  const { taken } = draft.state.callerTurn;
  const said = taken && relationToTaken(draft.state, taken, { ...heard, atMs: draft.atMs });
  if (heard.isFinal || said === 'other') patchCaller(draft, { taken: undefined });
  if (taken === undefined || said === 'other') {
    takeIn(draft, heard);
    return interrupt(draft);
  }
  if (said === 'same') {
    // Only the settled form of what was taken already: it changes nothing.
    if (heard.isFinal) noteLateFinal(draft, unsettled(taken, heard.text));
    return;
  }
  const isReopened = taken.turnId !== undefined && reopenCallerTurn(draft, taken.turnId);
  if (!isReopened) {
    takeIn(draft, { ...heard, text: beyondTaken(taken, heard.text) });
    return interrupt(draft);
  }
  patchCaller(draft, {
    finals: taken.finals,
    taken: heard.isFinal ? undefined : taken.earlier,
  });
  takeIn(draft, { ...heard, text: beyondTaken(taken.earlier, heard.text) });
}

function takeIn(draft: Draft, { text, isFinal }: Heard): void {
  const before = draft.state.callerTurn;
  const settled = [before.finals, text.trim()].filter((part) => part !== '').join(' ');
  const heard = isFinal
    ? { interim: '', finals: settled, finalAtMs: draft.atMs }
    : { interim: text };
  const said = joined({ ...before, ...heard });
  const known = joined(before);
  patchCaller(draft, {
    ...heard,
    startedAtMs: before.startedAtMs ?? draft.atMs,
    changedAtMs: said === known ? before.changedAtMs : draft.atMs,
    toldAtMs: draft.atMs,
    stableAtMs: isSameText(said, known) ? before.stableAtMs : draft.atMs,
  });
  if (said === '') return;
  patch(draft, { hasAskedForSign: false });
  if (known === '') setTimer(draft, 'monologue', draft.state.timings.monologueMs);
  armEndOfTurn(draft);
  prepareAnswer(draft);
}

/** The words that are being answered are settled only now, up to those that are `left`. */
function noteLateFinal(draft: Draft, left: TakenWords | undefined): void {
  patchCaller(draft, { taken: left });
  const latency = draft.state.agentTurn?.latency;
  if (latency !== undefined && 'endOfTurnMs' in latency) noteLatency(draft, 'finalMs');
}

/** Words over the agent's speech take the floor, unless they only say « go on ». */
function interrupt(draft: Draft): void {
  const { agentTurn: turn, callerTurn } = draft.state;
  const said = joined(callerTurn);
  if (turn === undefined || turn.isProtected || said === '') return;
  if (turn.isAudible) {
    if (!isBackchannel(said)) commitInterruption(draft);
  } else if (turn.model === 'running') {
    const before = lastCallerText(draft.state);
    if (!reopenCallerTurn(draft, turn.turnId)) return;
    patchCaller(draft, { finals: [before, callerTurn.finals].filter(Boolean).join(' ') });
    armEndOfTurn(draft);
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
    patch(draft, { callerTurn: clearedCallerTurn(callerTurn, takenFrom(callerTurn, draft.atMs)) });
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
  const stopMs = Math.min(silenceMs, timings.hardStopMs);
  setTimer(draft, 'end-of-turn', endedAtMs + stopMs - draft.atMs);
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
  patch(draft, { callerTurn: clearedCallerTurn(callerTurn) });
  decideCallerTurn(draft, {
    text,
    startedAtMs: callerTurn.startedAtMs ?? callerTurn.changedAtMs,
    endedAtMs: callerTurn.voiceEndedAtMs ?? callerTurn.changedAtMs,
    stableAtMs: callerTurn.stableAtMs,
    finalAtMs: wasFinal ? callerTurn.finalAtMs : undefined,
  });
  const turnId = draft.state.agentTurn?.turnId;
  patchCaller(draft, { taken: takenFrom(callerTurn, draft.atMs, turnId) });
}
