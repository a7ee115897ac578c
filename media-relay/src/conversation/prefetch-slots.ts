import type { CallState, SlotPrefetch } from './call-state.ts';
import { cancelTimer, noteLatency, patch, setTimer, type Draft } from './draft.ts';
import { readResult } from './read-result.ts';
import { answerTool } from './request-tool.ts';

/** Proposals at a time: more cannot be kept in mind on the phone. */
export const maxProposals = 3;

/**
 * A known caller most often wants an appointment, as soon as possible: the calendar is asked while they are being greeted. It
 * changes nothing; what nobody asks for is discarded.
 */
export function prefetchSlots(draft: Draft): void {
  const { nextToolNumber, timings } = draft.state;
  if (!mayPrefetch(draft.state)) return;
  const toolCallId = `prefetch-${nextToolNumber}`;
  const advisorId = ownAdvisorId(draft.state);
  const prefetch: SlotPrefetch = { toolCallId, advisorId, startedAtMs: draft.atMs };
  patch(draft, { nextToolNumber: nextToolNumber + 1, prefetch });
  draft.effects.push({
    type: 'call-tool',
    toolCallId,
    tool: 'calendar.find-slots',
    arguments: { windows: [], advisorId, limit: maxProposals },
    notAfterMs: draft.atMs + timings.lookupMs,
  });
  setTimer(draft, `tool:${toolCallId}`, timings.lookupMs);
}

function mayPrefetch({ caller, profile, prefetch }: CallState): boolean {
  return caller?.kind === 'known' && profile.actions.includes('book') && prefetch === undefined;
}

/** The advisor who is asked first: the caller's own. */
export function ownAdvisorId({ caller }: CallState): string | null {
  return caller?.kind === 'known' ? caller.advisorId : null;
}

/**
 * Gives the model the soonest slots that were prefetched, or waits for them if they are on their way. False when there are none for
 * this advisor, or they are too old to be spoken: then the calendar is to be asked anew.
 */
export function takePrefetched(
  draft: Draft,
  call: { readonly toolCallId: string; readonly name: string },
  advisorId: string | null,
): boolean {
  const { prefetch, agentTurn, pendingTools, timings } = draft.state;
  if (prefetch === undefined || agentTurn === undefined || prefetch.advisorId !== advisorId) {
    return false;
  }
  discardPrefetch(draft);
  const { toolCallId, startedAtMs, result } = prefetch;
  if (draft.atMs - startedAtMs > timings.prefetchFreshMs) return false;
  if (result !== undefined) {
    noteLatency(draft, 'toolMs');
    answerTool(draft, call, readResult(draft, call.name, result.value));
    return true;
  }
  const pending = { toolCallId, name: call.name, turnId: agentTurn.turnId, startedAtMs };
  patch(draft, { pendingTools: [...pendingTools, { ...pending, askedAs: call.toolCallId }] });
  setTimer(draft, `tool:${toolCallId}`, startedAtMs + timings.lookupMs - draft.atMs);
  setTimer(draft, 'filler', timings.fillerMs);
  return true;
}

/** Keeps what was prefetched. False when this is another tool's outcome. */
export function keepPrefetched(draft: Draft, toolCallId: string, value: unknown): boolean {
  const { prefetch } = draft.state;
  if (prefetch?.toolCallId !== toolCallId) return false;
  cancelTimer(draft, `tool:${toolCallId}`);
  patch(draft, { prefetch: { ...prefetch, result: { value } } });
  return true;
}

/** The prefetch failed or took too long: the calendar is asked when somebody asks. False when this is another tool. */
export function dropPrefetch(draft: Draft, toolCallId: string): boolean {
  if (draft.state.prefetch?.toolCallId !== toolCallId) return false;
  discardPrefetch(draft);
  return true;
}

/** What is free has changed, or was asked for. */
export function discardPrefetch(draft: Draft): void {
  const { prefetch } = draft.state;
  if (prefetch === undefined) return;
  patch(draft, { prefetch: undefined });
  cancelTimer(draft, `tool:${prefetch.toolCallId}`);
}
