import type { ToolResult } from '../tools/conversation-tools.ts';
import type { CallEventOf } from './call-event.ts';
import type { PendingTool } from './call-state.ts';
import { onAppointmentsListed, waitsForAppointments } from './appointments.ts';
import { isCommitment } from './commitment.ts';
import { onCommitmentFailed, onCommitted, onLateCommitment } from './commitment-outcome.ts';
import { cancelTimer, noteLatency, patch, type Draft } from './draft.ts';
import { goOnWithTurn } from './go-on-with-turn.ts';
import { keepFound } from './look-ahead.ts';
import { dropPrefetch, keepPrefetched } from './prefetch-slots.ts';
import { readResult } from './read-result.ts';
import { answerTool } from './request-tool.ts';

export function onToolDone(draft: Draft, event: CallEventOf<'tool-done'>): void {
  const { toolCallId, result } = event;
  const tool = takePending(draft, toolCallId);
  if (tool === undefined) {
    if (keepFound(draft, toolCallId, { type: 'done', result })) return;
    if (keepPrefetched(draft, toolCallId, result)) return;
    return onLateOutcome(draft, toolCallId, result);
  }
  if (!isCommitment(tool.name) && draft.state.agentTurn?.turnId !== tool.turnId) {
    // Whoever asked no longer has the floor.
    return countDropped(draft);
  }
  noteLatency(draft, 'toolMs', draft.atMs);
  if (isCommitment(tool.name)) return onCommitted(draft, toolCallId, result);
  if (waitsForAppointments(tool)) {
    onAppointmentsListed(draft, tool, result);
    return goOnWithTurn(draft);
  }
  giveToModel(draft, tool, readResult(draft, tool.name, result));
}

export function onToolFailed(draft: Draft, event: CallEventOf<'tool-failed'>): void {
  const { toolCallId, reason } = event;
  const tool = takePending(draft, toolCallId);
  if (tool === undefined) {
    if (keepFound(draft, toolCallId, { type: 'failed', reason })) return;
    if (dropPrefetch(draft, toolCallId)) return;
    return onLateOutcome(draft, toolCallId, undefined);
  }
  if (isCommitment(tool.name)) return onCommitmentFailed(draft, 'failed', toolCallId);
  giveToModel(draft, tool, { type: 'failed', reason });
}

const tookTooLong = { type: 'failed', reason: 'the look-up took too long' } as const;

/** Tools that only read: whether one still runs changes nothing, so nobody waits to learn it. */
const readOnly: ReadonlySet<string> = new Set(['search_knowledge']);

/** The time limit passed: take the request back before anything else is offered. */
export function onToolTimer(draft: Draft, toolCallId: string): void {
  const pending = draft.state.pendingTools.find((tool) => tool.toolCallId === toolCallId);
  const isAhead = keepFound(draft, toolCallId, tookTooLong) || dropPrefetch(draft, toolCallId);
  if (pending === undefined && !isAhead) return;
  draft.effects.push({ type: 'withdraw-tool', toolCallId });
  if (pending === undefined || !readOnly.has(pending.name)) return;
  takePending(draft, toolCallId);
  giveToModel(draft, pending, tookTooLong);
}

export function onToolWithdrawn(draft: Draft, event: CallEventOf<'tool-withdrawn'>): void {
  const tool = takePending(draft, event.toolCallId);
  if (tool === undefined) return;
  if (isCommitment(tool.name)) {
    return onCommitmentFailed(draft, event.isWithdrawn ? 'withdrawn' : 'late', tool.toolCallId);
  }
  giveToModel(draft, tool, tookTooLong);
}

/** The outcome of something that is no longer waited for: what the caller agreed to is told all the same, anything else is dropped. */
function onLateOutcome(draft: Draft, toolCallId: string, result: unknown): void {
  if (!draft.state.lateBookings.includes(toolCallId)) return countDropped(draft);
  onLateCommitment(draft, toolCallId, result);
}

function countDropped(draft: Draft): void {
  patch(draft, { droppedResultCount: draft.state.droppedResultCount + 1 });
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
  answerTool(draft, { name: tool.name, toolCallId: tool.askedAs ?? tool.toolCallId }, result);
  goOnWithTurn(draft);
}
