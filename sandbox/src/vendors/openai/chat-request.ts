import { z } from 'zod';
import type { ModelProblem } from '../mind/model-dialect.ts';

/** The parts of a chat completion request that the simulator reads; others pass. (protocols/12 section 2.) */
const toolCall = z.object({
  id: z.string().min(1),
  type: z.literal('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
});
const textContent = z.union([
  z.string(),
  z
    .array(z.object({ type: z.literal('text'), text: z.string() }))
    .transform((parts) => parts.map(({ text }) => text).join('')),
]);
const message = z.discriminatedUnion('role', [
  z.object({ role: z.literal('system'), content: textContent }),
  z.object({ role: z.literal('developer'), content: textContent }),
  z.object({ role: z.literal('user'), content: textContent }),
  z.object({
    role: z.literal('assistant'),
    content: textContent.nullish(),
    tool_calls: z.array(toolCall).min(1).optional(),
  }),
  z.object({ role: z.literal('tool'), tool_call_id: z.string(), content: textContent }),
]);
export type ChatMessage = z.infer<typeof message>;

const tool = z.object({
  type: z.literal('function'),
  function: z.object({
    name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
    description: z.string().max(1_024).optional(),
    parameters: z.looseObject({ type: z.literal('object') }).optional(),
  }),
});
export type ChatTool = z.infer<typeof tool>['function'];

const chatRequest = z.object({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  tools: z.array(tool).min(1).max(128).optional(),
  tool_choice: z.union([z.enum(['none', 'auto', 'required']), z.looseObject({})]).optional(),
  stream: z.boolean().default(false),
  stream_options: z
    .object({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() })
    .nullish(),
  temperature: z.number().min(0).max(2).optional(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  reasoning_effort: z.string().nullish(),
});
export type ChatRequest = z.infer<typeof chatRequest>;

/** Reads a request's body as strictly as the vendor does. */
export function parseChatRequest(
  body: string,
): { request: ChatRequest } | { problem: ModelProblem } {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { problem: invalid('We could not parse the JSON body of your request.', null) };
  }
  const parsed = chatRequest.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      problem: invalid(issue?.message ?? 'invalid', issue?.path.map(String).join('.') ?? null),
    };
  }
  const problem = optionProblem(parsed.data) ?? orderProblem(parsed.data.messages);
  return problem === null ? { request: parsed.data } : { problem };
}

/** Options that do not go together, or not with the model's family. */
function optionProblem(request: ChatRequest): ModelProblem | null {
  if (request.stream_options != null && !request.stream)
    return invalid("'stream_options' is only allowed when 'stream' is enabled.", 'stream_options');
  const isReasoning = /^(gpt-[5-9]|o\d)/.test(request.model);
  if (!isReasoning)
    return request.reasoning_effort == null ? null : unsupported('reasoning_effort');
  if (request.max_tokens != null) return unsupported('max_tokens');
  const mayVary = request.temperature === undefined || request.reasoning_effort === 'none';
  return mayVary ? null : unsupported('temperature');
}

function unsupported(parameter: string): ModelProblem {
  const message = `Unsupported parameter: '${parameter}' is not supported with this model.`;
  return { ...invalid(message, parameter), code: 'unsupported_parameter' };
}

/** Every tool call is answered by tool messages before anything else, and no tool message stands alone. */
function orderProblem(messages: readonly ChatMessage[]): ModelProblem | null {
  let open = new Set<string>();
  for (const [index, entry] of messages.entries()) {
    if (entry.role === 'tool') {
      if (!open.delete(entry.tool_call_id))
        return invalid(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          `messages.[${index}].role`,
        );
      continue;
    }
    if (open.size > 0) return unansweredCalls(open, index);
    if (entry.role === 'assistant') open = new Set(entry.tool_calls?.map(({ id }) => id));
  }
  return open.size > 0 ? unansweredCalls(open, messages.length) : null;
}

function unansweredCalls(open: ReadonlySet<string>, index: number): ModelProblem {
  return invalid(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...open].join(', ')}`,
    `messages.[${index}].role`,
  );
}

function invalid(message: string, param: string | null): ModelProblem {
  return { status: 400, message, type: 'invalid_request_error', param, code: null };
}
