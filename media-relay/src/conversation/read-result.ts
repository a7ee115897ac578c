import { findSlotsResult, knowledgeSearchResult } from '@standardiste/shared/contracts/tools.ts';
import type { ToolResult } from '../tools/conversation-tools.ts';
import { offeredSlot } from '../tools/offered-slots.ts';
import { patch, patchAgent, type Draft } from './draft.ts';

/** A function's result as the model is to see it; what it makes possible is noted in the state. */
export function readResult(draft: Draft, name: string, value: unknown): ToolResult {
  return name === 'find_slots' ? readSlots(draft, value) : readPassages(draft, value);
}

function readSlots(draft: Draft, value: unknown): ToolResult {
  const { profile } = draft.state;
  const parsed = findSlotsResult.safeParse(value);
  if (!parsed.success) return { type: 'failed', reason: 'the calendar answered nonsense' };
  const { slots, alternatives, refusal } = parsed.data;
  patch(draft, { offeredSlots: [...slots, ...alternatives] });
  const offer = (slot: (typeof slots)[number]): unknown => offeredSlot(slot, profile, draft.atMs);
  return {
    type: 'slots',
    slots: slots.map(offer),
    alternatives: alternatives.map(offer),
    refusal,
  };
}

function readPassages(draft: Draft, value: unknown): ToolResult {
  const parsed = knowledgeSearchResult.safeParse(value);
  if (!parsed.success) return { type: 'failed', reason: 'the look-up answered nonsense' };
  const { isUnavailable, ...found } = parsed.data;
  if (isUnavailable === true) return { type: 'failed', reason: 'the documents cannot be reached' };
  if (found.isRelevant) {
    patch(draft, { hasAnsweredQuestion: true });
    const before = draft.state.agentTurn?.sources ?? [];
    const sources = found.passages.map(({ documentId }) => documentId);
    patchAgent(draft, { sources: [...new Set([...before, ...sources])] });
  }
  return { type: 'passages', ...found };
}
