import type { ModelToolCall } from '../engine/language-model.ts';
import type { ToolResult } from '../tools/conversation-tools.ts';
import type { Draft } from './draft.ts';
import { answerTool } from './request-tool.ts';

/** Does one thing that the model asked for. */
export type Runner = (draft: Draft, call: ModelToolCall) => void;

/** A runner that sees only arguments of the right shape; others come back to the model as a result. */
export function checked<Input>(
  schema: { safeParse(value: unknown): { success: true; data: Input } | { success: false } },
  run: (draft: Draft, call: ModelToolCall, input: Input) => void,
): Runner {
  return (draft, call) => {
    const parsed = schema.safeParse(call.arguments);
    if (parsed.success) run(draft, call, parsed.data);
    else answerTool(draft, call, refused('the arguments do not fit the schema'));
  };
}

/** Why the model does not get what it asked for. */
export function refused(reason: string): ToolResult {
  return { type: 'refused', reason };
}
