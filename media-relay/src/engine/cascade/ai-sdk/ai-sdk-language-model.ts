import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { streamText, type LanguageModel as SdkModel, type TextStreamPart, type ToolSet } from 'ai';
import { OperationTimedOutError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { LanguageModel, ModelPart, ModelRequest } from '../../language-model.ts';
import { recentMessages } from '../prompt/recent-messages.ts';
import { systemPrompt } from '../prompt/system-prompt.ts';
import { AnswerReader } from './answer-reader.ts';
import { toSdkMessages } from './model-messages.ts';
import { readWithin } from './read-within.ts';
import { toSdkTools } from './tool-set.ts';
import { toVendorError } from './vendor-error.ts';

export interface AiSdkSettings {
  /** `openai` is OpenAI's own dialect, `openai-compatible` what vLLM, Ollama, llama.cpp, Mistral and others speak. */
  readonly provider: 'openai' | 'openai-compatible';
  readonly model: string;
  /** With `/v1` or the like at its end. Required for `openai-compatible`. */
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly clock: Clock;
  /** From the request to the first text or tool call. Must fit into the wait a caller accepts: 2,000 to 3,000. */
  readonly firstTokenTimeoutMs: number;
  readonly betweenTokensTimeoutMs: number;
  readonly temperature: number;
  readonly maxOutputTokens: number;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * A text model behind the AI SDK's chat dialects. Text comes as it is written; tool calls come whole, once the answer is
 * complete, so that a cut answer never acts. The SDK's own retries are off: the caller waits, and the fallback chain decides.
 * @throws TypeError when `openai-compatible` has no base URL.
 */
export function createAiSdkLanguageModel(settings: AiSdkSettings): LanguageModel {
  // The SDK prints advice about unsupported settings to the console, which would break the JSON log.
  globalThis.AI_SDK_LOG_WARNINGS = false;
  const model = chatModel(settings);
  const name = `${settings.provider}/${settings.model}`;
  return {
    name,
    respond: (request, signal) => respond({ settings, model, name }, request, signal),
  };
}

interface Context {
  readonly settings: AiSdkSettings;
  readonly model: SdkModel;
  readonly name: string;
}

async function* respond(
  { settings, model, name }: Context,
  request: ModelRequest,
  outerSignal: AbortSignal,
): AsyncGenerator<ModelPart, void, undefined> {
  if (outerSignal.aborted) return;
  const leave = new AbortController();
  const reader = new AnswerReader();
  try {
    const parts = openStream(
      settings,
      model,
      request,
      AbortSignal.any([outerSignal, leave.signal]),
    );
    const startMs = settings.clock.now();
    const remainingMs = (): number =>
      reader.hasOutput
        ? settings.betweenTokensTimeoutMs
        : startMs + settings.firstTokenTimeoutMs - settings.clock.now();
    for await (const part of readWithin(parts, {
      clock: settings.clock,
      signal: outerSignal,
      remainingMs,
      timedOut: () => new OperationTimedOutError(waitDescription(reader.hasOutput)),
    })) {
      yield* reader.read(part);
    }
    yield reader.finish();
  } catch (error) {
    if (outerSignal.aborted) return;
    yield { type: 'failed', error: toVendorError(error, name) };
  } finally {
    // Closes the HTTP connection, also when the consumer stops reading; harmless once the answer is complete.
    leave.abort();
  }
}

function openStream(
  settings: AiSdkSettings,
  model: SdkModel,
  request: ModelRequest,
  abortSignal: AbortSignal,
): AsyncIterable<TextStreamPart<ToolSet>> {
  return streamText({
    model,
    instructions: systemPrompt(request.facts),
    messages: toSdkMessages(recentMessages(request.messages)),
    ...(request.tools.length > 0 ? { tools: toSdkTools(request.tools) } : {}),
    temperature: settings.temperature,
    maxOutputTokens: settings.maxOutputTokens,
    maxRetries: 0,
    abortSignal,
    // Errors are read from the stream; the default handler prints them.
    onError: () => undefined,
  }).stream;
}

function chatModel({ provider, model, baseUrl, apiKey, fetch }: AiSdkSettings): SdkModel {
  const common = { ...(apiKey ? { apiKey } : {}), ...(fetch ? { fetch } : {}) };
  if (provider === 'openai')
    return createOpenAI({ ...common, ...(baseUrl ? { baseURL: baseUrl } : {}) }).chat(model);
  if (!baseUrl) throw new TypeError('openai-compatible needs a base URL');
  return createOpenAICompatible({
    ...common,
    name: provider,
    baseURL: baseUrl,
    includeUsage: true,
  })(model);
}

function waitDescription(hasOutput: boolean): string {
  return hasOutput ? 'the answer stopped midway' : 'no first token in time';
}
