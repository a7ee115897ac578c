import type { FaultRule } from '../faults.ts';
import type { MindAnswer } from '../mind/mind.ts';
import { countTokens, type WireAnswer } from '../mind/model-dialect.ts';
import type { ChunkChoice } from './answer-chunks.ts';
import type { ChatRequest } from './chat-request.ts';

/** The object of an answer that is not streamed. */
export function wholeCompletion(wire: WireAnswer<ChatRequest>): object {
  const { request, answer, isRefusal } = wire;
  const calls = answer.toolCalls.map((call) => ({
    id: `call_${wire.identifier()}`,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }));
  const hasNoContent = isRefusal || answer.text === '';
  const message = {
    role: 'assistant',
    content: hasNoContent ? null : answer.text,
    refusal: isRefusal ? answer.text : null,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
  return {
    ...completionHead(wire, 'chat.completion'),
    choices: [
      {
        index: 0,
        message,
        logprobs: null,
        finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
      },
    ],
    usage: usageOf(request, answer),
  };
}

function completionHead(wire: WireAnswer<ChatRequest>, object: string): object {
  return {
    id: `chatcmpl-${wire.identifier()}`,
    object,
    created: Math.floor(wire.nowMs / 1_000),
    model: wire.request.model,
    system_fingerprint: null,
    service_tier: 'default',
  };
}

/** Counted roughly, a token a short word. */
export function usageOf(request: ChatRequest, answer: MindAnswer): object {
  const prompt = countTokens(request.messages);
  const completion = countTokens(answer.text + JSON.stringify(answer.toolCalls));
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0 },
  };
}

/** Makes streamed chunks. With `include_usage`, usage is null in every chunk but the last, whose choices are empty. */
export function chunkMaker(
  wire: WireAnswer<ChatRequest>,
): (choice: (ChunkChoice & object) | null, usage?: object) => object {
  const options = wire.request.stream_options;
  const head = completionHead(wire, 'chat.completion.chunk');
  return (choice, usage) => ({
    ...head,
    choices: choice === null ? [] : [{ index: 0, logprobs: null, ...choice }],
    ...(options?.include_usage === true ? { usage: usage ?? null } : {}),
    ...(options?.include_obfuscation === false ? {} : { obfuscation: wire.identifier() }),
  });
}

/** The vendor's error object for a fault. */
export function errorBody(fault: FaultRule): object {
  const isLimit = fault.status === 429;
  return {
    error: {
      message: isLimit
        ? 'Limit reached.'
        : 'The server had an error while processing your request.',
      type: isLimit ? 'requests' : 'server_error',
      param: null,
      code: fault.code === '' ? null : fault.code,
    },
  };
}
