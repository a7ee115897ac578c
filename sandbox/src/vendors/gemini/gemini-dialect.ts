import type { FaultRule } from '../faults.ts';
import {
  countTokens,
  tokensOf,
  type ModelDialect,
  type ModelProblem,
  type ModelRoute,
  type WireAnswer,
} from '../mind/model-dialect.ts';
import {
  invalidArgument,
  parseGenerateRequest,
  toMindInput,
  type GenerateRequest,
} from './generate-request.ts';

/** Where the Gemini API and Vertex differ. */
export interface GeminiVariant {
  authorise(headers: Headers, apiKey: string | undefined): ModelProblem | null;
  /** The model that a path names, without its method; undefined when the path is none of this vendor's. */
  modelIn(path: string): string | undefined;
  /** Whether calls carry an id. */
  readonly hasCallIds: boolean;
  other(route: ModelRoute, models: readonly string[]): object | undefined;
}

/** Gemini's generateContent: each event is a whole response, calls come whole, and the stream just ends. */
export function createGeminiDialect(variant: GeminiVariant): ModelDialect<GenerateRequest> {
  return {
    operation: 'generateContent',
    malformedFrame: 'data: {"candidates": [{\r\n\r\n',
    other: (route, models) => variant.other(route, models),
    authorise: (headers, apiKey) => variant.authorise(headers, apiKey),
    read({ method, path, query }, body, { models }) {
      const [, name, action] = /^(.*):(streamGenerateContent|generateContent)$/.exec(path) ?? [];
      const model = name === undefined ? undefined : variant.modelIn(name);
      if (method !== 'POST' || model === undefined) return { problem: notFound('Not Found') };
      const isStreamed = action === 'streamGenerateContent';
      // Without it the vendor streams one long JSON array, which no client of ours reads.
      if (isStreamed && query.get('alt') !== 'sse')
        return { problem: invalidArgument('the simulator streams with alt=sse only') };
      if (!models.includes(model)) return { problem: notFound(`models/${model} is not found`) };
      return parseGenerateRequest(body, { model, isStreamed });
    },
    toMindInput,
    frames: (wire) =>
      wire.request.isStreamed ? responses(variant, wire).map((each) => crlf(each)) : null,
    whole: (wire) => responses(variant, wire).at(-1) ?? {},
    problemBody: ({ status, message, type }) => ({
      error: { code: status, message, status: type },
    }),
    faultBody,
    // It says in the body how long to wait.
    faultHeaders: () => ({}),
    faultFrame: (fault) => crlf(faultBody(fault)),
  };
}

function crlf(data: object): string {
  return `data: ${JSON.stringify(data)}\r\n\r\n`;
}

function responses(variant: GeminiVariant, wire: WireAnswer<GenerateRequest>): object[] {
  const { request, answer, isRefusal } = wire;
  const head = { modelVersion: request.model, responseId: wire.identifier() };
  const chunk = (parts: readonly object[], end: object = {}): object => ({
    candidates: [{ content: { role: 'model', parts }, index: 0, ...end }],
    ...head,
    usageMetadata: usage(wire),
  });
  if (isRefusal)
    return [{ ...head, promptFeedback: { blockReason: 'SAFETY' }, ...usageOnly(wire) }];
  const isSigned = /^gemini-[3-9]/.test(request.model);
  const calls = answer.toolCalls.map((call, index) => ({
    functionCall: {
      ...(variant.hasCallIds ? { id: `call_${wire.identifier()}` } : {}),
      name: call.name,
      args: call.arguments,
    },
    ...(isSigned && index === 0 ? { thoughtSignature: `c2ln${wire.identifier()}` } : {}),
  }));
  return [
    ...tokensOf(answer.text).map((text) => chunk([{ text }])),
    ...(calls.length > 0 ? [chunk(calls)] : []),
    chunk([{ text: '' }], { finishReason: 'STOP' }),
  ];
}

function usage({ request, answer }: WireAnswer<GenerateRequest>): object {
  const promptTokenCount = countTokens([request.systemInstruction ?? '', request.contents]);
  const candidatesTokenCount = countTokens(answer.text + JSON.stringify(answer.toolCalls));
  return {
    promptTokenCount,
    candidatesTokenCount,
    totalTokenCount: promptTokenCount + candidatesTokenCount,
  };
}

function usageOnly(wire: WireAnswer<GenerateRequest>): object {
  return { usageMetadata: { ...usage(wire), candidatesTokenCount: 0 } };
}

const statusNames: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
};

function faultBody({ status: code, code: name }: FaultRule): object {
  const status = name === '' ? (statusNames[code] ?? 'INTERNAL') : name;
  const details =
    code === 429 ? [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '2s' }] : [];
  return {
    error: { code: code === 200 ? 500 : code, message: 'Simulated failure.', status, details },
  };
}

export function notFound(message: string): ModelProblem {
  return { ...invalidArgument(message), status: 404, type: 'NOT_FOUND' };
}
