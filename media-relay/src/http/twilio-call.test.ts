import { createMemoryEventBus } from '@standardiste/shared/cloud/embedded/memory-event-bus.ts';
import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTwilioSimulator } from '../../../sandbox/src/vendors/twilio/twilio-simulator.ts';
import type { TwilioSimulator } from '../../../sandbox/src/vendors/twilio/twilio-simulator.ts';
import { createHearing } from '../../../sandbox/src/voice/hearing.ts';
import { speak } from '../../../sandbox/src/voice/speak.ts';
import type { IncomingCall } from '../carrier/carrier-surface.ts';
import { createTwilioSurface } from '../carrier/twilio/surface.ts';
import { createCallRecords } from '../conversation/call-records.ts';
import type { CallRecords } from '../conversation/call-records.ts';
import { createRelayHttp } from './relay-http.ts';

const authToken = 'auth-token';
const clock = systemClock;

let relay: Awaited<ReturnType<typeof openRelay>>;
let twilio: TwilioSimulator;
/** What the relay does with a call; each test sets its own. */
let onCall: (call: IncomingCall, records: CallRecords) => Promise<void>;

async function openRelay() {
  const logger = createMemoryLogger();
  const store = await openMemoryDocumentStore({ clock });
  const bus = createMemoryEventBus({ clock });
  const records = createCallRecords({ store, bus, clock, logger, relayId: 'relay-1' });
  let origin = '';
  const surface = createTwilioSurface({
    publicBaseUrl: () => origin,
    authTokens: [authToken],
    callTokenKey: 'call-token-key',
    records,
    findProfile: () => ({ profileId: 'ecole' }),
    transferFor: () => undefined,
    onCall: (call) => void onCall(call, records),
    clock,
    logger,
  });
  const http = createRelayHttp({ carriers: [surface], maxConcurrentCalls: 10, logger });
  ({ origin } = await http.listen({ port: 0 }));
  return { http, records, bus, origin };
}

beforeEach(async () => {
  relay = await openRelay();
  twilio = await startTwilioSimulator({
    accountSid: 'AC00000000000000000000000000000001',
    authToken,
    timings: { webhookMs: 5, socketMs: 5 },
  });
});
afterEach(async () => {
  await twilio[Symbol.asyncDispose]();
  await relay.http[Symbol.asyncDispose]();
});

/** Half a second: on a busy machine frames come in bursts, and a gap in the echo would damage what it says. */
const echoDelayFrames = 25;

/** Sends back every frame of the caller, a little later, and tells when the stream is over. */
async function echo({ link }: IncomingCall): Promise<void> {
  const delayed: Uint8Array[] = [];
  for await (const event of link.events) {
    if (event.type !== 'caller-audio') continue;
    delayed.push(event.mulaw8k);
    if (delayed.length === echoDelayFrames) for (const frame of delayed) link.sendAudio(frame);
    if (delayed.length > echoDelayFrames) link.sendAudio(event.mulaw8k);
  }
}

/** Calls, says the text once its `streamCount`th stream is open, and hangs up when it comes back. */
function dial(text: string, faults = {}, streamCount = 1) {
  const hearing = createHearing();
  const sound = speak(text);
  let offset = 0;
  const call = twilio.placeCall({
    from: '+33639980001',
    to: '+33199000001',
    voiceUrl: `${relay.origin}/twilio/voice`,
    statusCallback: `${relay.origin}/twilio/status`,
    faults,
    party: {
      onPlayed(mulaw8k) {
        hearing.push(mulaw8k);
        if (hearing.text() === text) call.phone.hangUp();
      },
      nextFrame() {
        const started = call.timeline.filter(({ event }) => event === 'stream-started');
        if (started.length < streamCount || offset >= sound.length)
          return new Uint8Array(160).fill(0xff);
        offset += 160;
        return sound.subarray(offset - 160, offset);
      },
    },
  });
  return { call, hearing };
}

describe('a call through the Twilio simulator', () => {
  it('reaches the relay and comes back, as audio, and ends in one event', async () => {
    onCall = echo;
    const { call, hearing } = dial('Allô ?');
    expect((await call.phone.ended).by).toBe('caller');
    await call.finished;
    expect(hearing.text()).toBe('Allô ?');
    expect(hearing.damageCount).toBe(0);
    expect(twilio.state().calls[0]?.warnings).toEqual([]);
    expect(await relay.records.get(call.callSid)).toMatchObject({
      status: 'ended',
      outcome: 'abandoned',
      callerPhone: '+33639980001',
    });
    const topics = relay.bus.published.map(({ topic }) => topic);
    expect(topics).toEqual(['call-started', 'call-ended']);
  });

  it('survives a relay that breaks off and duplicated webhooks: the next socket goes on', async () => {
    const generations: number[] = [];
    onCall = async (incoming, records) => {
      const { callId, generation, link } = incoming;
      generations.push(generation);
      if (generation > 1) return echo(incoming);
      await records.checkpoint({ callId, generation }, { conversation: { stage: 'identify' } });
      link.close();
      return undefined;
    };
    const { call, hearing } = dial(
      'Oui.',
      { duplicateVoiceWebhook: true, statusCallbackCount: 2 },
      2,
    );
    await call.finished;
    expect(generations).toEqual([1, 2]);
    expect(hearing.text()).toBe('Oui.');
    expect((await relay.records.get(call.callSid))?.conversation).toEqual({ stage: 'identify' });
    const topics = relay.bus.published.map(({ topic }) => topic);
    expect(topics).toEqual(['call-started', 'call-ended']);
  });

  it('ends when the relay ends it: the resume webhook hangs up', async () => {
    onCall = async ({ callId, link }, records) => {
      await records.end({ callId, reason: 'agent-hung-up', outcome: 'question-answered' });
      link.close();
    };
    const { call } = dial('Bonjour.');
    expect((await call.phone.ended).by).toBe('callbot');
    await call.finished;
    expect((await relay.records.get(call.callSid))?.outcome).toBe('question-answered');
    expect(relay.bus.published.filter(({ topic }) => topic === 'call-ended')).toHaveLength(1);
  });
});
