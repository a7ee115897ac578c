import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { RawData, WebSocket } from 'ws';
import type { CallRecords } from '../../conversation/call-records.ts';
import { verifyCallToken } from '../call-token.ts';
import type { IncomingCall } from '../carrier-surface.ts';
import { parseTwilioMessage } from './codec.ts';
import type { TwilioStart } from './codec.ts';
import { openTwilioLink, textOf } from './link.ts';

export interface TwilioMediaOptions {
  readonly callTokenKey: string;
  readonly records: Pick<CallRecords, 'consumeToken'>;
  readonly onCall: (call: IncomingCall) => void;
  readonly onRefused: (reason: string) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A socket has so long to prove itself, the store included; Twilio sends `start` at once. */
const startTimeoutMs = 5_000;
/** `connected` and `start` come first; a few strange messages are borne. */
const maxMessagesBeforeStart = 10;
/** WebSocket close code: the message violates our policy. */
const policyViolation = 1008;

/** Waits on a fresh media socket for a `start` with a valid, unused token, and hands the call over. Otherwise closes it (1008). */
export function acceptTwilioMedia(socket: WebSocket, options: TwilioMediaOptions): void {
  let messageCount = 0;
  const refuse = (reason: string): void => {
    timer[Symbol.dispose]();
    socket.off('message', onMessage);
    options.onRefused(reason);
    socket.close(policyViolation);
  };
  const timer = options.clock.schedule(startTimeoutMs, () => refuse('no-start'));
  const onMessage = (data: RawData, isBinary: boolean): void => {
    messageCount += 1;
    if (messageCount > maxMessagesBeforeStart) return refuse('no-start');
    const message = isBinary ? undefined : parseTwilioMessage(textOf(data));
    if (message?.type !== 'start') return;
    socket.off('message', onMessage);
    void admit(socket, message.start, options).then((refusal) => {
      timer[Symbol.dispose]();
      if (refusal !== undefined) refuse(refusal);
    });
  };
  socket.on('message', onMessage);
  socket.once('close', () => timer[Symbol.dispose]());
  socket.on('error', (error) => options.logger.debug('A media socket failed', { error }));
}

/** Hands the call over, or tells why not. Never rejects. */
async function admit(
  socket: WebSocket,
  start: TwilioStart,
  { callTokenKey, records, onCall, clock, logger }: TwilioMediaOptions,
): Promise<string | undefined> {
  const claim = readClaim(start);
  if (claim === undefined) return 'no-token';
  const { callId, generation, token } = claim;
  const verdict = verifyCallToken(callTokenKey, token, { callId, generation }, clock.now());
  if (verdict !== 'valid') return `token-${verdict}`;
  const link = openTwilioLink(socket, start); // from here on audio is kept
  try {
    const use = await records.consumeToken({ callId, generation });
    if (use.type === 'refused') return use.reason;
    onCall({ callId, generation, call: use.call, link });
    return undefined;
  } catch (error) {
    logger.error('A media socket could not be admitted', { callId, error });
    return 'store-failed';
  }
}

function readClaim(
  start: TwilioStart,
): { callId: string; generation: number; token: string } | undefined {
  const { callId, generation, token } = start.parameters;
  const isComplete = callId === start.callSid && token !== undefined;
  if (!isComplete || !/^\d{1,9}$/.test(generation ?? '')) return undefined;
  return { callId, generation: Number(generation), token };
}
