import { sleep } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import type { PhoneParty } from '../../caller/phone.ts';
import { createHearing } from '../../voice/hearing.ts';
import type { CallFaults, PlaceCallOptions } from './call-options.ts';
import { startProduct } from './product.fixture.ts';
import type { Product } from './product.fixture.ts';
import { signTwilioRequest } from './signing.ts';
import { startTwilioSimulator } from './twilio-simulator.ts';
import type { PlacedCall, TwilioSimulator } from './twilio-simulator.ts';

const accountSid = 'AC00000000000000000000000000000001';
const authToken = 'auth-token';

type Message = Record<string, unknown> & { event: string; streamSid?: string };

/** What the product received on one media socket, and the commands it can send. */
interface Stream {
  readonly socket: WebSocket;
  readonly messages: (Message & { atMs: number })[];
  send(message: object): void;
  play(frames: number, value: number): void;
}

let twilio: TwilioSimulator;
let product: Product;
let streams: Stream[];

beforeEach(async () => {
  streams = [];
  twilio = await startTwilioSimulator({
    accountSid,
    authToken,
    timings: { webhookMs: 1, socketMs: 1 },
  });
  product = await startProduct((socket) => void streams.push(createStream(socket)));
  product.answers['/voice'] = connectTwiml();
  product.answers['/resume'] = '<Response><Hangup/></Response>';
  product.answers['/status'] = '';
});
afterEach(async () => {
  await twilio[Symbol.asyncDispose]();
  await product[Symbol.asyncDispose]();
});

function connectTwiml(): string {
  const url = `${product.origin.replace('http', 'ws')}/media`;
  return (
    `<Response><Connect><Stream url="${url}"><Parameter name="token" value="t"/></Stream></Connect>` +
    `<Redirect method="POST">${product.origin}/resume</Redirect></Response>`
  );
}

function createStream(socket: WebSocket): Stream {
  const messages: (Message & { atMs: number })[] = [];
  let streamSid = '';
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Message;
    streamSid = message.streamSid ?? streamSid;
    messages.push({ ...message, atMs: systemClock.now() });
  });
  const send = (message: object): void => socket.send(JSON.stringify({ ...message, streamSid }));
  return {
    socket,
    messages,
    send,
    play(frames, value) {
      const payload = Buffer.alloc(frames * 160, value).toString('base64');
      send({ event: 'media', media: { payload } });
    },
  };
}

function createParty(): PhoneParty & { played: number[] } {
  const played: number[] = [];
  return {
    played,
    onPlayed: (mulaw8k) => void played.push(mulaw8k[0] as number),
    nextFrame: () => new Uint8Array(160).fill(0xff),
  };
}

function place(options: Partial<PlaceCallOptions> = {}): PlacedCall & { played: number[] } {
  const party = createParty();
  const placed = twilio.placeCall({
    from: '+33639980001',
    to: '+33199000001',
    voiceUrl: `${product.origin}/voice`,
    statusCallback: `${product.origin}/status`,
    party,
    ...options,
  });
  return { ...placed, played: party.played };
}

async function until<T>(read: () => T | undefined | false): Promise<T> {
  for (;;) {
    const value = read();
    if (value !== undefined && value !== false) return value;
    await sleep(systemClock, 5);
  }
}

/** A call whose stream has started. */
async function placeConnected(options: Partial<PlaceCallOptions> = {}) {
  const call = place(options);
  const stream = await until(() => streams.find(({ messages }) => messages.length > 2));
  return { call, stream };
}

const marksOf = (stream: Stream): string[] =>
  stream.messages.flatMap((message) =>
    message.event === 'mark' ? [(message['mark'] as { name: string }).name] : [],
  );
const statuses = () => product.webhooks.filter(({ path }) => path === '/status');
const warnings = () => twilio.state().calls.flatMap((call) => call.warnings);

describe('a simulated call', () => {
  it('asks the webhook, signed, and starts the stream as Twilio does', async () => {
    const { call, stream } = await placeConnected();
    const [voice] = product.webhooks;
    expect(voice?.form).toMatchObject({
      CallSid: call.callSid,
      AccountSid: accountSid,
      From: '+33639980001',
      To: '+33199000001',
      CallStatus: 'ringing',
      Direction: 'inbound',
    });
    expect(voice?.signature).toBe(
      signTwilioRequest(authToken, `${product.origin}/voice`, voice?.form),
    );
    expect(product.handshakes[0]?.headers['x-twilio-signature']).toBe(
      signTwilioRequest(authToken, `${product.origin.replace('http', 'ws')}/media`),
    );
    const [connected, start, media] = stream.messages;
    expect(connected).toMatchObject({ event: 'connected', protocol: 'Call', version: '1.0.0' });
    expect(start).toMatchObject({
      event: 'start',
      sequenceNumber: '1',
      start: {
        callSid: call.callSid,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: { token: 't' },
      },
    });
    expect(media).toMatchObject({
      event: 'media',
      sequenceNumber: '2',
      media: { track: 'inbound', chunk: '1', timestamp: '0' },
    });
    const { payload } = media?.['media'] as { payload: string };
    expect(Buffer.from(payload, 'base64')).toEqual(Buffer.alloc(160, 0xff));
  });

  it('sends 50 frames a second', async () => {
    const { stream } = await placeConnected();
    const frame = (n: number) => stream.messages.filter(({ event }) => event === 'media')[n];
    const first = await until(() => frame(0));
    const later = await until(() => frame(20));
    expect(later['media']).toMatchObject({ timestamp: '400' });
    expect(later.atMs - first.atMs).toBeGreaterThan(370);
  });

  it('plays in playback time and echoes a mark only when it is reached', async () => {
    const { call, stream } = await placeConnected();
    const sentMs = systemClock.now();
    stream.play(10, 7);
    stream.send({ event: 'mark', mark: { name: 'end' } });
    stream.send({ event: 'mark', mark: { name: 'end too' } });
    await until(() => marksOf(stream).length === 2);
    expect(systemClock.now() - sentMs).toBeGreaterThan(160);
    expect(call.played.filter((value) => value === 7)).toHaveLength(10);
    stream.send({ event: 'mark', mark: { name: 'at once' } });
    await until(() => marksOf(stream).includes('at once'));
  });

  it('throws away what waits on clear, and echoes its marks at once', async () => {
    const { call, stream } = await placeConnected();
    stream.play(500, 7);
    stream.send({ event: 'mark', mark: { name: 'far' } });
    await until(() => call.played.includes(7));
    stream.send({ event: 'clear' });
    await until(() => marksOf(stream).length === 1);
    expect(call.played.filter((value) => value === 7).length).toBeLessThan(100);
    await until(() => call.played.at(-1) === 0xff);
  });

  it('goes on after the server closed the socket, and ends with the TwiML', async () => {
    const { call, stream } = await placeConnected();
    stream.socket.close(1000);
    expect((await call.phone.ended).by).toBe('callbot');
    await call.finished;
    expect(product.webhooks.map(({ path }) => path)).toEqual(['/voice', '/resume', '/status']);
    expect(product.webhooks[1]?.form['CallStatus']).toBe('in-progress');
    expect(statuses()[0]?.form).toMatchObject({
      CallStatus: 'completed',
      CallbackSource: 'call-progress-events',
      CallDuration: '1',
    });
  });

  it('sends stop and closes when the caller hangs up', async () => {
    const { call, stream } = await placeConnected();
    call.phone.sendDigit('4');
    call.phone.hangUp();
    const [code] = (await once(stream.socket, 'close')) as [number];
    expect(code).toBe(1000);
    expect(stream.messages.at(-1)).toMatchObject({
      event: 'stop',
      stop: { accountSid, callSid: call.callSid },
    });
    expect(stream.messages.at(-2)).toMatchObject({
      event: 'dtmf',
      dtmf: { track: 'inbound_track', digit: '4' },
    });
    expect((await call.phone.ended).by).toBe('caller');
    await call.finished;
    expect(product.webhooks.map(({ path }) => path)).toEqual(['/voice', '/status']);
  });

  it('refuses binary and malformed messages with a warning, and goes on', async () => {
    const { call, stream } = await placeConnected();
    stream.socket.send(Buffer.from([1, 2, 3]));
    stream.socket.send('{');
    stream.socket.send(JSON.stringify({ event: 'clear', streamSid: 'MZother' }));
    stream.send({ event: 'media', media: { payload: Buffer.from('RIFF0000').toString('base64') } });
    stream.send({ event: 'mark', mark: { name: 'still here' } });
    await until(() => marksOf(stream).includes('still here'));
    expect(warnings().map(({ detail }) => detail['code'])).toEqual([31950, 31950, 31951, 31951]);
    call.phone.hangUp();
  });

  it('says what the TwiML says, in a voice that can be understood', async () => {
    product.answers['/voice'] = '<Response><Say>Au revoir.</Say><Hangup/></Response>';
    const hearing = createHearing();
    const party = { ...createParty(), onPlayed: (frame: Uint8Array) => hearing.push(frame) };
    const call = place({ party });
    expect((await call.phone.ended).by).toBe('callbot');
    expect(hearing.text()).toBe('Au revoir.');
  });
});

describe('faults of a call', () => {
  const run = async (faults: Partial<CallFaults>): Promise<PlacedCall> => {
    const { call, stream } = await placeConnected({ faults });
    stream.socket.terminate();
    await call.finished;
    return call;
  };

  it('continue or end the call after a drop', async () => {
    await run({ afterDrop: 'continue' });
    expect(product.webhooks.map(({ path }) => path)).toEqual(['/voice', '/resume', '/status']);
    streams = [];
    product.webhooks.length = 0;
    await run({ afterDrop: 'hang-up' });
    expect(product.webhooks.map(({ path }) => path)).toEqual(['/voice', '/status']);
  });

  it('duplicate the voice webhook and the status callback, or lose it, or send it out of order', async () => {
    await run({ duplicateVoiceWebhook: true, statusCallbackCount: 2, afterDrop: 'hang-up' });
    expect(product.webhooks.map(({ path }) => path)).toEqual([
      '/voice',
      '/voice',
      '/status',
      '/status',
    ]);
    streams = [];
    product.webhooks.length = 0;
    await run({ statusCallbackCount: 0, afterDrop: 'hang-up' });
    expect(statuses()).toEqual([]);
    streams = [];
    await run({ statusOutOfOrder: true, afterDrop: 'hang-up' });
    const order = statuses().map(({ form }) => [form['SequenceNumber'], form['CallStatus']]);
    expect(order).toEqual([
      ['1', 'completed'],
      ['0', 'in-progress'],
    ]);
  });

  it('lose frames, so that timestamps jump and chunks do not', async () => {
    const { call, stream } = await placeConnected({
      faults: { jitter: { lossRate: 0.5, seed: 3 } },
    });
    const media = await until(() => {
      const frames = stream.messages.filter(({ event }) => event === 'media');
      return frames.length >= 10 && frames;
    });
    const fields = media.map((message) => message['media'] as { chunk: string; timestamp: string });
    expect(fields.map(({ chunk }) => Number(chunk))).toEqual(fields.map((_, n) => n + 1));
    expect(Number(fields.at(-1)?.timestamp)).toBeGreaterThan((fields.length - 1) * 20);
    call.phone.hangUp();
  });
});

describe('webhooks that fail', () => {
  it('lead to the fallback URL, with the error', async () => {
    product.answers['/voice'] = undefined;
    product.answers['/fallback'] = '<Response><Hangup/></Response>';
    const call = place({ fallbackUrl: `${product.origin}/fallback` });
    await call.finished;
    expect(product.webhooks[1]).toMatchObject({ path: '/fallback', form: { ErrorCode: '11200' } });
  });

  it('lead to an English apology without one', async () => {
    product.answers['/voice'] = 'no twiml';
    const call = place();
    await until(() => call.timeline.find(({ event }) => event === 'said'));
    expect(warnings()[0]?.detail).toEqual({ code: 12100 });
    call.phone.hangUp();
  });

  it('are sent again with the same idempotency token when the connection breaks', async () => {
    product.answers['/voice'] = 'cut';
    const call = place();
    await until(() => product.webhooks.length >= 2);
    const [first, second] = product.webhooks;
    expect(first?.idempotencyToken).toBeTruthy();
    expect(second?.idempotencyToken).toBe(first?.idempotencyToken);
    call.phone.hangUp();
  });

  it('are sent again on 5xx only when the URL asks for it', async () => {
    product.answers['/voice'] = undefined;
    const call = place({ voiceUrl: `${product.origin}/voice#rc=2&rp=5xx` });
    await until(() => call.timeline.find(({ event }) => event === 'said'));
    expect(product.webhooks.filter(({ path }) => path === '/voice')).toHaveLength(3);
    call.phone.hangUp();
  });

  it('end a call whose socket is refused by the next verb', async () => {
    product.answers['/voice'] = connectTwiml().replace('/media', '/gone').replace('ws:', 'wss:');
    const call = place();
    await call.finished;
    expect(warnings()[0]?.detail).toMatchObject({ code: 31920 });
    expect(product.webhooks[1]?.path).toBe('/resume');
  });
});

describe('the REST API', () => {
  const request = (
    callSid: string,
    form?: Record<string, string>,
    password = authToken,
  ): Promise<Response> =>
    fetch(`${twilio.origin}/2010-04-01/Accounts/${accountSid}/Calls/${callSid}.json`, {
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${accountSid}:${password}`).toString('base64')}`,
      },
      ...(form && { body: new URLSearchParams(form) }),
    });

  it('hangs up, and says 21220 when the call is over', async () => {
    const { call, stream } = await placeConnected();
    const response = await request(call.callSid, { Status: 'completed' });
    expect(await response.json()).toMatchObject({ sid: call.callSid, status: 'completed' });
    expect((await call.phone.ended).by).toBe('callbot');
    await call.finished;
    expect(stream.messages.at(-1)?.event).toBe('stop');
    const again = await request(call.callSid, { Status: 'completed' });
    expect([again.status, await again.json()]).toMatchObject([400, { code: 21220 }]);
  });

  it('redirects a call that streams', async () => {
    const { call, stream } = await placeConnected();
    const twiml = '<Response><Pause length="0"/><Hangup/></Response>';
    expect((await request(call.callSid, { Twiml: twiml })).status).toBe(200);
    expect((await call.phone.ended).by).toBe('callbot');
    await call.finished;
    expect(stream.messages.at(-1)?.event).toBe('stop');
    expect(product.webhooks.map(({ path }) => path)).toEqual(['/voice', '/status']);
  });

  it('refuses strangers and unknown calls, and fails on demand', async () => {
    expect((await request('CA1', undefined, 'wrong')).status).toBe(401);
    expect(await (await request('CA1')).json()).toMatchObject({ code: 20404 });
    twilio.faults.set([{ operation: 'calls.update', kind: 'error', status: 503 }]);
    expect((await request('CA1', { Status: 'completed' })).status).toBe(503);
    expect((await request('CA1', { Status: 'completed' })).status).toBe(404);
  });

  it('takes messages, tells their status, signed, and refuses who opted out', async () => {
    const send = (To: string): Promise<Response> =>
      fetch(`${twilio.origin}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
        body: new URLSearchParams({
          To,
          From: '+33199000001',
          Body: 'Bonjour',
          StatusCallback: `${product.origin}/status`,
        }),
      });
    expect((await send('+33639980001')).status).toBe(201);
    expect(twilio.state().messages).toMatchObject([{ to: '+33639980001', body: 'Bonjour' }]);
    const delivered = await until(() =>
      statuses().find(({ form }) => form['MessageStatus'] === 'delivered'),
    );
    expect(delivered.signature).toBe(
      signTwilioRequest(authToken, `${product.origin}/status`, delivered.form),
    );
    twilio.optOut('+33639980002');
    expect(await (await send('+33639980002')).json()).toMatchObject({ code: 21610 });
  });
});
