import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { FaultRule } from '../faults.ts';
import { tokensOf, type ChunkChoice } from './answer-chunks.ts';
import type { ChatRequest } from './chat-request.ts';
import type { MindAnswer } from './mind.ts';

/** Where the objects take time and random identifiers from. */
export interface Stamps {
  readonly clock: Clock;
  readonly random: () => number;
}

/** The object of an answer that is not streamed. */
export function wholeCompletion(
  stamps: Stamps,
  request: ChatRequest,
  answer: MindAnswer,
  isRefusal: boolean,
): object {
  const calls = answer.toolCalls.map((call) => ({
    id: `call_${identifier(stamps)}`,
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
    ...completionHead(stamps, request, 'chat.completion'),
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

function completionHead(stamps: Stamps, request: ChatRequest, object: string): object {
  return {
    id: `chatcmpl-${identifier(stamps)}`,
    object,
    created: Math.floor(stamps.clock.now() / 1_000),
    model: request.model,
    system_fingerprint: null,
    service_tier: 'default',
  };
}

/** Counted roughly, a token a short word. */
export function usageOf(request: ChatRequest, answer: MindAnswer): object {
  const prompt = tokensOf(JSON.stringify(request.messages)).length;
  const completion = tokensOf(answer.text + JSON.stringify(answer.toolCalls)).length;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0 },
  };
}

/** Makes streamed chunks. With `include_usage`, usage is null in every chunk but the last, whose choices are empty. */
export function chunkMaker(
  stamps: Stamps,
  request: ChatRequest,
): (choice: ChunkChoice | null, usage?: object) => string {
  const head = completionHead(stamps, request, 'chat.completion.chunk');
  const hasUsage = request.stream_options?.include_usage === true;
  const hasPadding = request.stream_options?.include_obfuscation !== false;
  return (choice, usage) =>
    JSON.stringify({
      ...head,
      choices: choice === null ? [] : [{ index: 0, logprobs: null, ...choice }],
      ...(hasUsage ? { usage: usage ?? null } : {}),
      ...(hasPadding ? { obfuscation: identifier(stamps) } : {}),
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

/** Random letters and digits. */
export function identifier(stamps: Stamps): string {
  return Array.from({ length: 3 }, () => stamps.random().toString(36).slice(2, 10)).join('');
}
