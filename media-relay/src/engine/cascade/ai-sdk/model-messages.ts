import type {
  AssistantModelMessage,
  ModelMessage as SdkMessage,
  JSONValue,
  ToolCallPart,
} from 'ai';
import type { ModelMessage, ModelToolCall } from '../../language-model.ts';

type ToolMessage = Extract<ModelMessage, { role: 'tool' }>;

/**
 * The conversation in the AI SDK's words, repaired where a telephone call breaks the vendors' rules: consecutive messages of the
 * caller are joined (some chat templates refuse them), each tool call is followed by its result at once (the caller may have
 * spoken in between), a call whose result never came gets one that says so, and what the agent says before a call without anybody
 * in between belongs to it.
 */
export function toSdkMessages(
  messages: readonly ModelMessage[],
  options: { readonly opensWithCaller?: boolean } = {},
): SdkMessage[] {
  const results = new Map(
    messages.filter((message) => message.role === 'tool').map((tool) => [tool.toolCallId, tool]),
  );
  const sdkMessages: SdkMessage[] = [];
  for (const message of messages) append(sdkMessages, message, results);
  if (options.opensWithCaller && sdkMessages[0]?.role === 'assistant')
    sdkMessages.unshift({ role: 'user', content: '(La personne vient d’appeler.)' });
  return sdkMessages;
}

function append(
  sdkMessages: SdkMessage[],
  message: ModelMessage,
  results: Map<string, ToolMessage>,
): void {
  switch (message.role) {
    case 'caller':
      return appendCaller(sdkMessages, message.text);
    case 'agent': {
      const calls = message.toolCalls ?? [];
      if (message.text !== '' || calls.length > 0)
        appendAgent(sdkMessages, assistantMessage(message.text, calls));
      for (const call of calls) {
        sdkMessages.push(toolMessage(call, results.get(call.toolCallId)?.result ?? unanswered));
        results.delete(call.toolCallId);
      }
      return;
    }
    case 'tool': {
      // Already placed after its call; only a result whose call is not in the conversation is left.
      if (!results.delete(message.toolCallId)) return;
      const call = { toolCallId: message.toolCallId, name: message.name, arguments: {} };
      sdkMessages.push(assistantMessage('', [call]), toolMessage(call, message.result));
    }
  }
}

const unanswered = { type: 'failed', reason: 'no result' };

function appendCaller(sdkMessages: SdkMessage[], text: string): void {
  const last = sdkMessages.at(-1);
  if (last?.role === 'user' && typeof last.content === 'string')
    last.content = `${last.content}\n${text}`;
  else sdkMessages.push({ role: 'user', content: text });
}

function appendAgent(sdkMessages: SdkMessage[], message: AssistantModelMessage): void {
  const last = sdkMessages.at(-1);
  if (last?.role !== 'assistant') return void sdkMessages.push(message);
  last.content = [...contentOf(last), ...contentOf(message)];
}

function contentOf({ content }: AssistantModelMessage) {
  return typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
}

function assistantMessage(text: string, calls: readonly ModelToolCall[]): AssistantModelMessage {
  return {
    role: 'assistant',
    content: [
      ...(text === '' ? [] : [{ type: 'text' as const, text }]),
      ...calls.map(toolCallPart),
    ],
  };
}

function toolCallPart(call: ModelToolCall): ToolCallPart {
  return {
    type: 'tool-call',
    toolCallId: call.toolCallId,
    toolName: call.name,
    input: call.arguments,
    ...(call.vendorData === undefined
      ? {}
      : { providerOptions: call.vendorData as NonNullable<ToolCallPart['providerOptions']> }),
  };
}

function toolMessage(call: ModelToolCall, result: unknown): SdkMessage {
  return {
    role: 'tool',
    content: [
      {
        type: 'tool-result',
        toolCallId: call.toolCallId,
        toolName: call.name,
        output: { type: 'json', value: (result ?? null) as JSONValue },
      },
    ],
  };
}
