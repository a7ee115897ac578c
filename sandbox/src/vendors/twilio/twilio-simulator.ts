import type { Clock } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { Hono } from 'hono';
import type { Phone } from '../../caller/phone.ts';
import { FaultPlan } from '../faults.ts';
import { listenHttp } from '../http-listener.ts';
import type { VendorSimulator } from '../simulator.ts';
import { realisticTimings } from './call-options.ts';
import type { CallTimings, PlaceCallOptions } from './call-options.ts';
import { createCallsApi } from './calls-api.ts';
import {
  postInboundMessage,
  type InboundMessage,
  type ReceivedMessage,
} from './inbound-messages.ts';
import { createMessagesApi } from './messages.ts';
import type { CallbackOrder, SimulatedMessage } from './messages.ts';
import { createNumbersApi, newNumber } from './numbers-api.ts';
import type { SimulatedNumber } from './numbers-api.ts';
import { SimulatedCall } from './simulated-call.ts';
import type { SimulatedCallState } from './simulated-call.ts';
import type { TimelineEntry } from './timeline.ts';
import { createWebhookClient } from './webhook-client.ts';

export interface TwilioSimulatorOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** The token of the account in us1, where it differs. */
  readonly mainAuthToken?: string;
  /** The account's phone numbers. */
  readonly numbers?: readonly string[];
  readonly port?: number;
  readonly clock?: Clock;
  /** Twilio's own delays; realistic unless told. */
  readonly timings?: Partial<CallTimings>;
}

export interface TwilioState {
  readonly calls: readonly SimulatedCallState[];
  readonly messages: readonly (SimulatedMessage & {
    /** RFC 2822, as the API writes it. */
    readonly date_created: string;
  })[];
  /** What somebody wrote to the account's numbers. */
  readonly received: readonly ReceivedMessage[];
  readonly numbers: readonly SimulatedNumber[];
}

export interface PlacedCall {
  readonly callSid: string;
  readonly phone: Phone;
  /** Grows while the call goes on. */
  readonly timeline: readonly TimelineEntry[];
  /** Resolves once the call is over and its status callbacks are sent. */
  readonly finished: Promise<void>;
}

export interface TwilioSimulator extends VendorSimulator<TwilioState> {
  /** Somebody calls one of the account's numbers. The party speaks and listens until either side ends the call. */
  placeCall(options: PlaceCallOptions): PlacedCall;
  /** Somebody writes to one of the account's numbers. Resolves once the webhook has answered, or failed. */
  receiveMessage(message: InboundMessage): Promise<ReceivedMessage>;
  /** The number has answered STOP: messages to it are refused with 21610. */
  optOut(phone: string): void;
  /** As after START. */
  optIn(phone: string): void;
  /** Messages to this number are taken and then not delivered, for this reason. */
  failDelivery(phone: string, errorCode: number): void;
  /** How delivery reports come from now on. */
  orderCallbacks(order: CallbackOrder): void;
}

/**
 * Twilio on this machine: it takes calls, asks the product's webhooks, executes TwiML, streams media both ways in playback time, and
 * serves the REST API for calls, messages and numbers. Disposing ends the calls that are still on.
 */
export async function startTwilioSimulator(
  options: TwilioSimulatorOptions,
): Promise<TwilioSimulator> {
  const { accountSid, authToken, clock = systemClock } = options;
  const timings = { ...realisticTimings, ...options.timings };
  const faults = new FaultPlan();
  const calls = new Map<string, SimulatedCall>();
  const running = new Set<Promise<void>>();
  const received: ReceivedMessage[] = [];
  const app = new Hono();
  const findCall = (callSid: string): SimulatedCall | undefined => calls.get(callSid);
  const webhook = createWebhookClient({ authToken, latencyMs: timings.webhookMs, clock });
  const closed = new AbortController();
  const messages = createMessagesApi({
    accountSid,
    authToken,
    faults,
    clock,
    // A status callback that is not taken is lost, as with Twilio.
    sendCallback: (url, form) =>
      void webhook({ url, form }, () => undefined, closed.signal).catch(() => undefined),
  });
  const numbers = (options.numbers ?? []).map(newNumber);
  const { mainAuthToken } = options;
  const account = `/2010-04-01/Accounts/${accountSid}`;
  app.route(account, createCallsApi({ accountSid, authToken, faults, clock, findCall }));
  app.route(account, messages.app);
  app.route(
    '/',
    createNumbersApi({ accountSid, authToken, mainAuthToken, numbers, faults, clock }),
  );
  const listener = await listenHttp(app, options.port);

  return {
    origin: listener.origin,
    faults,
    state: () => ({
      calls: [...calls.values()].map((call) => call.describe()),
      messages: messages.messages().map((message) => ({
        ...message,
        date_created: new Date(message.createdAtMs).toUTCString(),
      })),
      received: [...received],
      numbers,
    }),
    async receiveMessage(message) {
      const posted = await postInboundMessage(message, {
        accountSid,
        webhook,
        signal: closed.signal,
      });
      received.push(posted);
      return posted;
    },
    optOut: (phone) => messages.optOut(phone),
    optIn: (phone) => messages.optIn(phone),
    failDelivery: (phone, errorCode) => messages.failDelivery(phone, errorCode),
    orderCallbacks: (order) => messages.orderCallbacks(order),
    reset() {
      received.length = 0;
      messages.reset();
      for (const call of calls.values()) call.complete();
      calls.clear();
      faults.set([]);
    },
    placeCall(call) {
      const placed = new SimulatedCall(call, { accountSid, authToken, timings, clock });
      calls.set(placed.callSid, placed);
      const { callSid, phone, timeline } = placed;
      const finished = placed.run().finally(() => void running.delete(finished));
      running.add(finished);
      return { callSid, phone, timeline, finished };
    },
    async [Symbol.asyncDispose]() {
      closed.abort(new Error('The simulator is closed'));
      messages[Symbol.dispose]();
      for (const call of calls.values()) call.complete();
      await Promise.all(running);
      await listener[Symbol.asyncDispose]();
    },
  };
}
