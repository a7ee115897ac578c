import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTwilioCommand, parseTwilioMessage } from './codec.ts';

const start = {
  event: 'start',
  sequenceNumber: '1',
  start: {
    accountSid: 'AC1',
    streamSid: 'MZ1',
    callSid: 'CA1',
    tracks: ['inbound'],
    mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
    customParameters: { callId: 'CA1', generation: '1' },
  },
  streamSid: 'MZ1',
};
const frame = Buffer.alloc(160, 0xff);
const media = {
  event: 'media',
  sequenceNumber: '4',
  media: { track: 'inbound', chunk: '2', timestamp: '40', payload: frame.toString('base64') },
  streamSid: 'MZ1',
};
const parse = (message: unknown) => parseTwilioMessage(JSON.stringify(message));

describe('parseTwilioMessage', () => {
  it('reads the connected message', () => {
    expect(parse({ event: 'connected', protocol: 'Call', version: '1.0.0' })).toEqual({
      type: 'connected',
    });
  });

  it('reads the start message with its custom parameters', () => {
    expect(parse(start)).toEqual({
      type: 'start',
      start: {
        accountSid: 'AC1',
        streamSid: 'MZ1',
        callSid: 'CA1',
        parameters: { callId: 'CA1', generation: '1' },
      },
    });
  });

  it('reads audio with its time in ms, although counters are strings', () => {
    const message = parse(media);
    expect(message).toMatchObject({ type: 'media', streamSid: 'MZ1', mediaMs: 40 });
    expect(message.type === 'media' && Buffer.compare(message.mulaw8k, frame)).toBe(0);
  });

  it('reads marks, digits and stop', () => {
    expect(parse({ event: 'mark', streamSid: 'MZ1', mark: { name: 't1.2' } })).toEqual({
      type: 'mark',
      streamSid: 'MZ1',
      name: 't1.2',
    });
    const dtmf = { track: 'inbound_track', digit: '#' };
    expect(parse({ event: 'dtmf', streamSid: 'MZ1', dtmf })).toEqual({
      type: 'dtmf',
      streamSid: 'MZ1',
      digit: '#',
    });
    expect(parse({ event: 'stop', streamSid: 'MZ1', stop: { callSid: 'CA1' } })).toEqual({
      type: 'stop',
      streamSid: 'MZ1',
    });
  });

  it.each([
    ['not-json', '{"event":'],
    ['not-json', '[]'],
    ['not-json', 'null'],
    ['malformed', '{}'],
    ['malformed', '{"event":7}'],
    ['unknown-event', '{"event":"teleport"}'],
    ['malformed', '{"event":"media","streamSid":"MZ1"}'],
    ['malformed', JSON.stringify({ ...media, media: { ...media.media, timestamp: '-1' } })],
    ['malformed', JSON.stringify({ ...media, media: { ...media.media, payload: '%%%%' } })],
    ['other-track', JSON.stringify({ ...media, media: { ...media.media, track: 'outbound' } })],
    ['malformed', '{"event":"dtmf","streamSid":"MZ1","dtmf":{"digit":"12"}}'],
    ['malformed', '{"event":"stop"}'],
  ])('ignores as %s: %s', (reason, text) => {
    expect(parseTwilioMessage(text)).toEqual({ type: 'ignored', reason });
  });

  it('refuses a format other than μ-law 8 kHz mono', () => {
    const mediaFormat = { encoding: 'audio/l16', sampleRate: 16000, channels: 1 };
    expect(parse({ ...start, start: { ...start.start, mediaFormat } })).toEqual({
      type: 'ignored',
      reason: 'unsupported-format',
    });
  });

  it('never throws, whatever comes', () => {
    const names = ['connected', 'start', 'media', 'mark', 'dtmf', 'stop', '__proto__', 'other'];
    const hostile = fc.record({
      event: fc.constantFrom(...names),
      streamSid: fc.anything(),
      start: fc.anything(),
      media: fc.anything(),
      mark: fc.anything(),
    });
    fc.assert(fc.property(fc.string(), (text) => void parseTwilioMessage(text)));
    fc.assert(
      fc.property(hostile, (message) => {
        parseTwilioMessage(
          JSON.stringify(message, (_, value: unknown) =>
            typeof value === 'bigint' ? String(value) : value,
          ),
        );
      }),
    );
  });
});

describe('formatTwilioCommand', () => {
  it('writes audio, marks and clear for the stream', () => {
    expect(JSON.parse(formatTwilioCommand('MZ1', { type: 'media', mulaw8k: frame }))).toEqual({
      event: 'media',
      streamSid: 'MZ1',
      media: { payload: frame.toString('base64') },
    });
    expect(JSON.parse(formatTwilioCommand('MZ1', { type: 'mark', name: 'a' }))).toEqual({
      event: 'mark',
      streamSid: 'MZ1',
      mark: { name: 'a' },
    });
    expect(formatTwilioCommand('MZ1', { type: 'clear' })).toBe(
      '{"event":"clear","streamSid":"MZ1"}',
    );
  });

  it('encodes only the given view of a larger buffer', () => {
    const view = new Uint8Array([1, 2, 3, 4, 5]).subarray(1, 3);
    const text = formatTwilioCommand('MZ1', { type: 'media', mulaw8k: view });
    expect(text).toContain(Buffer.from([2, 3]).toString('base64'));
  });
});
