import { sleep, withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import twilio from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient.js';
import type { MessageSender, TextMessage } from '../messages.ts';
import { readCode, readRefusal, toVendorFailure } from './twilio-failure.ts';

export interface TwilioMessagesOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** `ie1` with edge `dublin` keeps the traffic in the EU; both or neither. */
  readonly region?: string | undefined;
  readonly edge?: string | undefined;
  /** Sends from this service's pool instead of the message's own sender. */
  readonly messagingServiceSid?: string | undefined;
  /** Where delivery reports go; the message's key is added to it. */
  readonly statusCallbackUrl?: string | undefined;
  /** Sends all requests there instead of to Twilio. */
  readonly apiBaseUrl?: string | undefined;
  /** Carries the requests; by default the SDK's own client, without its retries. */
  readonly httpClient?: RequestClient | undefined;
  readonly clock: Clock;
  /** For one request. Two look-ups and one send fit into the 22 s that a handler has. */
  readonly timeoutMs?: number;
}

/** A message that was accepted shows up in the list within this. */
const settleMs = 500;

/** An earlier attempt at the same effect is not older than its subscription's redeliveries. */
const lookBackMs = 24 * 3_600_000;

/** How far the provider's clock may be behind ours; its times are whole seconds. */
const clockGraceMs = 60_000;

/** `SendAt` of a messaging service (Twilio's documentation of message scheduling); a minute less, for what lies between two clocks. */
const schedule = { minMs: 16 * 60_000, maxMs: 35 * 86_400_000 - 60_000 } as const;

/** Twilio's answer to cancelling what is sent, or cancelled, already. */
const notCancellable = 30409;

/** Messages to one number within a day. */
const maxCompared = 50;

/** Text messages by Twilio. */
export function createTwilioMessages(options: TwilioMessagesOptions): MessageSender {
  const { clock, timeoutMs = 6_000 } = options;
  const client = twilio(options.accountSid, options.authToken, {
    httpClient: options.httpClient ?? createRequestClient(options.apiBaseUrl, timeoutMs),
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.edge === undefined ? {} : { edge: options.edge }),
  });

  /** The SDK takes no signal: a request that is no longer awaited ends by its own time-out. */
  async function request<T>(what: string, signal: AbortSignal, run: () => Promise<T>): Promise<T> {
    return withTimeout(clock, { timeoutMs, what: `Twilio: ${what}`, signal }, run);
  }

  async function find(message: TextMessage, signal: AbortSignal): Promise<string | undefined> {
    // No filter by date: it compares the sending time, which a message still in the queue does not have.
    const found = await request('look for a message', signal, () =>
      client.messages.list({ to: message.to, limit: maxCompared }),
    );
    const { notBefore } = message;
    const sinceMs =
      notBefore === undefined ? clock.now() - lookBackMs : notBefore.getTime() - clockGraceMs;
    const same = found.find(
      ({ body, direction, dateCreated, status }) =>
        // A trial account puts a sentence before every text.
        body.endsWith(message.body) &&
        direction.startsWith('outbound') &&
        // Taken back by us: it will not arrive.
        status !== 'canceled' &&
        dateCreated.getTime() >= sinceMs,
    );
    return same?.sid;
  }

  async function create(message: TextMessage, signal: AbortSignal): Promise<string> {
    const created = await request('send a message', signal, () =>
      client.messages.create({
        to: message.to,
        body: message.body,
        ...senderOf(options, message),
        ...callbackOf(options, message),
        ...scheduleOf(message),
      }),
    );
    return created.sid;
  }

  return {
    schedule: options.messagingServiceSid === undefined ? undefined : schedule,
    async find(message, signal) {
      try {
        return await find(message, signal);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw toVendorFailure(error, 'look for a message');
      }
    },
    async cancel(messageId, signal) {
      try {
        await request('cancel a message', signal, () =>
          client.messages(messageId).update({ status: 'canceled' }),
        );
        return 'cancelled';
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (readCode(error) === notCancellable) return 'too-late';
        throw toVendorFailure(error, 'cancel a message');
      }
    },
    async send(message, signal) {
      signal.throwIfAborted();
      try {
        const existing = message.mayExist ? await find(message, signal) : undefined;
        if (existing !== undefined) return { type: 'sent', messageId: existing, isNew: false };
        return { type: 'sent', messageId: await create(message, signal), isNew: true };
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const reason = readRefusal(error);
        if (reason !== undefined) return { type: 'refused', reason };
        const failure = toVendorFailure(error, 'send a message');
        if (!failure.ambiguous) throw failure;
        await sleep(clock, settleMs, signal);
        const messageId = await find(message, signal).catch(() => undefined);
        if (messageId === undefined) throw failure;
        return { type: 'sent', messageId, isNew: false };
      }
    },
  };
}

function senderOf({ messagingServiceSid }: TwilioMessagesOptions, { from }: TextMessage) {
  return messagingServiceSid === undefined ? { from } : { messagingServiceSid };
}

function scheduleOf({ sendAt }: TextMessage) {
  return sendAt === undefined ? {} : { scheduleType: 'fixed' as const, sendAt };
}

function callbackOf({ statusCallbackUrl }: TwilioMessagesOptions, { key }: TextMessage) {
  if (statusCallbackUrl === undefined) return {};
  const url = new URL(statusCallbackUrl);
  url.searchParams.set('key', key);
  return { statusCallback: url.href };
}

/** The SDK's own client, without its retries: a request that is repeated here would be a second message. */
function createRequestClient(apiBaseUrl: string | undefined, timeoutMs: number) {
  const settings = { timeout: timeoutMs, autoRetry: false };
  if (apiBaseUrl === undefined) return new twilio.RequestClient(settings);
  const base = apiBaseUrl.replace(/\/$/, '');
  class RedirectedClient extends twilio.RequestClient {
    override request<Data>(options: RequestClient.RequestOptions<Data>) {
      const { pathname, search } = new URL(options.uri);
      return super.request<Data>({ ...options, uri: base + pathname + search });
    }
  }
  return new RedirectedClient(settings);
}
