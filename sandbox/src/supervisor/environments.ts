import type { KnowledgeBackend } from '../scenarios/scenario.ts';
import type { WorldOrigins } from '../world/world-contract.ts';
import { integrationUsername } from '../vendors/salesforce/salesforce-simulator.ts';
import type { SandboxSecrets } from './secrets.ts';

type Environment = Record<string, string>;

interface Shared {
  readonly origins: WorldOrigins;
  readonly secrets: SandboxSecrets;
  /** Which store and bus, and where. */
  readonly backends: Environment;
  readonly languageModel: string;
  readonly knowledge: KnowledgeBackend;
  /** Where Twilio reaches the relay. */
  readonly publicBaseUrl: string;
}

export function worldEnvironment(secrets: SandboxSecrets): Environment {
  return {
    TWILIO_ACCOUNT_SID: secrets.twilioAccountSid,
    TWILIO_AUTH_TOKEN: secrets.twilioAuthToken,
  };
}

/** What the relay reads in the sandbox: the simulators in the vendors' places, everything else as deployed. */
export function relayEnvironment(options: Shared & { readonly port: number }): Environment {
  const { origins, secrets } = options;
  return {
    ...options.backends,
    PORT: String(options.port),
    PUBLIC_BASE_URL: options.publicBaseUrl,
    SPEECH_API_ENDPOINT: origins.speech,
    SPEECH_LOCATION: 'eu',
    TEXT_TO_SPEECH_API_ENDPOINT: origins.textToSpeech,
    ...languageModelEnvironment(options),
    TWILIO_ACCOUNT_SID: secrets.twilioAccountSid,
    TWILIO_AUTH_TOKEN: secrets.twilioAuthToken,
    TWILIO_API_BASE_URL: origins.twilio,
    CALL_TOKEN_KEY: secrets.callTokenKey,
  };
}

/** What each provider's simulator calls its model. */
const simulatedModels: Readonly<Record<string, string>> = {
  openai: 'gpt-simulated',
  'openai-compatible': 'mistral-simulated',
  'azure-openai': 'gpt-simulated',
  anthropic: 'claude-simulated',
  gemini: 'gemini-simulated',
  vertex: 'gemini-simulated',
};

/** Every provider's key and address; the provider that is asked, or a list of them, is the caller's choice. */
function languageModelEnvironment({ languageModel, origins }: Shared): Environment {
  const models = languageModel.split(',').flatMap((name) => simulatedModels[name] ?? []);
  return {
    LLM_PROVIDER: languageModel,
    ...(models.length === 0 ? {} : { LLM_MODEL: models.join(',') }),
    LLM_LOCATION: 'eu',
    OPENAI_BASE_URL: `${origins.openai}/v1`,
    OPENAI_API_KEY: 'sandbox',
    AZURE_OPENAI_ENDPOINT: origins.azureOpenai,
    AZURE_OPENAI_API_KEY: 'sandbox',
    ANTHROPIC_BASE_URL: `${origins.anthropic}/v1`,
    ANTHROPIC_API_KEY: 'sandbox',
    GEMINI_BASE_URL: `${origins.gemini}/v1beta`,
    GEMINI_API_KEY: 'sandbox',
    VERTEX_BASE_URL: origins.vertex,
    VERTEX_ACCESS_TOKEN: 'sandbox',
  };
}

export function functionsEnvironment(options: Shared & { readonly port: number }): Environment {
  const { origins, secrets } = options;
  return {
    ...options.backends,
    PORT: String(options.port),
    GOOGLE_CALENDAR_BASE_URL: origins.calendar,
    GOOGLE_CALENDAR_ACCESS_TOKEN: 'sandbox',
    SALESFORCE_LOGIN_URL: origins.salesforce,
    SALESFORCE_AUTH_FLOW: 'client-credentials',
    SALESFORCE_CLIENT_ID: 'demo-client',
    SALESFORCE_CLIENT_SECRET: 'demo-client-key',
    SALESFORCE_USERNAME: integrationUsername,
    TWILIO_ACCOUNT_SID: secrets.twilioAccountSid,
    TWILIO_AUTH_TOKEN: secrets.twilioAuthToken,
    TWILIO_API_BASE_URL: origins.twilio,
    TWILIO_MESSAGE_STATUS_URL: `${options.publicBaseUrl}/twilio/message-status`,
    PHONE_HASH_KEY: secrets.phoneHashKey,
    ...knowledgeEnvironment(options),
  };
}

/** Where questions are looked up. The simulated vectors are of words, so that less likeness means as much. */
export function knowledgeEnvironment({
  knowledge,
  origins,
}: Pick<Shared, 'knowledge' | 'origins'>): Environment {
  switch (knowledge) {
    case 'embedded':
      return {};
    case 'rag':
      return { RAG_INFERENCE_URL: `${origins.rag}/inference`, RAG_API_KEY: 'sandbox' };
    case 'firestore':
      return {
        KNOWLEDGE_SEARCH: 'both',
        EMBEDDING_MIN_SIMILARITY: '0.35',
        GEMINI_API_KEY: 'sandbox',
        GEMINI_BASE_URL: `${origins.embeddings}/v1beta`,
      };
  }
}
