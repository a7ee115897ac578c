import { closeTurn, patch, patchAgent, sayTurn, setTimer, type Draft } from './draft.ts';
import { phrases } from './phrases.ts';

/** Starts to count the longest time that a call may take. */
export function armDuration(draft: Draft): void {
  const { callMaxMs, callWarningMs } = draft.state.timings;
  const sinceStartMs = draft.atMs - draft.state.startedAtMs;
  setTimer(draft, 'duration', callMaxMs - callWarningMs - sinceStartMs);
}

/** The call has lasted long: the caller is told at the next chance, and a while later the call ends. */
export function onDuration(draft: Draft): void {
  if (draft.state.isEnding !== 'no') return endForTime(draft);
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
  if (draft.state.isEnding !== 'due' || draft.state.stage === 'confirm') return false;
  patch(draft, { isEnding: 'told' });
  sayTurn(draft, phrases.oneMinuteLeft);
  return true;
}

function endForTime(draft: Draft): void {
  patch(draft, { stage: 'close', isEnding: 'over', confirmation: undefined });
  const turn = draft.state.agentTurn;
  if (turn === undefined) return void tellTimeLeft(draft);
  if (turn.isHeld) draft.effects.push({ type: 'resume-playback' });
  if (turn.model === 'running') draft.effects.push({ type: 'stop-model', turnId: turn.turnId });
  patchAgent(draft, { model: 'idle', isHeld: false, isProtected: true });
  closeTurn(draft);
}
