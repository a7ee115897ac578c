import { z } from 'zod';
import type { MindInput, MindMessage } from '../mind/mind.ts';
import type { ModelProblem } from '../mind/model-dialect.ts';

/** The parts of a generateContent request that the simulator reads; others pass. (protocols/12 section 6.) */
const part = z.object({
  text: z.string().optional(),
  functionCall: z
    .object({ id: z.string().nullish(), name: z.string(), args: z.looseObject({}).optional() })
    .optional(),
  functionResponse: z
    .object({ id: z.string().nullish(), name: z.string(), response: z.looseObject({}) })
    .optional(),
  thoughtSignature: z.string().optional(),
});
const content = z.object({ role: z.enum(['user', 'model']), parts: z.array(part).min(1) });

const generateRequest = z.object({
  contents: z.array(content).min(1),
  systemInstruction: z.object({ parts: z.array(z.object({ text: z.string() })) }).optional(),
  tools: z
    .array(
      z.object({
        functionDeclarations: z
          .array(
            z.object({
              name: z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/),
              description: z.string(),
              parameters: z.looseObject({}).optional(),
              parametersJsonSchema: z.looseObject({}).optional(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
  toolConfig: z
    .object({ functionCallingConfig: z.looseObject({ mode: z.string().optional() }).optional() })
    .optional(),
  generationConfig: z
    .looseObject({
      temperature: z.number().min(0).max(2).optional(),
      maxOutputTokens: z.int().min(1).optional(),
      thinkingConfig: z
        .object({
          thinkingLevel: z.enum(['minimal', 'low', 'medium', 'high']).optional(),
          thinkingBudget: z.int().optional(),
        })
        .optional(),
    })
    .optional(),
});

/** A request, with what its address says. */
export type GenerateRequest = z.infer<typeof generateRequest> & {
  readonly model: string;
  readonly isStreamed: boolean;
};
type Content = GenerateRequest['contents'][number];

/** Reads a request's body as strictly as the vendor does. */
export function parseGenerateRequest(
  body: string,
  address: { readonly model: string; readonly isStreamed: boolean },
): { request: GenerateRequest } | { problem: ModelProblem } {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { problem: invalidArgument('Invalid JSON payload received.') };
  }
  const parsed = generateRequest.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { problem: invalidArgument(`${issue?.path.join('.')}: ${issue?.message}`) };
  }
  const problem =
    orderProblem(parsed.data.contents) ?? signatureProblem(parsed.data.contents, address.model);
  return problem === null ? { request: { ...parsed.data, ...address } } : { problem };
}

/** A call of a function follows a turn of the user, and is answered by as many responses in the next. */
function orderProblem(contents: readonly Content[]): ModelProblem | null {
  for (const [index, { role, parts }] of contents.entries()) {
    const calls = parts.filter((each) => each.functionCall !== undefined).length;
    if (calls === 0) continue;
    if (role !== 'model' || contents[index - 1]?.role !== 'user')
      return invalidArgument(
        'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
      );
    const next = contents[index + 1]?.parts ?? [];
    if (next.filter((each) => each.functionResponse !== undefined).length !== calls)
      return invalidArgument(
        'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
      );
  }
  return null;
}

/** From its third generation on, Gemini wants the first call of a turn back with its signature. */
function signatureProblem(contents: readonly Content[], model: string): ModelProblem | null {
  if (!/^gemini-[3-9]/.test(model)) return null;
  const isUnsigned = contents.some(({ parts }) => {
    const first = parts.find((each) => each.functionCall !== undefined);
    return first !== undefined && first.thoughtSignature === undefined;
  });
  return isUnsigned
    ? invalidArgument('Function call is missing a thought_signature in functionCall parts.')
    : null;
}

export function invalidArgument(message: string): ModelProblem {
  return { status: 400, message, type: 'INVALID_ARGUMENT', param: null, code: null };
}

/** The request as the simulated model sees it. */
export function toMindInput(request: GenerateRequest): MindInput {
  const prompt = (request.systemInstruction?.parts ?? []).map(({ text }) => text).join('\n');
  const mode = request.toolConfig?.functionCallingConfig?.mode;
  return {
    messages: [
      ...(prompt === '' ? [] : [{ role: 'system' as const, content: prompt }]),
      ...request.contents.flatMap(toMindMessages),
    ],
    tools:
      mode === 'NONE' ? [] : (request.tools ?? []).flatMap((t) => t.functionDeclarations ?? []),
  };
}

function toMindMessages({ role, parts }: Content): MindMessage[] {
  const text = parts.map((each) => each.text ?? '').join('');
  const results = parts.flatMap(({ functionResponse }): MindMessage[] => {
    if (functionResponse === undefined) return [];
    const { id, name, response } = functionResponse;
    return [{ role: 'tool', tool_call_id: id ?? name, content: resultText(response) }];
  });
  if (role === 'user') return text === '' ? results : [...results, { role: 'user', content: text }];
  const calls = parts.flatMap(({ functionCall }) => {
    if (functionCall === undefined) return [];
    const { id, name, args } = functionCall;
    const call = { name, arguments: JSON.stringify(args ?? {}) };
    return [{ id: id ?? name, type: 'function' as const, function: call }];
  });
  return [{ role: 'assistant', content: text, ...(calls.length > 0 ? { tool_calls: calls } : {}) }];
}

/** Clients wrap what is no object: `{ name, content }`, `{ result }` or `{ output }`. */
function resultText(response: Readonly<Record<string, unknown>>): string {
  const inner = response['content'] ?? response['result'] ?? response['output'] ?? response;
  return typeof inner === 'string' ? inner : JSON.stringify(inner);
}
