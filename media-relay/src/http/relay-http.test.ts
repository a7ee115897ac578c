import { createMemoryEventBus } from '@standardiste/shared/cloud/embedded/memory-event-bus.ts';
import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { sleep } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { once } from 'node:events';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { mintCallToken } from '../carrier/call-token.ts';
import { createCallRecords } from '../conversation/call-records.ts';
import type { CallRecords } from '../conversation/call-records.ts';
import type { CarrierSurface, IncomingCall } from '../carrier/carrier-surface.ts';
import { createTwilioSurface } from '../carrier/twilio/surface.ts';
import type { TwilioSurfaceOptions } from '../carrier/twilio/surface.ts';
import { createRelayHttp } from './relay-http.ts';
import type { RelayHttp, RelayHttpOptions } from './relay-http.ts';

const authToken = 'auth-token';
const callTokenKey = 'call-token-key';
const publicBaseUrl = 'https://relay.example.fr';
const ringing = {
  CallSid: 'CA1',
  AccountSid: 'AC1',
  From: '+33639980001',
  To: '+33199000001',
  CallStatus: 'ringing',
};

interface Relay {
  http: RelayHttp;
  surface: CarrierSurface;
  records: CallRecords;
  origin: string;
  calls: IncomingCall[];
  post(path: string, form: Record<string, string>, signature?: string): Promise<Response>;
  /** Opens the media socket as Twilio would. */
  connect(signature?: string): WebSocket;
}

const opened: RelayHttp[] = [];
afterEach(async () => {
  for (const http of opened.splice(0)) await http[Symbol.asyncDispose]();
});

async function openRelay(
  overrides: Partial<TwilioSurfaceOptions & RelayHttpOptions> = {},
): Promise<Relay> {
  const clock = systemClock;
  const logger = createMemoryLogger();
  const store = await openMemoryDocumentStore({ clock });
  const bus = createMemoryEventBus({ clock });
  const records = createCallRecords({ store, bus, clock, logger, relayId: 'relay-1' });
  const calls: IncomingCall[] = [];
  const surface = createTwilioSurface({
    publicBaseUrl: () => publicBaseUrl,
    authTokens: [authToken],
    callTokenKey,
    records,
    findProfile: (phone) => (phone === ringing.To ? { profileId: 'ecole' } : undefined),
    transferFor: () => ({ phone: '+33199000042', ringSeconds: 20 }),
    onCall: (call) => void calls.push(call),
    clock,
    logger,
    ...overrides,
  });
  const http = createRelayHttp({
    carriers: [surface],
    maxConcurrentCalls: 2,
    logger,
    ...overrides,
  });
  opened.push(http);
  const { origin } = await http.listen({ port: 0 });
  const sign = (url: string, form: object): string =>
    webhooks.getExpectedTwilioSignature(authToken, url, form);
  return {
    http,
    surface,
    records,
    origin,
    calls,
    post: (path, form, signature = sign(publicBaseUrl + path, form)) =>
      fetch(origin + path, {
        method: 'POST',
        headers: { 'x-twilio-signature': signature, host: 'evil.example' },
        body: new URLSearchParams(form),
      }),
    connect: (signature = sign('wss://relay.example.fr/twilio/media', {})) =>
      new WebSocket(`${origin.replace('http', 'ws')}/twilio/media`, {
        headers: { 'x-twilio-signature': signature },
      }),
  };
}

function startMessage(parameters: Record<string, string>, callSid = 'CA1'): string {
  const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 };
  return JSON.stringify({
    event: 'start',
    streamSid: 'MZ1',
    start: {
      accountSid: 'AC1',
      streamSid: 'MZ1',
      callSid,
      mediaFormat,
      customParameters: parameters,
    },
  });
}

const parametersOf = (twiml: string): Record<string, string> =>
  Object.fromEntries(
    [...twiml.matchAll(/<Parameter name="(\w+)" value="([^"]*)"/g)].map((match) => [
      match[1] as string,
      match[2] as string,
    ]),
  );

const media = JSON.stringify({
  event: 'media',
  streamSid: 'MZ1',
  media: { track: 'inbound', timestamp: '20', payload: Buffer.alloc(160).toString('base64') },
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(systemClock, 2);
}

describe('voice webhook', () => {
  it('answers a signed call with the media socket, a token and the way to resume', async () => {
    const relay = await openRelay();
    const response = await relay.post('/twilio/voice', ringing);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/xml/);
    const twiml = await response.text();
    expect(twiml).toContain('<Stream url="wss://relay.example.fr/twilio/media">');
    expect(twiml).toContain('https://relay.example.fr/twilio/resume</Redirect>');
    expect(parametersOf(twiml)).toMatchObject({ callId: 'CA1', generation: '1' });
    expect(await relay.records.get('CA1')).toMatchObject({
      profileId: 'ecole',
      callerPhone: '+33639980001',
      status: 'ringing',
    });
  });

  it('opens one call for a duplicated webhook', async () => {
    const relay = await openRelay();
    const answers = await Promise.all([1, 2].map(() => relay.post('/twilio/voice', ringing)));
    const twiml = await Promise.all(answers.map((answer) => answer.text()));
    expect(twiml.map((each) => parametersOf(each)['generation'])).toEqual(['1', '1']);
  });

  it('keeps no number of a caller who hides it', async () => {
    const relay = await openRelay();
    await relay.post('/twilio/voice', { ...ringing, From: '+266696687' });
    expect((await relay.records.get('CA1'))?.callerPhone).toBeNull();
  });

  it('politely refuses a called number that nobody has', async () => {
    const relay = await openRelay();
    const response = await relay.post('/twilio/voice', { ...ringing, To: '+33199009999' });
    expect(await response.text()).toMatch(/<Say language="fr-FR">Bonjour\. Ce numéro.*<Hangup\/>/);
    expect(await relay.records.get('CA1')).toBeUndefined();
  });

  it('apologises in French when the call cannot be stored', async () => {
    const relay = await openRelay({
      findProfile: () => Promise.reject(new Error('the store is down')),
    });
    const response = await relay.post('/twilio/voice', ringing);
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/Veuillez nous excuser.*<Hangup\/>/);
  });

  it('still answers while draining, for another instance to take the socket', async () => {
    const relay = await openRelay();
    relay.http.startDraining();
    expect(await (await relay.post('/twilio/voice', ringing)).text()).toContain('<Stream');
  });
});

describe('signatures', () => {
  it('are demanded of every webhook', async () => {
    const relay = await openRelay();
    for (const path of ['/twilio/voice', '/twilio/resume', '/twilio/status']) {
      expect((await relay.post(path, ringing, 'forged')).status).toBe(403);
      const unsigned = await fetch(relay.origin + path, {
        method: 'POST',
        body: new URLSearchParams(ringing),
      });
      expect(unsigned.status).toBe(403);
      const json = await fetch(relay.origin + path, { method: 'POST', body: '{}' });
      expect(json.status).toBe(403);
    }
    expect(relay.surface.counts().refusedWebhooks).toBe(9);
    expect(await relay.records.get('CA1')).toBeUndefined();
  });

  it('are made for the public address, whatever Host says', async () => {
    const relay = await openRelay();
    const signature = webhooks.getExpectedTwilioSignature(
      authToken,
      `${relay.origin}/twilio/voice`,
      ringing,
    );
    expect((await relay.post('/twilio/voice', ringing, signature)).status).toBe(403);
  });

  it('are demanded of the media socket', async () => {
    const relay = await openRelay();
    const socket = relay.connect('forged');
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('403');
    expect(relay.surface.counts().refusedSockets).toBe(1);
  });
});

describe('resume and status webhooks', () => {
  it('connect again with a new generation, and hang up once the call is over', async () => {
    const relay = await openRelay();
    await relay.post('/twilio/voice', ringing);
    const running = { ...ringing, CallStatus: 'in-progress' };
    const resumed = await (await relay.post('/twilio/resume', running)).text();
    expect(parametersOf(resumed)['generation']).toBe('2');
    const completed = { ...ringing, CallStatus: 'completed' };
    const statuses = await Promise.all([1, 2].map(() => relay.post('/twilio/status', completed)));
    expect(statuses.map(({ status }) => status)).toEqual([204, 204]);
    expect((await relay.records.get('CA1'))?.status).toBe('ended');
    expect(await (await relay.post('/twilio/resume', running)).text()).toContain('<Hangup/>');
    expect(await (await relay.post('/twilio/voice', ringing)).text()).toContain('<Hangup/>');
  });

  it('ignore a status that is not final, a call nobody knows, and an id that is no id', async () => {
    const relay = await openRelay();
    await relay.post('/twilio/voice', ringing);
    await relay.post('/twilio/status', { ...ringing, CallStatus: 'in-progress' });
    expect((await relay.records.get('CA1'))?.status).toBe('ringing');
    const strange = { ...ringing, CallSid: '../x', CallStatus: 'completed' };
    expect((await relay.post('/twilio/status', strange)).status).toBe(204);
    expect((await relay.post('/twilio/status', { ...strange, CallSid: 'CA9' })).status).toBe(204);
  });

  it('apologise and end a call that was lost too often', async () => {
    const relay = await openRelay();
    await relay.post('/twilio/voice', ringing);
    const running = { ...ringing, CallStatus: 'in-progress' };
    for (let n = 0; n < 3; n += 1) await relay.post('/twilio/resume', running);
    const last = await (await relay.post('/twilio/resume', running)).text();
    expect(last).toContain('Veuillez nous excuser');
    expect(await relay.records.get('CA1')).toMatchObject({
      status: 'ended',
      outcome: 'technical-failure',
    });
  });
});

describe('a call that goes to a person', () => {
  const running = { ...ringing, CallStatus: 'in-progress' };

  /** Gives what Twilio is answered when the callbot has left the line. */
  async function transfer(relay: Relay): Promise<string> {
    await relay.post('/twilio/voice', ringing);
    const holder = { callId: 'CA1', generation: 1 };
    await relay.records.consumeToken(holder);
    await relay.records.beginTransfer(holder, { outcome: 'transferred' });
    return (await relay.post('/twilio/resume', running)).text();
  }

  it('rings them', async () => {
    const twiml = await transfer(await openRelay());
    expect(twiml).toContain('callerId="+33199000001"');
    expect(twiml).toContain('timeout="20"');
    expect(twiml).toContain('action="https://relay.example.fr/twilio/transferred"');
    expect(twiml).toContain('>+33199000042</Dial>');
  });

  it.each(['no-answer', 'busy', 'failed', 'canceled'])(
    'comes back to the callbot after %s, also when Twilio asks twice',
    async (DialCallStatus) => {
      const relay = await openRelay();
      await transfer(relay);
      const answer = { ...running, DialCallStatus };
      const twiml = await (await relay.post('/twilio/transferred', answer)).text();
      expect(parametersOf(twiml)).toMatchObject({ callId: 'CA1', generation: '2' });
      expect((await relay.records.get('CA1'))?.status).toBe('handover');
      const again = await (await relay.post('/twilio/transferred', answer)).text();
      expect(parametersOf(again)['generation']).toBe('3');
      expect((await relay.records.consumeToken({ callId: 'CA1', generation: 3 })).type).toBe(
        'accepted',
      );
    },
  );

  it('comes back to the callbot when nobody is to be rung any more', async () => {
    const twiml = await transfer(await openRelay({ transferFor: () => undefined }));
    expect(parametersOf(twiml)['generation']).toBe('2');
  });

  it.each([
    ['they have talked', { DialCallStatus: 'completed', DialCallDuration: '42' }],
    ['the caller gave up', { DialCallStatus: 'canceled', CallStatus: 'completed' }],
  ])('is over, once, when %s', async (_, told) => {
    const relay = await openRelay();
    await transfer(relay);
    const twiml = await (await relay.post('/twilio/transferred', { ...running, ...told })).text();
    expect(twiml).toContain('<Hangup/>');
    await relay.post('/twilio/status', { ...ringing, CallStatus: 'completed' });
    expect(await relay.records.get('CA1')).toMatchObject({
      status: 'ended',
      outcome: 'transferred',
    });
  });

  it('is not believed without a signature', async () => {
    const relay = await openRelay();
    await transfer(relay);
    const forged = { ...running, DialCallStatus: 'completed' };
    expect((await relay.post('/twilio/transferred', forged, 'forged')).status).toBe(403);
    expect((await relay.records.get('CA1'))?.status).toBe('transferring');
  });
});

describe('media socket', () => {
  it('hands over the call, with the audio that came while the token was checked', async () => {
    const relay = await openRelay();
    const twiml = await (await relay.post('/twilio/voice', ringing)).text();
    const socket = relay.connect();
    await once(socket, 'open');
    socket.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }));
    socket.send(startMessage(parametersOf(twiml)));
    socket.send(media);
    socket.send(JSON.stringify({ event: 'stop', streamSid: 'MZ1' }));
    await until(() => relay.calls.length > 0);
    const call = relay.calls[0] as IncomingCall;
    expect(call).toMatchObject({ callId: 'CA1', generation: 1, call: { status: 'live' } });
    const types: string[] = [];
    for await (const event of call.link.events) types.push(event.type);
    expect(types).toEqual(['caller-audio', 'stop']);
  });

  it.each([
    ['without a token', {}],
    ['with a forged token', { callId: 'CA1', generation: '1', token: 'x.y' }],
    [
      'with the token of another call',
      {
        callId: 'CA1',
        generation: '1',
        token: mintCallToken(callTokenKey, { callId: 'CA2', generation: 1 }, systemClock.now()),
      },
    ],
    [
      'with an expired token',
      {
        callId: 'CA1',
        generation: '1',
        token: mintCallToken(
          callTokenKey,
          { callId: 'CA1', generation: 1 },
          systemClock.now() - 61_000,
        ),
      },
    ],
    [
      'for a call that nobody opened',
      {
        callId: 'CA1',
        generation: '1',
        token: mintCallToken(callTokenKey, { callId: 'CA1', generation: 1 }, systemClock.now()),
      },
    ],
  ])('is closed %s', async (_what, parameters) => {
    const relay = await openRelay();
    const socket = relay.connect();
    await once(socket, 'open');
    socket.send(startMessage(parameters));
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1008);
    expect(relay.calls).toEqual([]);
  });

  it('is closed when its token was used before', async () => {
    const relay = await openRelay();
    const parameters = parametersOf(await (await relay.post('/twilio/voice', ringing)).text());
    const codes = await Promise.all(
      [1, 2].map(async () => {
        const socket = relay.connect();
        await once(socket, 'open');
        socket.send(startMessage(parameters));
        const closed = once(socket, 'close') as Promise<[number]>;
        await until(() => relay.calls.length > 0);
        relay.calls[0]?.link.close();
        return (await closed)[0];
      }),
    );
    expect(codes.toSorted()).toEqual([1000, 1008]);
    expect(relay.calls).toHaveLength(1);
  });

  it('is closed when the call in start is not the one in the token', async () => {
    const relay = await openRelay();
    const parameters = parametersOf(await (await relay.post('/twilio/voice', ringing)).text());
    const socket = relay.connect();
    await once(socket, 'open');
    socket.send(startMessage(parameters, 'CA2'));
    expect((await once(socket, 'close'))[0]).toBe(1008);
  });

  it('is closed when start does not come in time, or only nonsense comes', async () => {
    const early = {
      ...systemClock,
      schedule: (_ms: number, fire: () => void) => systemClock.schedule(20, fire),
    };
    const patient = await openRelay();
    const talker = patient.connect();
    await once(talker, 'open');
    for (let n = 0; n < 11; n += 1) talker.send('nonsense');
    expect((await once(talker, 'close'))[0]).toBe(1008);
    const hasty = await openRelay({ clock: early });
    const silent = hasty.connect();
    expect((await once(silent, 'close'))[0]).toBe(1008);
  });

  it('is closed on a message over 64 KB', async () => {
    const relay = await openRelay();
    const socket = relay.connect();
    await once(socket, 'open');
    socket.send('x'.repeat(70_000));
    expect((await once(socket, 'close'))[0]).toBe(1009);
  });

  it('is refused at capacity and while draining', async () => {
    const relay = await openRelay({ maxConcurrentCalls: 1 });
    const first = relay.connect();
    await once(first, 'open');
    const [full] = (await once(relay.connect(), 'error')) as [Error];
    expect(full.message).toContain('503');
    const draining = await openRelay();
    draining.http.startDraining();
    const [refused] = (await once(draining.connect(), 'error')) as [Error];
    expect(refused.message).toContain('503');
  });
});

describe('health', () => {
  it('is live and ready, and no longer ready while draining, full or without a dependency', async () => {
    const reasons: string[] = [];
    const relay = await openRelay({ maxConcurrentCalls: 1, notReadyReasons: () => reasons });
    const ready = async (): Promise<number> => (await fetch(`${relay.origin}/readyz`)).status;
    expect(await ready()).toBe(200);
    reasons.push('store');
    expect(await ready()).toBe(503);
    reasons.pop();
    const socket = relay.connect();
    await once(socket, 'open');
    expect(await ready()).toBe(503);
    socket.terminate();
    await until(() => relay.http.openSocketCount === 0);
    expect(await ready()).toBe(200);
    relay.http.startDraining();
    expect(await ready()).toBe(503);
    expect((await fetch(`${relay.origin}/healthz`)).status).toBe(200);
  });
});

describe('a stranger', () => {
  it('gets 404, 405 or 413 and no details', async () => {
    const relay = await openRelay();
    const missing = await fetch(`${relay.origin}/.env`);
    expect([missing.status, await missing.text()]).toEqual([404, 'Not found']);
    expect(missing.headers.get('x-content-type-options')).toBe('nosniff');
    expect(missing.headers.get('cache-control')).toBe('no-store');
    expect((await fetch(`${relay.origin}/twilio/voice`)).status).toBe(405);
    const large = { method: 'POST', body: new URLSearchParams({ a: 'x'.repeat(70_000) }) };
    expect((await fetch(`${relay.origin}/twilio/voice`, large)).status).toBe(413);
  });
});
