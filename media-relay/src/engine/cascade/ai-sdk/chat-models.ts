import type { LanguageModel as SdkModel } from 'ai';
import type { languageModelProviders } from '@standardiste/shared/contracts/profile.ts';

export type AiSdkProvider = (typeof languageModelProviders)[number];

/** Where a vendor's models are, and what lets us in. */
export interface ChatModelSettings {
  readonly provider: AiSdkProvider;
  /**
   * With its version at the end (`…/v1`, `…/v1beta`), for Azure and Vertex without. Absent: the vendor's own, which `azure-openai`
   * and `openai-compatible` do not have.
   */
  readonly baseUrl?: string | undefined;
  /** For Vertex an access token; absent there, the machine's own service account is asked. */
  readonly apiKey?: string | undefined;
  /** Vertex only. */
  readonly project?: string | undefined;
  /** Vertex only: `eu` keeps data in the EU; single regions do not serve Gemini 3 and later. Default `eu`. */
  readonly location?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * Opens a vendor's chat model. The vendor's package is loaded by the first that asks for it.
 * @throws TypeError when a setting is missing that the vendor cannot do without.
 */
export function openChatModel(settings: ChatModelSettings, model: string): Promise<SdkModel> {
  return openers[settings.provider](settings, model);
}

type Opener = (settings: ChatModelSettings, model: string) => Promise<SdkModel>;

const openers: Readonly<Record<AiSdkProvider, Opener>> = {
  async openai(settings, model) {
    const { createOpenAI } = await import('@ai-sdk/openai');
    return createOpenAI(common(settings)).chat(model);
  },

  /**
   * Azure's v1 interface is OpenAI's own, with a deployment for a model and the key as a bearer token; Azure's package adds the
   * older interface only, and brings a second copy of everything with it.
   */
  async 'azure-openai'(settings, model) {
    const { createOpenAI } = await import('@ai-sdk/openai');
    const baseURL = `${required(settings, 'baseUrl')}/openai/v1`;
    return createOpenAI({ ...common(settings), baseURL }).chat(model);
  },

  async 'openai-compatible'(settings, model) {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    const baseURL = required(settings, 'baseUrl');
    return createOpenAICompatible({
      ...common(settings),
      name: settings.provider,
      baseURL,
      includeUsage: true,
    })(model);
  },

  async anthropic(settings, model) {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    return createAnthropic(common(settings))(model);
  },

  async gemini(settings, model) {
    const { createGoogle } = await import('@ai-sdk/google');
    return createGoogle(common(settings))(model);
  },

  async vertex(settings, model) {
    const { createGoogleVertex } = await import('@ai-sdk/google-vertex');
    const project = required(settings, 'project');
    const location = settings.location ?? 'eu';
    const path = `/v1beta1/projects/${project}/locations/${location}/publishers/google`;
    const { baseUrl, fetch } = settings;
    return createGoogleVertex({
      // Else the package looks for a key of another kind in the environment.
      apiKey: '',
      project,
      location,
      ...(baseUrl ? { baseURL: `${withoutSlash(baseUrl)}${path}` } : {}),
      ...(fetch ? { fetch } : {}),
      ...(settings.apiKey ? { googleAuthOptions: await fixedToken(settings.apiKey) } : {}),
    })(model);
  },
};

function common({ baseUrl, apiKey, fetch }: ChatModelSettings) {
  return {
    ...(apiKey ? { apiKey } : {}),
    ...(baseUrl ? { baseURL: withoutSlash(baseUrl) } : {}),
    ...(fetch ? { fetch } : {}),
  };
}

function required(settings: ChatModelSettings, name: 'baseUrl' | 'project'): string {
  const value = settings[name];
  if (!value) throw new TypeError(`${settings.provider} needs a ${name}`);
  return withoutSlash(value);
}

async function fixedToken(token: string) {
  const { OAuth2Client } = await import('google-auth-library');
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: token });
  return { authClient };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
