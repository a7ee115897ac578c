import type { Clock } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import {
  openTextCall,
  type TextCall,
  type TextCallOptions,
} from '../conversation/call-session-in-text.ts';
import {
  createAccountedEngine,
  type UsageListener,
} from '../engine/cascade/accounting/accounted-engine.ts';
import { createCascadeEngine } from '../engine/cascade/cascade-engine.ts';
import { createLanguageModel } from '../engine/cascade/create-language-model.ts';
import type { LanguageModel } from '../engine/language-model.ts';

export { systemPrompt } from '../engine/cascade/prompt/system-prompt.ts';
export type { TextCallEvent } from '../conversation/call-session-in-text.ts';

/** The language model that the environment's variables name, as the relay reads them. @throws ConfigInvalidError */
export function openLanguageModel(
  environment: Readonly<Record<string, string | undefined>>,
  options: {
    readonly fetch?: typeof globalThis.fetch | undefined;
    readonly onNote: (note: string) => void;
  },
): LanguageModel {
  return createLanguageModel({
    provider: environment['LLM_PROVIDER'] ?? 'rules',
    model: environment['LLM_MODEL'],
    location: environment['LLM_LOCATION'],
    googleCloudProject: environment['GOOGLE_CLOUD_PROJECT'],
    vertexBaseUrl: environment['VERTEX_BASE_URL'],
    vertexAccessToken: environment['VERTEX_ACCESS_TOKEN'],
    geminiApiKey: environment['GEMINI_API_KEY'],
    geminiBaseUrl: environment['GEMINI_BASE_URL'],
    openaiApiKey: environment['OPENAI_API_KEY'],
    openaiBaseUrl: environment['OPENAI_BASE_URL'],
    anthropicApiKey: environment['ANTHROPIC_API_KEY'],
    anthropicBaseUrl: environment['ANTHROPIC_BASE_URL'],
    azureOpenaiEndpoint: environment['AZURE_OPENAI_ENDPOINT'],
    azureOpenaiApiKey: environment['AZURE_OPENAI_API_KEY'],
    clock: systemClock,
    onFallOver: (model, error) => options.onNote(`${model} is given up: ${error.message}`),
    onGuarded: ({ type, reason }) => options.onNote(`guard: ${type} (${reason})`),
    fetch: options.fetch,
  });
}

/** A call by text with the real conversation, its use of the model put to account. Whoever starts it disposes of it. */
export function startTextCall(
  options: Omit<TextCallOptions, 'createEngine' | 'clock'> & {
    readonly usage: UsageListener;
    /** The computer's, if absent. */
    readonly clock?: Clock;
  },
): TextCall {
  const { clock = systemClock } = options;
  return openTextCall({
    ...options,
    clock,
    createEngine: (parts) =>
      createAccountedEngine(createCascadeEngine(parts), { clock, listener: options.usage }),
  });
}
