import type { MindAnswer } from '../mind/mind.ts';
import { fragmentsOf, tokensOf } from '../mind/model-dialect.ts';

/** What goes into one `choices[0]` of a streamed chunk. */
export interface ChunkChoice {
  readonly delta: object;
  readonly finish_reason: string | null;
}

/** Cuts an answer into the deltas the vendor sends: role, words, then each call's name and its arguments in fragments. */
export function answerChoices(
  answer: MindAnswer,
  options: {
    readonly callIds: readonly string[];
    readonly fragmentLength: number;
    readonly isRefusal: boolean;
  },
): ChunkChoice[] {
  const hasCalls = answer.toolCalls.length > 0;
  return [
    open({ role: 'assistant', content: hasCalls && answer.text === '' ? null : '', refusal: null }),
    ...tokensOf(answer.text).map((token) =>
      open(options.isRefusal ? { refusal: token } : { content: token }),
    ),
    ...answer.toolCalls.flatMap((call, index) =>
      callDeltas(call, { index, id: options.callIds[index] ?? '', length: options.fragmentLength }),
    ),
    { delta: {}, finish_reason: hasCalls ? 'tool_calls' : 'stop' },
  ];
}

function callDeltas(
  call: MindAnswer['toolCalls'][number],
  { index, id, length }: { index: number; id: string; length: number },
): ChunkChoice[] {
  const fragments = fragmentsOf(JSON.stringify(call.arguments), length);
  return [
    open({
      tool_calls: [{ index, id, type: 'function', function: { name: call.name, arguments: '' } }],
    }),
    ...fragments.map((fragment) =>
      open({ tool_calls: [{ index, function: { arguments: fragment } }] }),
    ),
  ];
}

function open(delta: object): ChunkChoice {
  return { delta, finish_reason: null };
}
