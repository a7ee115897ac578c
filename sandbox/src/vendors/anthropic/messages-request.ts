import { z } from 'zod';
import type { MindInput, MindMessage } from '../mind/mind.ts';
import type { ModelProblem } from '../mind/model-dialect.ts';

/** The parts of a Messages request that the simulator reads; others pass. (protocols/12 section 4.) */
const text = z.object({
  type: z.literal('text'),
  text: z.string().min(1, 'text content blocks must be non-empty'),
});
const toolUse = z.object({
  type: z.literal('tool_use'),
  id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  name: z.string(),
  input: z.looseObject({}),
});
const toolResult = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: z.union([z.string(), z.array(text)]).optional(),
});
const content = z.union([z.string().min(1), z.array(z.union([text, toolUse, toolResult])).min(1)]);
const message = z.object({ role: z.enum(['user', 'assistant']), content });

const messagesRequest = z.object({
  model: z.string().min(1),
  max_tokens: z.int().min(1),
  system: z.union([z.string(), z.array(text)]).optional(),
  messages: z.array(message).min(1),
  tools: z
    .array(
      z.object({
        name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
        description: z.string().optional(),
        input_schema: z.looseObject({ type: z.literal('object') }),
      }),
    )
    .optional(),
  tool_choice: z.looseObject({ type: z.enum(['auto', 'any', 'tool', 'none']) }).optional(),
  stream: z.boolean().default(false),
  temperature: z.number().min(0).max(1).optional(),
});
export type MessagesRequest = z.infer<typeof messagesRequest>;
type Block = z.infer<typeof text | typeof toolUse | typeof toolResult>;

/** Families that refuse sampling parameters, and the version of the API under which all do. */
const withoutSampling = /^claude-(opus-4-[78]|(haiku|sonnet|opus|fable)-5)/;
const strictVersion = '2026-10-21';

/** Reads a request's body as strictly as the vendor does. */
export function parseMessagesRequest(
  body: string,
  version: string,
): { request: MessagesRequest } | { problem: ModelProblem } {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { problem: invalidRequest('The request body is not valid JSON.') };
  }
  const parsed = messagesRequest.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { problem: invalidRequest(`${issue?.path.join('.')}: ${issue?.message}`) };
  }
  const problem = samplingProblem(parsed.data, version) ?? orderProblem(parsed.data.messages);
  return problem === null ? { request: parsed.data } : { problem };
}

function samplingProblem(request: MessagesRequest, version: string): ModelProblem | null {
  const isRefused = version === strictVersion || withoutSampling.test(request.model);
  return isRefused && request.temperature !== undefined
    ? invalidRequest('`temperature` is not supported for this model.')
    : null;
}

/** A conversation begins with the user, and the message after a tool use begins with the result of each. */
function orderProblem(messages: MessagesRequest['messages']): ModelProblem | null {
  if (messages[0]?.role !== 'user')
    return invalidRequest('messages: first message must use the "user" role');
  let open: string[] = [];
  for (const [index, { role, content: body }] of messages.entries()) {
    const blocks = blocksOf(body);
    const leading = blocks.slice(0, open.length);
    const results = leading.flatMap((block) =>
      block.type === 'tool_result' ? [block.tool_use_id] : [],
    );
    const missing = open.filter((id) => !results.includes(id));
    if (missing.length > 0)
      return invalidRequest(
        `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}.`,
      );
    const allResults = blocks.filter((block) => block.type === 'tool_result');
    if (allResults.length > open.length)
      return invalidRequest(`messages.${index}: unexpected \`tool_use_id\` found in tool_result.`);
    open = role === 'assistant' ? blocks.flatMap((b) => (b.type === 'tool_use' ? [b.id] : [])) : [];
  }
  return open.length > 0
    ? invalidRequest('the conversation must not end with a tool use that has no result')
    : null;
}

export function invalidRequest(messageText: string): ModelProblem {
  return {
    status: 400,
    message: messageText,
    type: 'invalid_request_error',
    param: null,
    code: null,
  };
}

function blocksOf(body: MessagesRequest['messages'][number]['content']): readonly Block[] {
  return typeof body === 'string' ? [{ type: 'text', text: body }] : body;
}

/** The request as the simulated model sees it. */
export function toMindInput(request: MessagesRequest): MindInput {
  const { system, messages, tools, tool_choice: choice } = request;
  const prompt = typeof system === 'string' ? system : (system ?? []).map((b) => b.text).join('\n');
  return {
    messages: [
      ...(prompt === '' ? [] : [{ role: 'system' as const, content: prompt }]),
      ...messages.flatMap(toMindMessages),
    ],
    tools: choice?.type === 'none' ? [] : (tools ?? []).map(({ name }) => ({ name })),
  };
}

function toMindMessages({ role, content: body }: MessagesRequest['messages'][number]) {
  const blocks = blocksOf(body);
  const words = blocks.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
  if (role === 'assistant') {
    const calls = blocks.flatMap((block) =>
      block.type === 'tool_use'
        ? [
            {
              id: block.id,
              type: 'function' as const,
              function: { name: block.name, arguments: JSON.stringify(block.input) },
            },
          ]
        : [],
    );
    return [{ role, content: words, ...(calls.length > 0 ? { tool_calls: calls } : {}) }];
  }
  const results = blocks.flatMap((block): MindMessage[] =>
    block.type === 'tool_result'
      ? [{ role: 'tool', tool_call_id: block.tool_use_id, content: resultText(block.content) }]
      : [],
  );
  return words === '' ? results : [...results, { role, content: words } satisfies MindMessage];
}

function resultText(body: z.infer<typeof toolResult>['content']): string {
  return typeof body === 'string' ? body : (body ?? []).map((block) => block.text).join('');
}
