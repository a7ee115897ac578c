import { isCommitment } from './commitment.ts';
import { cancelTimer, patch, type Draft } from './draft.ts';

/** Takes back what is asked of functions. What the caller has agreed to may take effect all the same, and is told if it does. */
export function giveUpTools(draft: Draft): void {
  const { pendingTools, lateBookings } = draft.state;
  for (const { toolCallId } of pendingTools) {
    draft.effects.push({ type: 'withdraw-tool', toolCallId });
    cancelTimer(draft, `tool:${toolCallId}`);
  }
  const agreed = pendingTools.filter(({ name }) => isCommitment(name));
  patch(draft, {
    pendingTools: [],
    lateBookings: [...lateBookings, ...agreed.map(({ toolCallId }) => toolCallId)],
  });
}
