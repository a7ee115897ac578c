import type { ToolResult } from '../tools/conversation-tools.ts';
import { patch, remember, type Draft } from './draft.ts';

/** Puts a result into the history that no call of the model asked for: with a call of its own, so that vendors accept it. */
export function tellModel(draft: Draft, name: string, result: ToolResult): void {
  const toolCallId = `told-${draft.state.nextToolNumber}`;
  patch(draft, { nextToolNumber: draft.state.nextToolNumber + 1 });
  const turnId = draft.state.agentTurn?.turnId ?? 0;
  const call = { toolCallId, name, arguments: {} };
  remember(draft, { role: 'agent', turnId, text: '', toolCalls: [call] });
  remember(draft, { role: 'tool', toolCallId, name, result });
}
