import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { LanguageModel } from '../language-model.ts';
import { createAiSdkLanguageModel } from './ai-sdk/ai-sdk-language-model.ts';
import { createFallbackLanguageModel, type FallbackOptions } from './fallback-language-model.ts';
import { createRulesLanguageModel } from './rules/rules-language-model.ts';

/** What the environment says about language models; names as in the environment. */
export interface LanguageModelSettings {
  /** `LLM_PROVIDER`: one name, or a fallback chain such as `openai,rules`. */
  readonly provider: string;
  /** `LLM_MODEL`: one for all, or one for each provider that needs one, in the same order. */
  readonly model?: string | undefined;
  /** `OPENAI_BASE_URL`, with `/v1` at its end. */
  readonly openaiBaseUrl?: string | undefined;
  /** `OPENAI_API_KEY`. */
  readonly openaiApiKey?: string | undefined;
  readonly clock: Clock;
  /** Default 2,500: a caller takes a longer silence for a dead line. */
  readonly firstTokenTimeoutMs?: number;
  /** Default 3,000. */
  readonly betweenTokensTimeoutMs?: number;
  readonly temperature?: number;
  /** Default 300: about a minute of speech, far more than any good answer. */
  readonly maxOutputTokens?: number;
  /** Called whenever a chain gives a model up for a request. */
  readonly onFallOver?: FallbackOptions['onFallOver'];
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Opens the language model, or the chain of them, that the settings name. @throws ConfigInvalidError naming what is wrong. */
export function createLanguageModel(settings: LanguageModelSettings): LanguageModel {
  const names = list(settings.provider);
  if (names.length === 0) throw new ConfigInvalidError(`LLM_PROVIDER is empty: ${expected}`);
  const modelNames = list(settings.model ?? '');
  const models = names.map((name) => {
    const open = providers[name];
    if (open === undefined)
      throw new ConfigInvalidError(`LLM_PROVIDER names « ${name} »: ${expected}`);
    const needsModel = name !== 'rules';
    return open(settings, needsModel ? takeModelName(modelNames, name) : '');
  });
  const [only] = models;
  return models.length === 1 && only !== undefined
    ? only
    : createFallbackLanguageModel(models, settings);
}

const providers: Readonly<
  Record<string, (settings: LanguageModelSettings, model: string) => LanguageModel>
> = {
  openai: (settings, model) => {
    if (!settings.openaiApiKey)
      throw new ConfigInvalidError('OPENAI_API_KEY is needed for the LLM_PROVIDER openai');
    return openAiSdk('openai', settings, model);
  },
  'openai-compatible': (settings, model) => {
    if (!settings.openaiBaseUrl)
      throw new ConfigInvalidError(
        'OPENAI_BASE_URL is needed for the LLM_PROVIDER openai-compatible',
      );
    return openAiSdk('openai-compatible', settings, model);
  },
  rules: () => createRulesLanguageModel(),
};

const expected = `expected ${Object.keys(providers).join(', ')}, or a list of them with commas`;

function openAiSdk(
  provider: 'openai' | 'openai-compatible',
  settings: LanguageModelSettings,
  model: string,
): LanguageModel {
  return createAiSdkLanguageModel({
    provider,
    model,
    baseUrl: settings.openaiBaseUrl,
    apiKey: settings.openaiApiKey,
    clock: settings.clock,
    firstTokenTimeoutMs: settings.firstTokenTimeoutMs ?? 2_500,
    betweenTokensTimeoutMs: settings.betweenTokensTimeoutMs ?? 3_000,
    temperature: settings.temperature ?? 0.3,
    maxOutputTokens: settings.maxOutputTokens ?? 300,
    fetch: settings.fetch,
  });
}

/** The next model's name; the last one serves all that follow. @throws ConfigInvalidError when there is none. */
function takeModelName(modelNames: string[], provider: string): string {
  const name = modelNames.length > 1 ? modelNames.shift() : modelNames[0];
  if (name === undefined)
    throw new ConfigInvalidError(`LLM_MODEL is needed for the LLM_PROVIDER ${provider}`);
  return name;
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}
