import { joined } from './caller-words.ts';
import { patch, sayTurn, type Draft } from './draft.ts';

/** Tells something that nobody has asked for just now: at once if nobody speaks, else as soon as the agent has yielded. */
export function announce(draft: Draft, text: string): void {
  const { agentTurn, callerTurn } = draft.state;
  if (agentTurn === undefined && !callerTurn.isVoiced && joined(callerTurn) === '') {
    return sayTurn(draft, text);
  }
  patch(draft, { announcement: text });
}

/** True when something was to be told, and now is. */
export function tellAnnouncement(draft: Draft): boolean {
  const { announcement } = draft.state;
  if (announcement === undefined) return false;
  patch(draft, { announcement: undefined });
  sayTurn(draft, announcement);
  return true;
}
