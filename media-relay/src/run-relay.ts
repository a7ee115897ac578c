import { randomUUID } from 'node:crypto';
import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import { openTracer } from '@standardiste/shared/telemetry/open-tracer.ts';
import { telemetryConfig } from '@standardiste/shared/telemetry/telemetry-config.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { loadVoiceActivity } from './audio/voice-activity.ts';
import { createVoiceDetector } from './audio/voice-detector.ts';
import { createMessageInbox } from './carrier/twilio/message-inbox.ts';
import { createTwilioRescue } from './carrier/twilio/rescue.ts';
import { createTwilioCalls } from './carrier/twilio/rest.ts';
import { createTwilioSurface } from './carrier/twilio/surface.ts';
import type { RelayConfig } from './config.ts';
import { createCallRecords } from './conversation/call-records.ts';
import { createLiveCalls } from './conversation/live-calls.ts';
import { createVoiceKeeper } from './keep-voice.ts';
import { openEngine } from './open-engine.ts';
import { createRelayHttp } from './http/relay-http.ts';
import { openBus, openStore } from './open-backends.ts';
import { keepWatch } from './presence/keep-watch.ts';
import { watchProfiles } from './profiles.ts';
import { createRemoteTools } from './tools/remote-tools.ts';
import { twilioAccount } from './twilio-account.ts';

/** A relay that takes calls. Disposing gives its calls back to the carrier and closes everything. */
export interface Relay extends AsyncDisposable {
  readonly origin: string;
}

/** Opens every part of the relay in the order of the data's way, and listens. */
export async function runRelay(config: RelayConfig, clock: Clock, logger: Logger): Promise<Relay> {
  await using stack = new AsyncDisposableStack();
  const relayId = randomUUID();
  const tracer = stack.use(openRelayTracer(config, clock, logger));
  const store = stack.use(await openStore(config, clock));
  const bus = stack.use(await openBus(config, clock));
  const shared = { store, bus, clock, logger, relayId, tracer };
  const { engine, warmUp } = openEngine(config, clock, logger);
  stack.use(engine);
  // The first caller is not to wait for connections. They are made while the rest opens.
  const warmed = warmUp().then(
    () => undefined,
    (error: unknown) => error,
  );
  const voiceKeeper = stack.use(createVoiceKeeper({ engine, clock }));
  const profiles = stack.use(
    watchProfiles({ ...shared, onProfile: (profile) => voiceKeeper.keep(profile) }),
  );
  const records = stack.use(createCallRecords(shared));
  const tools = stack.use(createRemoteTools(shared));
  const voiceActivity = await loadVoiceActivity();

  const calls = createLiveCalls({
    ...shared,
    records,
    tools,
    engine,
    carrierCalls: createTwilioCalls({ ...twilioAccount(config), clock }),
    openVoiceDetector: () => createVoiceDetector(voiceActivity.open()),
  });
  const publicBaseUrl = config.PUBLIC_BASE_URL.replace(/\/+$/, '');
  const resumeUrl = `${publicBaseUrl}/twilio/resume`;
  const carrier = createTwilioRescue({ ...twilioAccount(config), resumeUrl, clock });
  stack.use(await keepWatch({ ...shared, records, carrier, countCalls: () => calls.count }));
  const surface = createTwilioSurface({
    authTokens: [config.TWILIO_AUTH_TOKEN, config.TWILIO_AUTH_TOKEN_SECONDARY].filter(
      (token) => token !== undefined,
    ),
    publicBaseUrl: () => publicBaseUrl,
    callTokenKey: config.CALL_TOKEN_KEY,
    records,
    inbox: createMessageInbox(shared),
    findProfile: (calledPhone) => profiles.byCalledNumber(calledPhone),
    transferFor: ({ profileId }) => profiles.byId(profileId)?.transfer,
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
      notReadyReasons: () => [
        ...(profiles.isLoaded ? [] : ['profiles-not-loaded']),
        ...(voiceKeeper.isBusy ? ['voice-not-kept'] : []),
      ],
      logger,
    }),
  );
  stack.defer(() => calls.drain());
  const error = await warmed;
  if (error instanceof ConfigInvalidError) throw error;
  // A service that is down now may be up when the call comes.
  if (error !== undefined) logger.warning('The engine is not ready yet', { error });
  const { origin } = await http.listen({ port: config.PORT, host: '0.0.0.0' });
  stack.defer(() => http.startDraining());
  const kept = stack.move();
  return { origin, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Off, unless the configuration names a collector. */
function openRelayTracer(config: RelayConfig, clock: Clock, logger: Logger) {
  const projectId = config.GOOGLE_CLOUD_PROJECT;
  const tracing = { config: telemetryConfig(config), service: 'media-relay', projectId };
  return openTracer({ ...tracing, clock, logger });
}
