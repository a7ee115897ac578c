import { streamText, type LanguageModel as SdkModel, type TextStreamPart, type ToolSet } from 'ai';
import {
  ConfigInvalidError,
  OperationTimedOutError,
} from '@standardiste/shared/errors/callbot-error.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import type { LanguageModel, ModelPart, ModelRequest } from '../../language-model.ts';
import { earlierSummary } from '../prompt/earlier-summary.ts';
import { recentMessages } from '../prompt/recent-messages.ts';
import { promptParts } from '../prompt/system-prompt.ts';
import { instructionsFor } from './instructions.ts';
import { AnswerReader } from './answer-reader.ts';
import {
  answerSettings,
  reasoningFor,
  thinkingAllowance,
  type AnswerSettings,
} from './answer-settings.ts';
import { openChatModel, type AiSdkProvider, type ChatModelSettings } from './chat-models.ts';
import { toSdkMessages } from './model-messages.ts';
import { readWithin } from './read-within.ts';
import { toSdkTools } from './tool-set.ts';
import { LanguageModelRefusedError, toVendorError } from './vendor-error.ts';

/** Times and amounts are what a request gets when the profile says nothing else. */
export interface AiSdkSettings extends ChatModelSettings, AnswerSettings {
  readonly clock: Clock;
  /** From the request to the first text or tool call. Must fit into the wait a caller accepts: 2,000 to 3,000. */
  readonly firstTokenTimeoutMs: number;
}

/**
 * A text model behind the AI SDK's chat dialects. Text comes as it is written; tool calls come whole, once the answer is
 * complete, so that a cut answer never acts. The SDK's own retries are off: the caller waits, and the fallback chain decides.
 */
export function createAiSdkLanguageModel(settings: AiSdkSettings): LanguageModel {
  // The SDK prints advice about unsupported settings to the console, which would break the JSON log.
  globalThis.AI_SDK_LOG_WARNINGS = false;
  const context: Context = { settings, opened: new Map(), unknown: new Set() };
  return {
    name: nameOf(settings, settings.model),
    respond: (request, signal) => respond(context, request, signal),
    warmUp: (signal) => warmUp(context, signal),
  };
}

interface Context {
  readonly settings: AiSdkSettings;
  readonly opened: Map<string, Promise<SdkModel>>;
  /** Models of profiles that the vendor does not know; the relay's own model serves for them. */
  readonly unknown: Set<string>;
}

const maxModels = 50;
const warmUpTimeoutMs = 8_000;

async function* respond(
  context: Context,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelPart, void, undefined> {
  if (signal.aborted) return;
  const { settings } = context;
  const asked = answerSettings(settings, settings.provider, request.facts);
  if (asked.model === settings.model || context.unknown.has(asked.model))
    return yield* answer(context, request, { ...asked, model: settings.model }, signal);
  for await (const part of answer(context, request, asked, signal)) {
    if (part.type !== 'failed' || !isUnknownModel(part.error)) yield part;
    else if (context.unknown.size < maxModels) context.unknown.add(asked.model);
  }
  if (context.unknown.has(asked.model))
    yield* answer(context, request, { ...asked, model: settings.model }, signal);
}

function isUnknownModel(error: unknown): boolean {
  return error instanceof LanguageModelRefusedError && error.refused === 'model';
}

async function* answer(
  context: Context,
  request: ModelRequest,
  asked: AnswerSettings,
  outerSignal: AbortSignal,
): AsyncGenerator<ModelPart, void, undefined> {
  const { settings } = context;
  const name = nameOf(settings, asked.model);
  const leave = new AbortController();
  const reader = new AnswerReader(name);
  const startMs = settings.clock.now();
  const remainingMs = (): number =>
    reader.hasOutput
      ? asked.betweenTokensTimeoutMs
      : startMs + asked.firstTokenTimeoutMs - settings.clock.now();
  const signal = AbortSignal.any([outerSignal, leave.signal]);
  try {
    for await (const part of readWithin(openStream(context, request, asked, signal), {
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

async function* openStream(
  context: Context,
  request: Pick<ModelRequest, 'messages' | 'tools'> & { readonly facts?: ModelRequest['facts'] },
  asked: AnswerSettings,
  abortSignal: AbortSignal,
): AsyncGenerator<TextStreamPart<ToolSet>, void, undefined> {
  const { provider } = context.settings;
  const reasoning = reasoningFor(provider, asked.model);
  const messages = recentMessages(request.messages);
  const earlier = earlierSummary(
    request.messages.slice(0, request.messages.length - messages.length),
  );
  yield* streamText({
    model: await openModel(context, asked.model),
    ...(request.facts === undefined
      ? {}
      : { instructions: instructionsFor(provider, promptParts(request.facts, earlier)) }),
    messages: toSdkMessages(messages, { opensWithCaller: opensWithCaller[provider] }),
    ...(request.tools.length > 0 ? { tools: toSdkTools(request.tools) } : {}),
    ...(reasoning === undefined ? {} : { reasoning }),
    temperature: asked.temperature,
    maxOutputTokens: asked.maxOutputTokens + thinkingAllowance(provider),
    maxRetries: 0,
    abortSignal,
    // Errors are read from the stream; the default handler prints them.
    onError: () => undefined,
  }).stream;
}

/** Whose conversations must begin with the user; ours begin with the greeting. */
const opensWithCaller: Readonly<Record<AiSdkProvider, boolean>> = {
  anthropic: true,
  gemini: true,
  vertex: true,
  openai: false,
  'azure-openai': false,
  'openai-compatible': false,
};

function openModel({ settings, opened }: Context, model: string): Promise<SdkModel> {
  const known = opened.get(model);
  if (known !== undefined) return known;
  const opening = openChatModel(settings, model);
  if (opened.size < maxModels) opened.set(model, opening);
  opening.catch(() => opened.delete(model));
  return opening;
}

/** One short question: it loads the vendor's package, opens the connection, and proves key and model. */
async function warmUp(context: Context, outerSignal: AbortSignal): Promise<void> {
  const { settings } = context;
  const name = nameOf(settings, settings.model);
  const request = { messages: [{ role: 'caller', text: 'Bonjour' } as const], tools: [] };
  const asked = { ...settings, maxOutputTokens: 16 };
  const limit = { timeoutMs: warmUpTimeoutMs, what: `Asking ${name}`, signal: outerSignal };
  try {
    await withTimeout(settings.clock, limit, async (signal) => {
      for await (const part of openStream(context, request, asked, signal))
        if (part.type === 'error') throw part.error;
    });
  } catch (error) {
    const failure = toVendorError(error, name);
    if (!(failure instanceof LanguageModelRefusedError)) throw failure;
    throw new ConfigInvalidError(
      failure.refused === 'model'
        ? `LLM_MODEL names « ${settings.model} », which ${settings.provider} does not know${where(settings)}`
        : `${settings.provider} refuses the key that it is given (${failure.message})`,
      { cause: failure },
    );
  }
}

function where({ provider, location = 'eu' }: AiSdkSettings): string {
  return provider === 'vertex' ? ` in the location ${location}` : '';
}

function nameOf({ provider }: AiSdkSettings, model: string): string {
  return `${provider}/${model}`;
}

function waitDescription(hasOutput: boolean): string {
  return hasOutput ? 'the answer stopped midway' : 'no first token in time';
}
