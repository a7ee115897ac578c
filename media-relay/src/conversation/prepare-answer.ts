import { detectIntent, type Intent } from '@standardiste/shared/french/intent.ts';
import { isIncomplete } from '@standardiste/shared/french/incomplete.ts';
import { isRecogniserNoise } from '@standardiste/shared/french/noise.ts';
import { modelRequest } from './ask-model.ts';
import type { CallState } from './call-state.ts';
import { slotOf } from './end-of-turn.ts';
import { discardPreparation, patch, patchCaller, type Draft } from './draft.ts';
import { expectedAnswer, isSameText, joined, settledness } from './caller-words.ts';

/** So often per turn of the caller: someone who hesitates must not cost a request for every word. */
const maxPreparations = 3;

/** What code answers by itself, or does not answer at all. */
const needsNoModel = new Set<Intent>(['emergency', 'repeat', 'wait']);

/**
 * Lets the model answer what the caller seems to have said, before it is decided that they have finished. Nothing of it is spoken:
 * it is kept when the turn is decided with these words, and discarded and counted when it is not.
 */
export function prepareAnswer(draft: Draft): void {
  const text = joined(draft.state.callerTurn);
  const { preparation } = draft.state;
  if (preparation !== undefined) {
    if (isSameText(preparation.text, text)) return;
    discardPreparation(draft);
  }
  if (!mayPrepare(draft.state, text)) return;
  const turnId = draft.state.nextTurnId;
  const { preparationCount } = draft.state.callerTurn;
  patch(draft, { preparation: { turnId, text }, nextTurnId: turnId + 1 });
  patchCaller(draft, { preparationCount: preparationCount + 1 });
  const { history } = draft.state;
  const asDecided: CallState = {
    ...draft.state,
    stage: 'converse',
    history: [...history, { role: 'caller', text }],
  };
  draft.effects.push({
    type: 'prepare-answer',
    turnId,
    request: modelRequest(asDecided, draft.atMs),
  });
}

function mayPrepare(state: CallState, text: string): boolean {
  const { agentTurn, callerTurn, stage, pendingTools } = state;
  if (agentTurn !== undefined || pendingTools.length > 0 || stage !== 'converse') return false;
  if (callerTurn.isVoiced || callerTurn.preparationCount >= maxPreparations) return false;
  if (text === '' || isRecogniserNoise(text) || settledness(state) === 'stale') return false;
  return (
    !needsNoModel.has(detectIntent(text).intent) &&
    !isIncomplete(text, slotOf(expectedAnswer(state)))
  );
}
