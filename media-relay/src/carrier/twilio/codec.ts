import { z } from 'zod';

/** The stream's own description of itself, from the `start` message. */
export interface TwilioStart {
  readonly accountSid: string;
  readonly streamSid: string;
  readonly callSid: string;
  /** What the TwiML's `<Parameter>`s carried. */
  readonly parameters: Readonly<Record<string, string>>;
}

export type IgnoredReason =
  | 'binary-frame'
  | 'not-json'
  | 'malformed'
  | 'unknown-event'
  | 'other-track'
  | 'unsupported-format';

/** One message of Twilio Media Streams, as far as we read it. `streamSid` is null only for `connected` and `ignored`. */
export type TwilioMessage =
  | { readonly type: 'connected' }
  | { readonly type: 'start'; readonly start: TwilioStart }
  | {
      readonly type: 'media';
      readonly streamSid: string;
      readonly mulaw8k: Uint8Array;
      readonly mediaMs: number;
    }
  | { readonly type: 'mark'; readonly streamSid: string; readonly name: string }
  | { readonly type: 'dtmf'; readonly streamSid: string; readonly digit: string }
  | { readonly type: 'stop'; readonly streamSid: string }
  | { readonly type: 'ignored'; readonly reason: IgnoredReason };

const id = z.string().min(1).max(100);

/** Vendor schemas are loose: they keep what we read and let new fields pass. Counters are strings on the wire. */
const schemas = {
  start: z.object({
    start: z.object({
      accountSid: id,
      streamSid: id,
      callSid: id,
      mediaFormat: z.object({
        encoding: z.string(),
        sampleRate: z.number(),
        channels: z.number(),
      }),
      customParameters: z.record(z.string(), z.string()).default({}),
    }),
  }),
  media: z.object({
    streamSid: id,
    media: z.object({
      track: z.string().default('inbound'),
      timestamp: z.string().regex(/^\d{1,12}$/),
      /** One second at most; Twilio sends 20 ms. */
      payload: z.base64().min(4).max(10_668),
    }),
  }),
  mark: z.object({ streamSid: id, mark: z.object({ name: z.string().max(200) }) }),
  dtmf: z.object({ streamSid: id, dtmf: z.object({ digit: z.string().regex(/^[0-9*#A-D]$/) }) }),
  stop: z.object({ streamSid: id }),
} as const;

/**
 * Reads one WebSocket message of Twilio Media Streams. Never throws: whatever is not understood is `ignored` with its reason,
 * for the caller to count. Source: twilio.com/docs/voice/media-streams/websocket-messages, read November 2026.
 */
export function parseTwilioMessage(text: string): TwilioMessage {
  const json = parseJson(text);
  if (json === undefined) return ignored('not-json');
  const event = json['event'];
  switch (event) {
    case 'connected':
      return { type: 'connected' };
    case 'start':
      return parseStart(json);
    case 'media':
      return parseMedia(json);
    case 'mark': {
      const mark = schemas.mark.safeParse(json).data;
      if (mark === undefined) return ignored('malformed');
      return { type: 'mark', streamSid: mark.streamSid, name: mark.mark.name };
    }
    case 'dtmf': {
      const dtmf = schemas.dtmf.safeParse(json).data;
      if (dtmf === undefined) return ignored('malformed');
      return { type: 'dtmf', streamSid: dtmf.streamSid, digit: dtmf.dtmf.digit };
    }
    case 'stop': {
      const stop = schemas.stop.safeParse(json).data;
      return stop === undefined
        ? ignored('malformed')
        : { type: 'stop', streamSid: stop.streamSid };
    }
    default:
      return ignored(typeof event === 'string' ? 'unknown-event' : 'malformed');
  }
}

/** What is sent to Twilio. Audio is raw μ-law without a WAV header, which would be played as noise. */
export type TwilioCommand =
  | { readonly type: 'media'; readonly mulaw8k: Uint8Array }
  | { readonly type: 'mark'; readonly name: string }
  | { readonly type: 'clear' };

/** The JSON text of one command for the stream. */
export function formatTwilioCommand(streamSid: string, command: TwilioCommand): string {
  switch (command.type) {
    case 'media': {
      const { buffer, byteOffset, byteLength } = command.mulaw8k;
      const payload = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
      return JSON.stringify({ event: 'media', streamSid, media: { payload } });
    }
    case 'mark':
      return JSON.stringify({ event: 'mark', streamSid, mark: { name: command.name } });
    case 'clear':
      return JSON.stringify({ event: 'clear', streamSid });
  }
}

function parseStart(json: unknown): TwilioMessage {
  const start = schemas.start.safeParse(json).data?.start;
  if (start === undefined) return ignored('malformed');
  const { encoding, sampleRate, channels } = start.mediaFormat;
  if (encoding !== 'audio/x-mulaw' || sampleRate !== 8_000 || channels !== 1) {
    return ignored('unsupported-format');
  }
  const { accountSid, streamSid, callSid, customParameters: parameters } = start;
  return { type: 'start', start: { accountSid, streamSid, callSid, parameters } };
}

function parseMedia(json: unknown): TwilioMessage {
  const message = schemas.media.safeParse(json).data;
  if (message === undefined) return ignored('malformed');
  const { track, timestamp, payload } = message.media;
  if (track !== 'inbound') return ignored('other-track');
  return {
    type: 'media',
    streamSid: message.streamSid,
    mulaw8k: Buffer.from(payload, 'base64'),
    mediaMs: Number(timestamp),
  };
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // not JSON: the caller counts it as ignored
  }
}

function ignored(reason: IgnoredReason): TwilioMessage {
  return { type: 'ignored', reason };
}
