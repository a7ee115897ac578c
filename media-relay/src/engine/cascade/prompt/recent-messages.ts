import type { ModelMessage } from '../../language-model.ts';

/** A telephone call rarely reaches these; they bound cost and delay when one does. */
const limits = { maxMessages: 40, maxCharacters: 24_000 } as const;

/**
 * The latest part of a conversation that fits the limits, beginning with something the caller said where possible, so that no
 * tool result loses the call it answers. The newest message is always kept.
 */
export function recentMessages(messages: readonly ModelMessage[]): readonly ModelMessage[] {
  let start = messages.length;
  let characters = 0;
  while (start > 0 && messages.length - start < limits.maxMessages) {
    characters += sizeOf(messages[start - 1] as ModelMessage);
    if (characters > limits.maxCharacters && start < messages.length) break;
    start -= 1;
  }
  if (start === 0) return messages;
  const firstCaller = messages.findIndex(({ role }, index) => index >= start && role === 'caller');
  return messages.slice(firstCaller === -1 ? start : firstCaller);
}

function sizeOf(message: ModelMessage): number {
  return message.role === 'tool' ? JSON.stringify(message.result).length : message.text.length;
}
