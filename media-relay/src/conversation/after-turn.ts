import { isBackchannel } from '@standardiste/shared/french/backchannel.ts';
import { tellAnnouncement } from './announce.ts';
import { callOutcome } from './call-outcome.ts';
import { clearedCallerTurn, type AgentTurn } from './call-state.ts';
import { cancelTimer, patch, type Draft } from './draft.ts';
import { endIfFinished, tellTimeLeft } from './limits.ts';
import { joined } from './caller-words.ts';
import { armEndOfTurn } from './listen.ts';
import { prepareAnswer } from './prepare-answer.ts';
import { armSilence } from './silence.ts';
import { takenFrom } from './taken-words.ts';

/** « Oui » into the middle of a read-back says « go on »: what it agrees to was not heard yet. A refusal counts whenever it comes. */
function forgetEarlyConsent(draft: Draft): void {
  const { callerTurn, timings } = draft.state;
  const saidAtMs = callerTurn.voiceEndedAtMs ?? callerTurn.changedAtMs;
  if (callerTurn.isVoiced || draft.atMs - saidAtMs < timings.consentOverlapMs) return;
  if (!isBackchannel(joined(callerTurn))) return;
  cancelTimer(draft, 'end-of-turn');
  patch(draft, { callerTurn: clearedCallerTurn(callerTurn, takenFrom(callerTurn, draft.atMs)) });
}

/** The agent has yielded: hang up, take what the caller said meanwhile, or listen. */
export function decideWhatWaits(draft: Draft, turn: AgentTurn): void {
  if (turn.afterwards === 'hang-up') {
    patch(draft, { stage: 'ended' });
    draft.effects.push({ type: 'hang-up', outcome: callOutcome(draft.state) });
    return;
  }
  if (turn.afterwards === 'transfer') {
    patch(draft, { stage: 'transfer' });
    draft.effects.push({ type: 'transfer' });
    return;
  }
  if (draft.state.stage === 'identify') patch(draft, { stage: 'converse' });
  if (turn.isProtected && draft.state.confirmation?.step === 'asked') forgetEarlyConsent(draft);
  if (draft.state.isEnding === 'over') return void tellTimeLeft(draft);
  if (endIfFinished(draft)) return;
  if (joined(draft.state.callerTurn) !== '') {
    armEndOfTurn(draft);
    prepareAnswer(draft);
  } else if (tellAnnouncement(draft)) return;
  else if (tellTimeLeft(draft)) return;
  else armSilence(draft);
}
