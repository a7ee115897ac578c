import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { listenHttp } from './vendors/http-listener.ts';
import { createControlApi } from './world/control-api.ts';
import { readWorldTimings } from './world/world-timings.ts';
import { startWorld } from './world/start-world.ts';
import type { WorldOrigins } from './world/world-contract.ts';

// Every vendor in one process, steered over HTTP; it tells on its ready line where each listens.
const { TWILIO_ACCOUNT_SID = '', TWILIO_AUTH_TOKEN = '', WORLD_TIMINGS } = process.env;
const world = await startWorld({
  clock: systemClock,
  twilioAccountSid: TWILIO_ACCOUNT_SID,
  twilioAuthToken: TWILIO_AUTH_TOKEN,
  timings: readWorldTimings(WORLD_TIMINGS),
});
const control = await listenHttp(createControlApi(world, systemClock));
const origins: WorldOrigins = {
  control: control.origin,
  twilio: world.twilio.origin,
  speech: world.speech.origin,
  textToSpeech: world.textToSpeech.origin,
  calendar: world.calendar.origin,
  salesforce: world.salesforce.origin,
  openai: world.openai.origin,
  anthropic: world.anthropic.origin,
  gemini: world.gemini.origin,
  vertex: world.vertex.origin,
  azureOpenai: world.azureOpenai.origin,
  rag: world.rag.origin,
  embeddings: world.embeddings.origin,
};
process.once('SIGTERM', () => {
  void control[Symbol.asyncDispose]()
    .then(() => world[Symbol.asyncDispose]())
    .then(() => process.exit(0));
});
process.stdout.write(`outside-world ready ${JSON.stringify(origins)}\n`);
