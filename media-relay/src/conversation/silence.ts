import {
  cancelTimer,
  closeTurn,
  openTurn,
  patch,
  say,
  sayTurn,
  setTimer,
  type Draft,
} from './draft.ts';
import { phrases } from './phrases.ts';

/** Nobody has spoken for a while: ask once, and when nobody answers say goodbye. */
export function onSilence(draft: Draft): void {
  const { agentTurn, pendingTools, hasAskedForSign } = draft.state;
  if (agentTurn !== undefined || pendingTools.length > 0) return armSilence(draft);
  if (!hasAskedForSign) {
    patch(draft, { hasAskedForSign: true });
    return sayTurn(draft, phrases.stillThere);
  }
  patch(draft, { stage: 'close' });
  sayTurn(draft, phrases.giveUp, { isProtected: true, afterwards: 'hang-up' });
}

/** Waits for somebody to speak; longer once the caller was asked for a sign of life. */
export function armSilence(draft: Draft): void {
  const { silenceMs, giveUpMs } = draft.state.timings;
  setTimer(draft, 'silence', draft.state.hasAskedForSign ? giveUpMs - silenceMs : silenceMs);
}

/** Ends the call politely; the outcome is what was achieved. */
export function sayGoodbye(draft: Draft): void {
  patch(draft, { stage: 'close' });
  const text = phrases.goodbye(draft.state.profile);
  if (draft.state.agentTurn === undefined) {
    openTurn(draft, { isProtected: true, afterwards: 'hang-up' });
  }
  say(draft, text);
  closeTurn(draft);
  cancelTimer(draft, 'silence');
}
