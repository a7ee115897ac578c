import type { FaultRule } from '../faults.ts';
import {
  countTokens,
  fragmentsOf,
  sse,
  tokensOf,
  type ModelDialect,
  type ModelProblem,
  type WireAnswer,
} from '../mind/model-dialect.ts';
import {
  invalidRequest,
  parseMessagesRequest,
  toMindInput,
  type MessagesRequest,
} from './messages-request.ts';

const versions = new Set(['2023-06-01', '2026-10-21']);

/** Anthropic's Messages API: named events, one block after the other, `ping` anywhere. */
export const anthropicDialect: ModelDialect<MessagesRequest> = {
  operation: 'messages',
  malformedFrame: 'event: content_block_delta\ndata: {"type":"content_\n\n',
  other: ({ method, path }, models) =>
    method === 'GET' && path === '/v1/models'
      ? { data: models.map((id) => ({ id, type: 'model', display_name: id })), has_more: false }
      : undefined,
  authorise(headers, apiKey) {
    const bearer = /^Bearer (\S+)$/.exec(headers.get('authorization') ?? '')?.[1];
    const key = headers.get('x-api-key') ?? bearer;
    if (key !== undefined && (apiKey === undefined || key === apiKey)) return null;
    return {
      ...invalidRequest(key === undefined ? 'x-api-key header is required' : 'invalid x-api-key'),
      status: 401,
      type: 'authentication_error',
    };
  },
  read({ method, path }, body, { headers, models }) {
    if (`${method} ${path}` !== 'POST /v1/messages') return { problem: notFound('Not Found') };
    const version = headers.get('anthropic-version') ?? '';
    if (!versions.has(version))
      return { problem: invalidRequest('anthropic-version: header is required') };
    const parsed = parseMessagesRequest(body, version);
    if ('problem' in parsed || models.includes(parsed.request.model)) return parsed;
    return { problem: notFound(`model: ${parsed.request.model}`) };
  },
  toMindInput,
  frames: (wire) => (wire.request.stream ? events(wire).map((e) => sse(e, e.type)) : null),
  whole: (wire) => ({
    ...head(wire),
    content: [
      ...(wire.answer.text === '' ? [] : [{ type: 'text', text: wire.answer.text }]),
      ...wire.answer.toolCalls.map((call) => ({
        type: 'tool_use',
        id: `toolu_${wire.identifier()}`,
        name: call.name,
        input: call.arguments,
      })),
    ],
    stop_reason: stopReason(wire),
    usage: { input_tokens: inputTokens(wire), output_tokens: outputTokens(wire) },
  }),
  problemBody: ({ type, message }) => ({ type: 'error', error: { type, message } }),
  faultBody: faultEvent,
  faultFrame: (fault) => sse(faultEvent(fault), 'error'),
};

interface Event {
  readonly type: string;
  readonly [field: string]: unknown;
}

function events(wire: WireAnswer<MessagesRequest>): Event[] {
  const { answer } = wire;
  const start = { ...head(wire), content: [], stop_reason: null };
  const usage = {
    input_tokens: inputTokens(wire),
    output_tokens: 1,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 0,
  };
  const textBlocks = answer.text === '' || wire.isRefusal ? [] : [answer.text];
  return [
    { type: 'message_start', message: { ...start, usage } },
    { type: 'ping' },
    ...textBlocks.flatMap((text, index) => textEvents(text, index)),
    ...answer.toolCalls.flatMap((call, index) =>
      toolEvents(call, {
        index: textBlocks.length + index,
        id: `toolu_${wire.identifier()}`,
        fragmentLength: wire.fragmentLength,
      }),
    ),
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason(wire), stop_sequence: null },
      usage: { output_tokens: outputTokens(wire) },
    },
    { type: 'message_stop' },
  ];
}

function textEvents(text: string, index: number): Event[] {
  return [
    { type: 'content_block_start', index, content_block: { type: 'text', text: '' } },
    ...tokensOf(text).map((token) => ({
      type: 'content_block_delta',
      index,
      delta: { type: 'text_delta', text: token },
    })),
    { type: 'content_block_stop', index },
  ];
}

/** Arguments come in fragments; the first is empty, and none at all means `{}`. */
function toolEvents(
  call: { readonly name: string; readonly arguments: object },
  options: { readonly index: number; readonly id: string; readonly fragmentLength: number },
): Event[] {
  const { index, id } = options;
  const json = JSON.stringify(call.arguments);
  const fragments = json === '{}' ? [] : fragmentsOf(json, options.fragmentLength);
  return [
    {
      type: 'content_block_start',
      index,
      content_block: { type: 'tool_use', id, name: call.name, input: {} },
    },
    ...['', ...fragments].map((fragment) => ({
      type: 'content_block_delta',
      index,
      delta: { type: 'input_json_delta', partial_json: fragment },
    })),
    { type: 'content_block_stop', index },
  ];
}

function head(wire: WireAnswer<MessagesRequest>): object {
  const { model } = wire.request;
  return {
    id: `msg_${wire.identifier()}`,
    type: 'message',
    role: 'assistant',
    model,
    stop_sequence: null,
  };
}

function stopReason({ isRefusal, answer }: WireAnswer<MessagesRequest>): string {
  if (isRefusal) return 'refusal';
  return answer.toolCalls.length > 0 ? 'tool_use' : 'end_turn';
}

function inputTokens({ request }: WireAnswer<MessagesRequest>): number {
  return countTokens([request.system ?? '', request.messages, request.tools ?? []]);
}

function outputTokens({ answer }: WireAnswer<MessagesRequest>): number {
  return countTokens(answer.text + JSON.stringify(answer.toolCalls));
}

const typeByStatus: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

function faultEvent(fault: FaultRule): object {
  const type = fault.code === '' ? (typeByStatus[fault.status] ?? 'api_error') : fault.code;
  return { type: 'error', error: { type, message: 'Simulated failure.' }, request_id: null };
}

function notFound(message: string): ModelProblem {
  return { ...invalidRequest(message), status: 404, type: 'not_found_error' };
}
