import { randomUUID } from 'node:crypto';
import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import { loadVoiceActivity } from './audio/voice-activity.ts';
import { createVoiceDetector } from './audio/voice-detector.ts';
import { createMessageInbox } from './carrier/twilio/message-inbox.ts';
import { createTwilioCalls } from './carrier/twilio/rest.ts';
import { createTwilioSurface } from './carrier/twilio/surface.ts';
import type { RelayConfig } from './config.ts';
import { createCallRecords } from './conversation/call-records.ts';
import { createLiveCalls } from './conversation/live-calls.ts';
import { createAccountedEngine } from './engine/cascade/accounting/accounted-engine.ts';
import { createCascadeEngine } from './engine/cascade/cascade-engine.ts';
import { createLanguageModel } from './engine/cascade/create-language-model.ts';
import { createGoogleRecogniser } from './engine/cascade/google-speech/google-recogniser.ts';
import { createGoogleSynthesiser } from './engine/cascade/google-text-to-speech/google-synthesiser.ts';
import { createRelayHttp } from './http/relay-http.ts';
import { openBus, openStore } from './open-backends.ts';
import { watchProfiles } from './profiles.ts';
import { createRemoteTools } from './tools/remote-tools.ts';

/** A relay that takes calls. Disposing gives its calls back to the carrier and closes everything. */
export interface Relay extends AsyncDisposable {
  readonly origin: string;
}

/** Opens every part of the relay in the order of the data's way, and listens. */
export async function runRelay(config: RelayConfig, clock: Clock, logger: Logger): Promise<Relay> {
  await using stack = new AsyncDisposableStack();
  const relayId = randomUUID();
  const store = stack.use(await openStore(config, clock));
  const bus = stack.use(await openBus(config, clock));
  const shared = { store, bus, clock, logger, relayId };
  const profiles = stack.use(watchProfiles(shared));
  const records = stack.use(createCallRecords(shared));
  const tools = stack.use(createRemoteTools(shared));
  const voiceActivity = await loadVoiceActivity();
  const { engine, warmUp } = createEngine(config, clock, logger);
  stack.use(engine);

  const twilio = {
    accountSid: config.TWILIO_ACCOUNT_SID,
    authToken: config.TWILIO_AUTH_TOKEN,
    apiBaseUrl: config.TWILIO_API_BASE_URL,
    region: config.TWILIO_REGION,
    edge: config.TWILIO_EDGE,
  };
  const calls = createLiveCalls({
    ...shared,
    records,
    tools,
    engine,
    carrierCalls: createTwilioCalls({ ...twilio, clock }),
    openVoiceDetector: () => createVoiceDetector(voiceActivity.open()),
  });
  const surface = createTwilioSurface({
    authTokens: [config.TWILIO_AUTH_TOKEN, config.TWILIO_AUTH_TOKEN_SECONDARY].filter(
      (token) => token !== undefined,
    ),
    publicBaseUrl: () => config.PUBLIC_BASE_URL.replace(/\/+$/, ''),
    callTokenKey: config.CALL_TOKEN_KEY,
    records,
    inbox: createMessageInbox(shared),
    findProfile: (calledPhone) => profiles.byCalledNumber(calledPhone),
    onCall({ call, generation, link }) {
      const profile = profiles.byId(call.profileId);
      if (profile !== undefined) return void calls.take({ call, profile, generation, link });
      logger.error('A call came for a profile that is gone', { callId: call.callId });
      link.close();
    },
    clock,
    logger,
  });
  const http = stack.use(
    createRelayHttp({
      carriers: [surface],
      maxConcurrentCalls: config.MAX_CONCURRENT_CALLS,
      notReadyReasons: () => (profiles.isLoaded ? [] : ['profiles-not-loaded']),
      logger,
    }),
  );
  stack.defer(() => calls.drain());
  // The first caller is not to wait for connections; a service that is down now may be up when the call comes.
  await warmUp().catch((error: unknown) => {
    if (error instanceof ConfigInvalidError) throw error;
    logger.warning('The engine is not ready yet', { error });
  });
  const { origin } = await http.listen({ port: config.PORT, host: '0.0.0.0' });
  stack.defer(() => http.startDraining());
  const kept = stack.move();
  return { origin, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** One tiny question tells whether key and model are right. */
const modelWarmUp = { timeoutMs: 8_000, what: 'Asking the language model for the first time' };

function createEngine(config: RelayConfig, clock: Clock, logger: Logger) {
  const projectId = config.GOOGLE_CLOUD_PROJECT ?? 'standardiste';
  const recogniser = createGoogleRecogniser({
    projectId,
    location: config.SPEECH_LOCATION,
    model: config.SPEECH_MODEL,
    apiEndpoint: config.SPEECH_API_ENDPOINT,
    clock,
    logger,
  });
  const synthesiser = createGoogleSynthesiser({
    projectId,
    apiEndpoint: config.TEXT_TO_SPEECH_API_ENDPOINT,
    clock,
    logger,
  });
  const languageModel = createLanguageModel({
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
    onFallOver: (event) =>
      logger.warning('A language model failed and the next one answers', { event }),
    onGuarded: (event) => logger.warning('An answer was guarded', { event }),
    clock,
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
