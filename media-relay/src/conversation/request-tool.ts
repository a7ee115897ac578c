import type { RemoteToolName } from '@standardiste/shared/contracts/tools.ts';
import type { ToolResult } from '../tools/conversation-tools.ts';
import { patch, patchAgent, remember, setTimer, type Draft } from './draft.ts';

/** Gives the model a result; it is asked again once all tools of the turn have answered. */
export function answerTool(
  draft: Draft,
  call: { readonly toolCallId: string; readonly name: string },
  result: ToolResult,
): void {
  remember(draft, { role: 'tool', toolCallId: call.toolCallId, name: call.name, result });
  patchAgent(draft, { hasNewResult: true });
}

/** Sends a request to the function that owns the tool, and waits for it no longer than `timeoutMs`. */
export function requestTool(
  draft: Draft,
  name: string,
  tool: RemoteToolName,
  timeoutMs: number,
  request: { readonly toolCallId: string; readonly arguments: Readonly<Record<string, unknown>> },
): void {
  const { agentTurn, pendingTools } = draft.state;
  if (agentTurn === undefined) return;
  const { toolCallId } = request;
  patch(draft, {
    pendingTools: [
      ...pendingTools,
      { toolCallId, name, turnId: agentTurn.turnId, startedAtMs: draft.atMs },
    ],
  });
  draft.effects.push({
    type: 'call-tool',
    toolCallId,
    tool,
    arguments: request.arguments,
    notAfterMs: draft.atMs + timeoutMs,
  });
  setTimer(draft, `tool:${toolCallId}`, timeoutMs);
  setTimer(draft, 'filler', draft.state.timings.fillerMs);
}
