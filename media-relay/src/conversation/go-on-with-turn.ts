import { askModel, maxModelSteps } from './ask-model.ts';
import { closeTurn, setTimer, type Draft } from './draft.ts';
import { sayNotUnderstood } from './not-understood.ts';

/** After a response or a tool result: ask again, wait for a tool, or end the turn. */
export function goOnWithTurn(draft: Draft): void {
  const turn = draft.state.agentTurn;
  if (turn === undefined || turn.isClosed || turn.model === 'running') return;
  if (draft.state.pendingTools.some((tool) => tool.turnId === turn.turnId)) {
    setTimer(draft, 'filler', draft.state.timings.fillerMs);
    return;
  }
  if (turn.hasNewResult && !turn.isHandled && turn.modelSteps < maxModelSteps)
    return askModel(draft);
  if (!turn.hasSpoken) sayNotUnderstood(draft);
  closeTurn(draft);
}
