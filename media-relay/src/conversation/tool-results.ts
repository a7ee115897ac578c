import { findSlotsResult, knowledgeSearchResult } from '@standardiste/shared/contracts/tools.ts';
import type { ToolResult } from '../tools/conversation-tools.ts';
import { offeredSlot } from '../tools/offered-slots.ts';
import { goOnWithTurn } from './answer.ts';
import type { CallEventOf } from './call-event.ts';
import type { PendingTool } from './call-state.ts';
import { onBooked, onBookingFailed, onLateBooking } from './confirm.ts';
import { cancelTimer, noteLatency, patch, patchAgent, type Draft } from './draft.ts';
import { answerTool } from './request-tool.ts';

export function onToolDone(draft: Draft, event: CallEventOf<'tool-done'>): void {
  const tool = takePending(draft, event.toolCallId);
  if (tool === undefined) return onLateBooking(draft, event.toolCallId, event.result);
  noteLatency(draft, 'toolMs', draft.atMs);
  if (tool.name === 'book') return onBooked(draft, event.result, tool.toolCallId);
  giveToModel(draft, tool, readResult(draft, tool, event.result));
}

export function onToolFailed(draft: Draft, event: CallEventOf<'tool-failed'>): void {
  const tool = takePending(draft, event.toolCallId);
  if (tool === undefined) return onLateBooking(draft, event.toolCallId, undefined);
  if (tool.name === 'book') return onBookingFailed(draft, 'refused', tool.toolCallId);
  giveToModel(draft, tool, { type: 'failed', reason: event.reason });
}

/** The time limit passed: take the request back before anything else is offered. */
export function onToolTimer(draft: Draft, toolCallId: string): void {
  if (draft.state.pendingTools.some((tool) => tool.toolCallId === toolCallId)) {
    draft.effects.push({ type: 'withdraw-tool', toolCallId });
  }
}

export function onToolWithdrawn(draft: Draft, event: CallEventOf<'tool-withdrawn'>): void {
  const tool = takePending(draft, event.toolCallId);
  if (tool === undefined) return;
  if (tool.name === 'book') {
    return onBookingFailed(draft, event.isWithdrawn ? 'refused' : 'late', tool.toolCallId);
  }
  giveToModel(draft, tool, { type: 'failed', reason: 'the look-up took too long' });
}

function takePending(draft: Draft, toolCallId: string): PendingTool | undefined {
  const tool = draft.state.pendingTools.find((pending) => pending.toolCallId === toolCallId);
  if (tool === undefined) return undefined;
  patch(draft, {
    pendingTools: draft.state.pendingTools.filter((pending) => pending !== tool),
  });
  cancelTimer(draft, `tool:${toolCallId}`);
  cancelTimer(draft, 'filler');
  return tool;
}

function giveToModel(draft: Draft, tool: PendingTool, result: ToolResult): void {
  if (draft.state.agentTurn?.turnId !== tool.turnId) return;
  answerTool(draft, tool, result);
  goOnWithTurn(draft);
}

/** A function's result as the model is to see it; what it makes possible is noted in the state. */
function readResult(draft: Draft, tool: PendingTool, value: unknown): ToolResult {
  const { profile } = draft.state;
  if (tool.name === 'find_slots') {
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
  const parsed = knowledgeSearchResult.safeParse(value);
  if (!parsed.success) return { type: 'failed', reason: 'the look-up answered nonsense' };
  if (parsed.data.isRelevant) {
    patch(draft, { hasAnsweredQuestion: true });
    const sources = parsed.data.passages.map(({ documentId }) => documentId);
    patchAgent(draft, { sources: [...(draft.state.agentTurn?.sources ?? []), ...sources] });
  }
  return { type: 'passages', ...parsed.data };
}
