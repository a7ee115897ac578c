import type { Confirmation } from './call-state.ts';
import { patch, patchAgent, say, type Draft } from './draft.ts';

/** Reads something back in the open turn, uninterruptible, and waits for yes or no. */
export function askToConfirm(draft: Draft, confirmation: Confirmation, text: string): void {
  patch(draft, { stage: 'confirm', confirmation, confirmationRetries: 0 });
  patchAgent(draft, { isHandled: true, isProtected: true });
  say(draft, text);
}
