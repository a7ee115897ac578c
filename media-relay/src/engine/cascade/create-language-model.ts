import type { languageModelProviders } from '@standardiste/shared/contracts/profile.ts';
import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { LanguageModel } from '../language-model.ts';
import { createFallbackLanguageModel, type FallbackOptions } from './fallback-language-model.ts';
import { createGuardedLanguageModel, type GuardListener } from './guard/guarded-language-model.ts';
import { createLazyLanguageModel } from './lazy-language-model.ts';
import { createRulesLanguageModel } from './rules/rules-language-model.ts';

type Provider = (typeof languageModelProviders)[number];

/** What the environment says about language models; names as in the environment. */
export interface LanguageModelSettings {
  /** `LLM_PROVIDER`: one name, or a fallback chain such as `vertex,rules`. */
  readonly provider: string;
  /** `LLM_MODEL`: one for all, or one for each provider that needs one, in the same order. */
  readonly model?: string | undefined;
  /** `LLM_LOCATION`: where Vertex serves the model. Default `eu`. */
  readonly location?: string | undefined;
  /** `GOOGLE_CLOUD_PROJECT`, for Vertex. */
  readonly googleCloudProject?: string | undefined;
  /** `VERTEX_BASE_URL`, without a path. Default: the host of the location. */
  readonly vertexBaseUrl?: string | undefined;
  /** `VERTEX_ACCESS_TOKEN`: a fixed token instead of the machine's service account. */
  readonly vertexAccessToken?: string | undefined;
  /** `GEMINI_API_KEY`. */
  readonly geminiApiKey?: string | undefined;
  /** `GEMINI_BASE_URL`, with `/v1beta` at its end. */
  readonly geminiBaseUrl?: string | undefined;
  /** `OPENAI_BASE_URL`, with `/v1` at its end; for `openai` and `openai-compatible`. */
  readonly openaiBaseUrl?: string | undefined;
  /** `OPENAI_API_KEY`. */
  readonly openaiApiKey?: string | undefined;
  /** `ANTHROPIC_API_KEY`. */
  readonly anthropicApiKey?: string | undefined;
  /** `ANTHROPIC_BASE_URL`, with `/v1` at its end. */
  readonly anthropicBaseUrl?: string | undefined;
  /** `AZURE_OPENAI_ENDPOINT`: `https://{resource}.openai.azure.com`. */
  readonly azureOpenaiEndpoint?: string | undefined;
  /** `AZURE_OPENAI_API_KEY`. */
  readonly azureOpenaiApiKey?: string | undefined;
  readonly clock: Clock;
  /** Default 2,500: a caller takes a longer silence for a dead line. */
  readonly firstTokenTimeoutMs?: number;
  /** Default 3,000. */
  readonly betweenTokensTimeoutMs?: number;
  readonly temperature?: number;
  /** Default 300: about a minute of speech, far more than any good answer. */
  readonly maxOutputTokens?: number;
  /** Called whenever a chain gives a model up for a request, or finds at the start that it cannot be used at all. */
  readonly onFallOver?: FallbackOptions['onFallOver'];
  /** Called whenever something of an answer is kept from the caller or from the conversation. */
  readonly onGuarded?: GuardListener | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * Opens the language model, or the chain of them, that the settings name. Vendors' packages are loaded when a model is first
 * asked or warmed up; `rules` alone loads none. Every answer is guarded. @throws ConfigInvalidError naming what is wrong.
 */
export function createLanguageModel(settings: LanguageModelSettings): LanguageModel {
  const names = list(settings.provider);
  if (names.length === 0) throw new ConfigInvalidError(`LLM_PROVIDER is empty: ${expected}`);
  const modelNames = list(settings.model ?? '');
  const open = (name: string): LanguageModel => {
    if (name === 'rules') return createRulesLanguageModel();
    if (!isProvider(name))
      throw new ConfigInvalidError(`LLM_PROVIDER names « ${name} »: ${expected}`);
    return openVendor(settings, name, takeModelName(modelNames, name));
  };
  // Each behind its own guard, which lets whole phrases through: what breaks off midway leaves no half word before the next model.
  const models = names.map((name) => createGuardedLanguageModel(open(name), settings));
  const [only] = models;
  return models.length === 1 && only !== undefined
    ? only
    : createFallbackLanguageModel(models, settings);
}

type SettingName = Exclude<
  {
    [Name in keyof LanguageModelSettings]-?: LanguageModelSettings[Name] extends string | undefined
      ? Name
      : never;
  }[keyof LanguageModelSettings],
  'provider' | 'model'
>;

interface Vendor {
  readonly apiKey: SettingName;
  readonly baseUrl: SettingName;
  /** What it cannot do without, and the variable that holds it. */
  readonly needs: readonly (readonly [SettingName, string])[];
}

const vendors: Readonly<Record<Provider, Vendor>> = {
  vertex: {
    apiKey: 'vertexAccessToken',
    baseUrl: 'vertexBaseUrl',
    needs: [['googleCloudProject', 'GOOGLE_CLOUD_PROJECT']],
  },
  gemini: {
    apiKey: 'geminiApiKey',
    baseUrl: 'geminiBaseUrl',
    needs: [['geminiApiKey', 'GEMINI_API_KEY']],
  },
  openai: {
    apiKey: 'openaiApiKey',
    baseUrl: 'openaiBaseUrl',
    needs: [['openaiApiKey', 'OPENAI_API_KEY']],
  },
  anthropic: {
    apiKey: 'anthropicApiKey',
    baseUrl: 'anthropicBaseUrl',
    needs: [['anthropicApiKey', 'ANTHROPIC_API_KEY']],
  },
  'azure-openai': {
    apiKey: 'azureOpenaiApiKey',
    baseUrl: 'azureOpenaiEndpoint',
    needs: [
      ['azureOpenaiEndpoint', 'AZURE_OPENAI_ENDPOINT'],
      ['azureOpenaiApiKey', 'AZURE_OPENAI_API_KEY'],
    ],
  },
  'openai-compatible': {
    apiKey: 'openaiApiKey',
    baseUrl: 'openaiBaseUrl',
    needs: [['openaiBaseUrl', 'OPENAI_BASE_URL']],
  },
};

const expected = `expected ${Object.keys(vendors).join(', ')}, rules, or a list of them with commas`;

function isProvider(name: string): name is Provider {
  return Object.hasOwn(vendors, name);
}

function openVendor(
  settings: LanguageModelSettings,
  provider: Provider,
  model: string,
): LanguageModel {
  const vendor = vendors[provider];
  const missing = vendor.needs.filter(([name]) => !settings[name]).map(([, variable]) => variable);
  if (missing.length > 0)
    throw new ConfigInvalidError(
      `${missing.join(' and ')} must be set for the LLM_PROVIDER ${provider}`,
    );
  return createLazyLanguageModel(`${provider}/${model}`, async () => {
    const { createAiSdkLanguageModel } = await import('./ai-sdk/ai-sdk-language-model.ts');
    return createAiSdkLanguageModel({
      provider,
      model,
      baseUrl: settings[vendor.baseUrl],
      apiKey: settings[vendor.apiKey],
      project: settings.googleCloudProject,
      location: settings.location,
      clock: settings.clock,
      firstTokenTimeoutMs: settings.firstTokenTimeoutMs ?? 2_500,
      betweenTokensTimeoutMs: settings.betweenTokensTimeoutMs ?? 3_000,
      temperature: settings.temperature ?? 0.3,
      maxOutputTokens: settings.maxOutputTokens ?? 300,
      fetch: settings.fetch,
    });
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
