import { conversationTools } from '../tools/conversation-tools.ts';
import { allowedTools } from './ask-model.ts';
import type { CallEventOf } from './call-event.ts';
import type { LookAhead } from './call-state.ts';
import { isSameText } from './caller-words.ts';
import { cancelTimer, noteLatency, patch, setTimer, type Draft } from './draft.ts';
import { readResult } from './read-result.ts';
import { answerTool } from './request-tool.ts';

const { search_knowledge: searchKnowledge } = conversationTools;

/**
 * The answer that is prepared wants to look something up: it may begin, for it changes nothing, while the caller may still go on.
 * What it finds waits until the turn is decided.
 */
export function onPreparedToolCall(draft: Draft, event: CallEventOf<'prepared-tool-call'>): void {
  const { preparation, profile } = draft.state;
  if (preparation?.turnId !== event.turnId || event.call.name !== searchKnowledge.name) return;
  const parsed = searchKnowledge.arguments.safeParse(event.call.arguments);
  if (!parsed.success || profile.knowledge?.looksAhead === false) return;
  if (!allowedTools(profile).includes(searchKnowledge)) return;
  begin(draft, parsed.data.question);
}

function begin(draft: Draft, question: string): void {
  const { lookAhead, nextToolNumber, timings } = draft.state;
  if (lookAhead !== undefined && isSameText(lookAhead.question, question)) return;
  discardLookAhead(draft);
  const toolCallId = `ahead-${nextToolNumber}`;
  patch(draft, {
    nextToolNumber: nextToolNumber + 1,
    lookAhead: { toolCallId, question, startedAtMs: draft.atMs, outcome: undefined },
  });
  draft.effects.push({
    type: 'call-tool',
    toolCallId,
    tool: 'knowledge.search',
    arguments: { question, limit: 3 },
    notAfterMs: draft.atMs + timings.knowledgeMs,
  });
  setTimer(draft, `tool:${toolCallId}`, timings.knowledgeMs);
}

/** Gives the model what was found ahead, or waits for the rest of it. False when nothing was looked up for this question. */
export function takeLookAhead(
  draft: Draft,
  call: { readonly toolCallId: string; readonly name: string },
  question: string,
): boolean {
  const { lookAhead, agentTurn, pendingTools, timings } = draft.state;
  if (lookAhead === undefined || agentTurn === undefined) return false;
  if (!isSameText(lookAhead.question, question)) {
    discardLookAhead(draft);
    return false;
  }
  patch(draft, { lookAhead: undefined });
  const { toolCallId, outcome, startedAtMs } = lookAhead;
  if (outcome !== undefined) {
    noteLatency(draft, 'toolMs');
    answerTool(draft, call, resultOf(draft, call.name, outcome));
    return true;
  }
  const pending = { toolCallId, name: call.name, turnId: agentTurn.turnId, startedAtMs };
  patch(draft, { pendingTools: [...pendingTools, { ...pending, askedAs: call.toolCallId }] });
  setTimer(draft, 'filler', timings.fillerMs);
  return true;
}

function resultOf(draft: Draft, name: string, outcome: NonNullable<LookAhead['outcome']>) {
  return outcome.type === 'done' ? readResult(draft, name, outcome.result) : outcome;
}

/** Keeps what was found ahead until it is asked for. False when this is another tool's outcome. */
export function keepFound(
  draft: Draft,
  toolCallId: string,
  outcome: NonNullable<LookAhead['outcome']>,
): boolean {
  const { lookAhead } = draft.state;
  if (lookAhead?.toolCallId !== toolCallId) return false;
  cancelTimer(draft, `tool:${toolCallId}`);
  patch(draft, { lookAhead: { ...lookAhead, outcome } });
  return true;
}

/** What was looked up ahead is not what is asked: it is forgotten and counted. */
export function discardLookAhead(draft: Draft): void {
  const { lookAhead, wastedLookUpCount } = draft.state;
  if (lookAhead === undefined) return;
  patch(draft, { lookAhead: undefined, wastedLookUpCount: wastedLookUpCount + 1 });
  if (lookAhead.outcome !== undefined) return;
  const { toolCallId } = lookAhead;
  cancelTimer(draft, `tool:${toolCallId}`);
  draft.effects.push({ type: 'withdraw-tool', toolCallId });
}
