import { AsyncQueue } from '@standardiste/shared/streams/async-queue.ts';
import type { RawData, WebSocket } from 'ws';
import type { CarrierEvent, CarrierLink } from '../carrier.ts';
import { formatTwilioCommand, parseTwilioMessage } from './codec.ts';
import type { TwilioCommand, TwilioMessage, TwilioStart } from './codec.ts';

export interface TwilioLinkLimits {
  /** Events that may wait for the consumer; then the oldest go. 500 is 10 s of caller audio. */
  readonly maxWaitingEvents: number;
  /** What may wait in our process to be sent. A carrier that takes nothing for so long is gone. 1 MiB is 95 s of speech. */
  readonly maxUnsentBytes: number;
}

const defaultLimits: TwilioLinkLimits = { maxWaitingEvents: 500, maxUnsentBytes: 1_048_576 };

/** One message holds at most one second of audio. */
const maxMessageAudioBytes = 8_000;

/**
 * The link to one call over an open Twilio media socket whose `start` message was read. It listens from now on, so no audio is lost
 * while the call's token is checked. The link owns the socket: `close`, the carrier's `stop` and a broken socket all end both.
 */
export function openTwilioLink(
  socket: WebSocket,
  start: TwilioStart,
  limits: Partial<TwilioLinkLimits> = {},
): CarrierLink {
  const { maxWaitingEvents, maxUnsentBytes } = { ...defaultLimits, ...limits };
  const events = new AsyncQueue<CarrierEvent>({ maxItems: maxWaitingEvents });
  let ignoredCount = 0;
  let isOver = false;

  const end = (cause: (CarrierEvent & { type: 'stop' })['cause']): void => {
    if (isOver) return;
    isOver = true;
    events.push({ type: 'stop', cause });
    events.end();
  };
  const send = (command: TwilioCommand): void => {
    if (isOver || socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > maxUnsentBytes) {
      end('socket-failed');
      socket.terminate();
      return;
    }
    socket.send(formatTwilioCommand(start.streamSid, command), ignoreSendError);
  };

  socket.on('message', (data, isBinary) => {
    if (isOver) return;
    const message = isBinary ? binaryFrame : parseTwilioMessage(textOf(data));
    if (message.type === 'connected' || message.type === 'start' || message.type === 'ignored') {
      ignoredCount += 1;
    } else if (message.streamSid !== start.streamSid) {
      ignoredCount += 1;
    } else if (message.type === 'stop') {
      end('carrier-stopped');
      socket.close(1000);
    } else {
      events.push(eventOf(message));
    }
  });
  socket.on('error', () => end('socket-failed'));
  socket.on('close', () => end('socket-closed'));
  if (socket.readyState !== socket.OPEN) end('socket-closed');

  return {
    events,
    sendAudio(mulaw8k) {
      for (let offset = 0; offset < mulaw8k.length; offset += maxMessageAudioBytes) {
        send({ type: 'media', mulaw8k: mulaw8k.subarray(offset, offset + maxMessageAudioBytes) });
      }
    },
    sendMark: (name) => send({ type: 'mark', name }),
    clear: () => send({ type: 'clear' }),
    close() {
      end('closed-by-us');
      socket.close(1000);
    },
    get ignoredCount() {
      return ignoredCount;
    },
  };
}

const binaryFrame: TwilioMessage = { type: 'ignored', reason: 'binary-frame' };

/** A failed send is followed by the socket's own `close`, which ends the link. */
function ignoreSendError(): void {}

function eventOf(message: TwilioMessage & { type: 'media' | 'mark' | 'dtmf' }): CarrierEvent {
  switch (message.type) {
    case 'media':
      return { type: 'caller-audio', mulaw8k: message.mulaw8k, mediaMs: message.mediaMs };
    case 'mark':
      return { type: 'mark', name: message.name };
    case 'dtmf':
      return { type: 'dtmf', digit: message.digit };
  }
}

/** The text of a message as `ws` hands it over. */
export function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString();
}
