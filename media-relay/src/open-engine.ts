import type { Logger } from '@standardiste/shared/log/logger.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import type { RelayConfig } from './config.ts';
import { createAccountedEngine } from './engine/cascade/accounting/accounted-engine.ts';
import { createCascadeEngine } from './engine/cascade/cascade-engine.ts';
import {
  createLanguageModel,
  type LanguageModelSettings,
} from './engine/cascade/create-language-model.ts';
import {
  createGoogleRecogniser,
  type GoogleRecogniser,
} from './engine/cascade/google-speech/google-recogniser.ts';
import {
  createGoogleSynthesiser,
  type GoogleSynthesiser,
} from './engine/cascade/google-text-to-speech/google-synthesiser.ts';
import type { LanguageModel } from './engine/language-model.ts';

/** One tiny question tells whether key and model are right. */
const modelWarmUp = { timeoutMs: 8_000, what: 'Asking the language model for the first time' };

/** The engine that the configuration names, and what warms it up. The caller disposes of the engine. @throws ConfigInvalidError */
export function openEngine(config: RelayConfig, clock: Clock, logger: Logger) {
  const recogniser = openRecogniser(config, clock, logger);
  const synthesiser = openSynthesiser(config, clock, logger);
  const languageModel = openLanguageModel(config, clock, {
    onFallOver: (event) =>
      logger.warning('A language model failed and the next one answers', { event }),
    onGuarded: (event) => logger.warning('An answer was guarded', { event }),
  });
  const cascade = createCascadeEngine({ recogniser, synthesiser, languageModel, clock });
  const engine = createAccountedEngine(cascade, {
    clock,
    listener: {
      turn: (callId, turnId, usage) =>
        logger.info('A turn used the language model', { callId, turnId, ...usage }),
      call: (callId, usage) => logger.info('A call used the language model', { callId, ...usage }),
    },
  });
  const warmUp = async (): Promise<void> => {
    await Promise.all([
      recogniser.warmUp(),
      synthesiser.warmUp(),
      withTimeout(clock, modelWarmUp, async (signal) => languageModel.warmUp?.(signal)),
    ]);
  };
  return { engine, warmUp };
}

/** Google Speech as the relay uses it. The caller disposes of it. */
export function openRecogniser(
  config: RelayConfig,
  clock: Clock,
  logger: Logger,
): GoogleRecogniser {
  return createGoogleRecogniser({
    projectId: projectId(config),
    location: config.SPEECH_LOCATION,
    model: config.SPEECH_MODEL,
    apiEndpoint: config.SPEECH_API_ENDPOINT,
    clock,
    logger,
  });
}

/** Google Text-to-Speech as the relay uses it. The caller disposes of it. */
export function openSynthesiser(
  config: RelayConfig,
  clock: Clock,
  logger: Logger,
): GoogleSynthesiser {
  return createGoogleSynthesiser({
    projectId: projectId(config),
    apiEndpoint: config.TEXT_TO_SPEECH_API_ENDPOINT,
    clock,
    logger,
  });
}

/** The language model, or the chain of them, that the configuration names. @throws ConfigInvalidError */
export function openLanguageModel(
  config: RelayConfig,
  clock: Clock,
  listeners: Pick<LanguageModelSettings, 'onFallOver' | 'onGuarded'>,
): LanguageModel {
  return createLanguageModel({
    provider: config.LLM_PROVIDER,
    model: config.LLM_MODEL,
    openaiApiKey: config.OPENAI_API_KEY,
    openaiBaseUrl: config.OPENAI_BASE_URL,
    location: config.LLM_LOCATION,
    googleCloudProject: config.GOOGLE_CLOUD_PROJECT,
    vertexBaseUrl: config.VERTEX_BASE_URL,
    vertexAccessToken: config.VERTEX_ACCESS_TOKEN,
    geminiApiKey: config.GEMINI_API_KEY,
    geminiBaseUrl: config.GEMINI_BASE_URL,
    anthropicApiKey: config.ANTHROPIC_API_KEY,
    anthropicBaseUrl: config.ANTHROPIC_BASE_URL,
    azureOpenaiEndpoint: config.AZURE_OPENAI_ENDPOINT,
    azureOpenaiApiKey: config.AZURE_OPENAI_API_KEY,
    clock,
    ...listeners,
  });
}

function projectId({ GOOGLE_CLOUD_PROJECT: project = 'standardiste' }: RelayConfig): string {
  return project;
}
