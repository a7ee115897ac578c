import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { frameMs, PlaybackBuffer } from '../../caller/playback-buffer.ts';
import { createJitter } from './jitter.ts';
import type { JitterOptions } from './jitter.ts';
import { parseStreamCommand } from './stream-command.ts';
import type { Note } from './timeline.ts';

/** Why a stream is over. `closed`: the server closed it properly; `dropped`: the connection broke; `refused`: it never opened. */
export type StreamEnd = 'closed' | 'dropped' | 'refused' | 'stopped';

export interface MediaStreamOptions {
  readonly url: string;
  readonly signature: string;
  readonly accountSid: string;
  readonly callSid: string;
  readonly streamSid: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly jitter: JitterOptions;
  readonly clock: Clock;
  readonly note: Note;
}

/** One media socket, seen from Twilio. The call drives it with one `play` and one `hear` every 20 ms. */
export interface MediaStream {
  readonly over: Promise<StreamEnd>;
  /** The next 20 ms that the caller hears; echoes the marks that playback passes. */
  play(): Uint8Array;
  /** Sends 20 ms of the caller, once the socket is open. */
  hear(mulaw8k: Uint8Array): void;
  sendDigit(digit: string): void;
  /** Ends the stream from Twilio's side: `stop`, then close. */
  stop(): void;
}

interface CallerFrame {
  readonly mulaw8k: Uint8Array;
  readonly timestamp: number;
}

const handshakeTimeoutMs = 10_000;
/** Twilio closes a socket that does not answer its close. */
const closeTimeoutMs = 2_000;

/** Connects a media socket. `over` settles once, whatever happens; nothing rejects. */
export function openMediaStream(options: MediaStreamOptions): MediaStream {
  const { streamSid, clock, note } = options;
  const playback = new PlaybackBuffer();
  const over = Promise.withResolvers<StreamEnd>();
  const socket = new WebSocket(options.url, {
    headers: { 'x-twilio-signature': options.signature },
    perMessageDeflate: false,
  });
  let timer = clock.schedule(handshakeTimeoutMs, () => socket.terminate());
  let sequenceNumber = 0;
  let chunk = 0;
  let mediaMs = 0;
  let isOpen = false;
  let isStopped = false;
  let hasNotedOverflow = false;

  const send = (message: Record<string, unknown>): void => {
    if (socket.readyState !== WebSocket.OPEN) return;
    sequenceNumber += 1;
    socket.send(JSON.stringify({ ...message, sequenceNumber: String(sequenceNumber), streamSid }));
  };
  const echo = (name: string): void => {
    note('mark-echoed', { name });
    send({ event: 'mark', mark: { name } });
  };
  const jitter = createJitter<CallerFrame>(options.jitter, ({ mulaw8k, timestamp }) => {
    chunk += 1;
    const payload = Buffer.from(mulaw8k).toString('base64');
    const media = {
      track: 'inbound',
      chunk: String(chunk),
      timestamp: String(timestamp),
      payload,
    };
    send({ event: 'media', media });
  });
  const obey = (text: string): void => {
    const command = parseStreamCommand(text, streamSid);
    switch (command.type) {
      case 'media':
        if (playback.bufferedMs === 0) note('audio-arrived', { ms: command.mulaw8k.length / 8 });
        if (playback.enqueue(command.mulaw8k) === 'queued' || hasNotedOverflow) return;
        hasNotedOverflow = true;
        return note('warning', { code: 31931, text: 'More than ten minutes of audio wait' });
      case 'mark':
        if (playback.mark(command.name)) echo(command.name);
        return;
      case 'clear':
        note('clear-received', { discardedMs: playback.bufferedMs });
        playback.clear().forEach(echo);
        return;
      case 'malformed':
        return note('warning', { code: command.code, text: command.reason });
    }
  };

  socket.on('open', () => {
    timer[Symbol.dispose]();
    isOpen = true;
    socket.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }));
    send({ event: 'start', start: startOf(options) });
    note('stream-started', { streamSid });
  });
  socket.on('message', (data, isBinary) => {
    if (isStopped) return;
    if (isBinary) note('warning', { code: 31950, text: 'Binary frames are refused' });
    else obey(textOf(data));
  });
  socket.on('error', (error) => {
    if (!isOpen) note('warning', { code: 31920, text: error.message });
  });
  socket.on('close', (code) => {
    timer[Symbol.dispose]();
    const end = isStopped ? 'stopped' : !isOpen ? 'refused' : code === 1006 ? 'dropped' : 'closed';
    isOpen = false;
    note('stream-over', { streamSid, end, code });
    over.resolve(end);
  });

  return {
    over: over.promise,
    play() {
      const { mulaw8k, marks } = playback.nextFrame();
      marks.forEach(echo);
      return mulaw8k;
    },
    hear(mulaw8k) {
      if (!isOpen || isStopped) return;
      jitter.push({ mulaw8k, timestamp: mediaMs });
      mediaMs += frameMs;
    },
    sendDigit: (digit) => send({ event: 'dtmf', dtmf: { track: 'inbound_track', digit } }),
    stop() {
      if (isStopped) return;
      isStopped = true;
      const { accountSid, callSid } = options;
      send({ event: 'stop', stop: { accountSid, callSid } });
      timer[Symbol.dispose]();
      if (isOpen) {
        socket.close(1000);
        timer = clock.schedule(closeTimeoutMs, () => socket.terminate());
      } else socket.terminate();
    },
  };
}

function startOf({ accountSid, callSid, streamSid, parameters }: MediaStreamOptions): object {
  return {
    accountSid,
    streamSid,
    callSid,
    tracks: ['inbound'],
    mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
    customParameters: parameters,
  };
}

function textOf(data: RawData): string {
  return Array.isArray(data)
    ? Buffer.concat(data).toString()
    : Buffer.from(data as Buffer).toString();
}
