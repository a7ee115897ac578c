import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { CarrierEvent, CarrierLink } from '../carrier.ts';
import type { TwilioStart } from './codec.ts';
import { openTwilioLink } from './link.ts';
import type { TwilioLinkLimits } from './link.ts';

const start: TwilioStart = {
  accountSid: 'AC1',
  streamSid: 'MZ1',
  callSid: 'CA1',
  parameters: {},
};
const frame = Buffer.alloc(160, 0x7f);
const media = (timestamp: number): string =>
  JSON.stringify({
    event: 'media',
    streamSid: 'MZ1',
    media: { track: 'inbound', timestamp: String(timestamp), payload: frame.toString('base64') },
  });
const stop = JSON.stringify({ event: 'stop', streamSid: 'MZ1' });

const servers: WebSocketServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    server.close();
  }
});

/** A link on a real socket, and the carrier's end of it. */
async function openPair(
  limits: Partial<TwilioLinkLimits> = {},
): Promise<{ link: CarrierLink; carrier: WebSocket; received: string[] }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  servers.push(server);
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const carrier = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const received: string[] = [];
  carrier.on('message', (data: Buffer) => received.push(data.toString()));
  await once(carrier, 'open');
  const [socket] = (await accepted) as [WebSocket];
  return { link: openTwilioLink(socket, start, limits), carrier, received };
}

async function collect(link: CarrierLink): Promise<CarrierEvent[]> {
  const events: CarrierEvent[] = [];
  for await (const event of link.events) events.push(event);
  return events;
}

describe('Twilio link', () => {
  it('hands over audio, marks and digits, and ends with stop', async () => {
    const { link, carrier } = await openPair();
    carrier.send(media(20));
    carrier.send(JSON.stringify({ event: 'mark', streamSid: 'MZ1', mark: { name: 'm' } }));
    carrier.send(JSON.stringify({ event: 'dtmf', streamSid: 'MZ1', dtmf: { digit: '5' } }));
    carrier.send(stop);
    expect(await collect(link)).toEqual([
      { type: 'caller-audio', mulaw8k: frame, mediaMs: 20 },
      { type: 'mark', name: 'm' },
      { type: 'dtmf', digit: '5' },
      { type: 'stop', cause: 'carrier-stopped' },
    ]);
  });

  it('sends audio in messages of at most one second, marks and clear, in order', async () => {
    const { link, carrier, received } = await openPair();
    link.sendAudio(Buffer.alloc(8_160, 1));
    link.sendMark('m1');
    link.clear();
    link.close();
    await once(carrier, 'close');
    const messages = received.map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(messages.map((message) => message['event'])).toEqual([
      'media',
      'media',
      'mark',
      'clear',
    ]);
    const bytes = messages
      .slice(0, 2)
      .map(
        ({ media: sent }) => Buffer.from((sent as { payload: string }).payload, 'base64').length,
      );
    expect(bytes).toEqual([8_000, 160]);
    expect(messages.every((message) => message['streamSid'] === 'MZ1')).toBe(true);
  });

  it('counts what it does not understand and goes on', async () => {
    const { link, carrier } = await openPair();
    carrier.send('nonsense');
    carrier.send(Buffer.from([1, 2, 3]));
    carrier.send(media(20).replaceAll('MZ1', 'MZ2'));
    carrier.send(JSON.stringify({ event: 'connected' }));
    carrier.send(media(40));
    carrier.send(stop);
    const events = await collect(link);
    expect(events.map((event) => event.type)).toEqual(['caller-audio', 'stop']);
    expect(link.ignoredCount).toBe(4);
  });

  it('tells a socket that closed from one that we closed', async () => {
    const first = await openPair();
    first.carrier.close();
    expect(await collect(first.link)).toEqual([{ type: 'stop', cause: 'socket-closed' }]);
    const second = await openPair();
    second.link.close();
    second.link.close();
    second.link.sendAudio(frame);
    expect(await collect(second.link)).toEqual([{ type: 'stop', cause: 'closed-by-us' }]);
  });

  it('ends as failed on a protocol error', async () => {
    const { link, carrier } = await openPair();
    (carrier as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(
      Buffer.from([0xff, 0xff, 0xff, 0xff]),
    );
    expect(await collect(link)).toEqual([{ type: 'stop', cause: 'socket-failed' }]);
  });

  it('gives up a carrier that reads nothing instead of buffering without end', async () => {
    const { link, carrier } = await openPair({ maxUnsentBytes: 10_000 });
    carrier.pause();
    let sentBytes = 0;
    const ended = collect(link);
    while (sentBytes < 60_000_000) {
      link.sendAudio(Buffer.alloc(80_000));
      sentBytes += 80_000;
    }
    expect(await ended).toEqual([{ type: 'stop', cause: 'socket-failed' }]);
  });

  it('drops the oldest caller audio when the consumer is too slow', async () => {
    const { link, carrier } = await openPair({ maxWaitingEvents: 3 });
    for (let n = 0; n < 10; n += 1) carrier.send(media(n * 20));
    carrier.send(stop);
    await once(carrier, 'close');
    const events = await collect(link);
    expect(events).toHaveLength(3);
    expect(events[0]).toMatchObject({ mediaMs: 160 });
    expect(events.at(-1)).toMatchObject({ type: 'stop' });
  });
});
