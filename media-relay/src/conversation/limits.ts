import type { CallState } from './call-state.ts';
import { isCommitment } from './commitment.ts';
import { giveUpTools } from './give-up-tools.ts';
import { closeTurn, patch, patchAgent, sayTurn, setTimer, type Draft } from './draft.ts';
import { phrases } from './phrases.ts';

/** Starts to count the longest time that a call may take. */
export function armDuration(draft: Draft): void {
  const { callMaxMs, callWarningMs } = draft.state.timings;
  const sinceStartMs = draft.atMs - draft.state.startedAtMs;
  const warningMs = draft.state.isEnding === 'no' ? callWarningMs : 0;
  setTimer(draft, 'duration', callMaxMs - warningMs - sinceStartMs);
}

/**
 * The call has lasted long: the caller is told at the next chance, and a while later the call ends. What they are agreeing to just
 * then comes to its end first, and is told; the time for that is bounded.
 */
export function onDuration(draft: Draft): void {
  const { isEnding, stage, timings } = draft.state;
  switch (isEnding) {
    case 'no':
      return warn(draft);
    case 'due':
    case 'told':
      if (stage === 'confirm' || isCommitting(draft.state))
        return extend(draft, 'finishing', timings.callExtraMs);
      return endForTime(draft);
    case 'finishing':
      // Agreed to at the last moment: the calendar answers, or its own time limit passes.
      if (isCommitting(draft.state)) return extend(draft, 'last', timings.bookingMs + graceMs);
      return endForTime(draft);
    case 'last':
    case 'over':
      return endForTime(draft);
  }
}

/** For the outcome to be known after its time limit: the request is taken back first. */
const graceMs = 2_000;

function extend(draft: Draft, isEnding: 'finishing' | 'last', extraMs: number): void {
  patch(draft, { isEnding });
  setTimer(draft, 'duration', extraMs);
}

function isCommitting({ pendingTools }: CallState): boolean {
  return pendingTools.some(({ name }) => isCommitment(name));
}

/** The extra time was for one thing only. True when that is over, and the end is being said. */
export function endIfFinished(draft: Draft): boolean {
  const { isEnding, stage } = draft.state;
  if (isEnding !== 'finishing' && isEnding !== 'last') return false;
  if (stage === 'confirm' || isCommitting(draft.state)) return false;
  endForTime(draft);
  return true;
}

function warn(draft: Draft): void {
  setTimer(draft, 'duration', draft.state.timings.callWarningMs);
  patch(draft, { isEnding: 'due' });
  const { agentTurn, callerTurn } = draft.state;
  if (agentTurn === undefined && !callerTurn.isVoiced && callerTurn.finals === '')
    tellTimeLeft(draft);
}

/** Says that the end is near or has come, if that is due. True when it is being said. */
export function tellTimeLeft(draft: Draft): boolean {
  if (draft.state.isEnding === 'over') {
    sayTurn(draft, phrases.timeIsUp, { isProtected: true, afterwards: 'hang-up' });
    return true;
  }
  const { isEnding, stage } = draft.state;
  if (isEnding !== 'due' || stage === 'confirm' || stage === 'verify') return false;
  patch(draft, { isEnding: 'told' });
  sayTurn(draft, phrases.oneMinuteLeft);
  return true;
}

function endForTime(draft: Draft): void {
  giveUpTools(draft);
  patch(draft, { stage: 'close', isEnding: 'over', confirmation: undefined });
  const turn = draft.state.agentTurn;
  if (turn === undefined) return void tellTimeLeft(draft);
  if (turn.isHeld) draft.effects.push({ type: 'resume-playback' });
  if (turn.model === 'running') draft.effects.push({ type: 'stop-model', turnId: turn.turnId });
  patchAgent(draft, { model: 'idle', isHeld: false, isProtected: true });
  closeTurn(draft);
}
