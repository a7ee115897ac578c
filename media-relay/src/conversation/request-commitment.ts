import type { Confirmation } from './call-state.ts';
import { commitmentId, type Commitment } from './commitment.ts';
import { patch, patchAgent, type Draft } from './draft.ts';
import { requestTool } from './request-tool.ts';

type AgreedTo = Extract<Confirmation, { readonly kind: Commitment }>;

/**
 * Asks the calendar for what the caller has just agreed to. Every decision is a new request with a number of its own, so that a
 * retry is none.
 */
export function requestCommitment(
  draft: Draft,
  confirmation: AgreedTo,
  argumentsFor: (generation: number) => Readonly<Record<string, unknown>>,
): void {
  const generation = draft.state.bookingGeneration + 1;
  const { kind } = confirmation;
  patch(draft, { bookingGeneration: generation, confirmation });
  patchAgent(draft, { isProtected: true });
  requestTool(draft, kind, `calendar.${kind}`, draft.state.timings.bookingMs, {
    toolCallId: commitmentId(kind, generation),
    arguments: argumentsFor(generation),
  });
}
