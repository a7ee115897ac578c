import { tellAnnouncement } from './announce.ts';
import { callOutcome } from './call-outcome.ts';
import type { AgentTurn } from './call-state.ts';
import { patch, type Draft } from './draft.ts';
import { endIfFinished, tellTimeLeft } from './limits.ts';
import { joined } from './caller-words.ts';
import { armEndOfTurn } from './listen.ts';
import { armSilence } from './silence.ts';

/** The agent has yielded: hang up, take what the caller said meanwhile, or listen. */
export function decideWhatWaits(draft: Draft, turn: AgentTurn): void {
  if (turn.afterwards === 'hang-up') {
    patch(draft, { stage: 'ended' });
    draft.effects.push({ type: 'hang-up', outcome: callOutcome(draft.state) });
    return;
  }
  if (draft.state.stage === 'identify') patch(draft, { stage: 'converse' });
  if (draft.state.isEnding === 'over') return void tellTimeLeft(draft);
  if (endIfFinished(draft)) return;
  if (joined(draft.state.callerTurn) !== '') armEndOfTurn(draft);
  else if (tellAnnouncement(draft)) return;
  else if (tellTimeLeft(draft)) return;
  else armSilence(draft);
}
