import {
  sse,
  type ModelDialect,
  type ModelProblem,
  type WireAnswer,
} from '../mind/model-dialect.ts';
import { answerChoices, type ChunkChoice } from './answer-chunks.ts';
import { parseChatRequest, type ChatRequest } from './chat-request.ts';
import { chunkMaker, errorBody, usageOf, wholeCompletion } from './completion-objects.ts';

/** Where vendors of the same dialect differ. */
export interface OpenAiVariant {
  /** What stands before `/chat/completions`. */
  readonly basePath: string;
  authorise(headers: Headers, apiKey: string | undefined): ModelProblem | null;
  unknownModel(model: string): ModelProblem;
  /** Chunks before the first that carries a choice. */
  firstChunks(wire: WireAnswer<ChatRequest>): readonly object[];
  decorate(choice: ChunkChoice): ChunkChoice;
}

/** OpenAI's chat completions, or a vendor that speaks them. */
export function createOpenAiDialect(variant: OpenAiVariant): ModelDialect<ChatRequest> {
  return {
    operation: 'chat.completions',
    malformedFrame: 'data: {"id":"chatcmpl-\n\n',
    other: ({ method, path }, models) =>
      method === 'GET' && path === `${variant.basePath}/models`
        ? {
            object: 'list',
            data: models.map((id) => ({ id, object: 'model', owned_by: 'simulator' })),
          }
        : undefined,
    authorise: (headers, apiKey) => variant.authorise(headers, apiKey),
    read({ method, path }, body, { models }) {
      const route = `${method} ${path}`;
      if (route !== `POST ${variant.basePath}/chat/completions`)
        return { problem: { ...invalid, status: 404, message: `Invalid URL (${route})` } };
      const parsed = parseChatRequest(body);
      if ('problem' in parsed || models.includes(parsed.request.model)) return parsed;
      return { problem: variant.unknownModel(parsed.request.model) };
    },
    toMindInput: ({ messages, tools, tool_choice: choice }) => ({
      messages,
      tools: choice === 'none' ? [] : (tools ?? []).map(({ function: definition }) => definition),
    }),
    frames(wire) {
      if (!wire.request.stream) return null;
      const chunk = chunkMaker(wire);
      const hasUsage = wire.request.stream_options?.include_usage === true;
      const choices = answerChoices(wire.answer, {
        callIds: wire.answer.toolCalls.map(() => `call_${wire.identifier()}`),
        fragmentLength: wire.fragmentLength,
        isRefusal: wire.isRefusal,
      });
      return [
        ...variant.firstChunks(wire),
        ...choices.map((choice) => chunk(variant.decorate(choice))),
        ...(hasUsage ? [chunk(null, usageOf(wire.request, wire.answer))] : []),
        '[DONE]',
      ].map((data) => sse(data));
    },
    whole: wholeCompletion,
    problemBody: ({ status: _, ...error }) => ({ error }),
    faultBody: errorBody,
    faultFrame: (fault) => sse(errorBody(fault)),
  };
}

export const invalid: ModelProblem = {
  status: 400,
  message: '',
  type: 'invalid_request_error',
  param: null,
  code: null,
};

/** OpenAI itself: bearer keys, and nothing around the answer. */
export const openAiDialect = createOpenAiDialect({
  basePath: '/v1',
  authorise(headers, apiKey) {
    const key = /^Bearer (\S+)$/.exec(headers.get('authorization') ?? '')?.[1];
    if (key !== undefined && (apiKey === undefined || key === apiKey)) return null;
    const message =
      key === undefined
        ? "You didn't provide an API key."
        : `Incorrect API key provided: ${key.slice(0, 3)}***.`;
    return { ...invalid, status: 401, message, code: key === undefined ? null : 'invalid_api_key' };
  },
  unknownModel: (model) => ({
    ...invalid,
    status: 404,
    message: `The model \`${model}\` does not exist or you do not have access to it.`,
    code: 'model_not_found',
  }),
  firstChunks: () => [],
  decorate: (choice) => choice,
});
