import { patch, say, type Draft } from './draft.ts';
import { phrases } from './phrases.ts';

/** After so many failures in a row the keypad is offered. */
const keypadAfter = 2;

/** Asks to say it again in the open turn; from the second time on, the keypad is offered too. */
export function sayNotUnderstood(draft: Draft): void {
  const misunderstoodCount = draft.state.misunderstoodCount + 1;
  patch(draft, { misunderstoodCount });
  say(draft, phrases.notUnderstood);
  if (misunderstoodCount < keypadAfter) return;
  say(draft, draft.state.stage === 'confirm' ? phrases.useKeypadYesNo : phrases.useKeypad);
}
