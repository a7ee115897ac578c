import type { Clock } from '@standardiste/shared/time/clock.ts';
import { Hono, type MiddlewareHandler } from 'hono';
import { randomBytes } from 'node:crypto';
import type { FaultPlan, FaultRule } from '../faults.ts';
import { answerWithFaults } from '../http-faults.ts';

export type MessageStatus =
  | 'accepted'
  | 'scheduled'
  | 'queued'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'canceled';

/** How status callbacks go astray; each may also be one of the others' victims by chance of the network. */
export const callbackOrders = ['in-order', 'twice', 'reversed', 'late'] as const;
export type CallbackOrder = (typeof callbackOrders)[number];

/** One outbound message as the account keeps it. */
export interface SimulatedMessage {
  readonly sid: string;
  readonly to: string;
  readonly from: string | null;
  readonly messagingServiceSid: string | null;
  readonly body: string;
  readonly segments: number;
  readonly statusCallback: string | null;
  readonly createdAtMs: number;
  readonly sentAtMs: number | null;
  /** When it is to be sent, if it was scheduled. */
  readonly sendAtMs: number | null;
  readonly errorCode: number | null;
  readonly status: MessageStatus;
}

export interface MessagesApiOptions {
  readonly accountSid: string;
  readonly authToken: string;
  readonly faults: FaultPlan;
  readonly clock: Clock;
  /** Between two of a message's statuses. */
  readonly statusStepMs?: number;
  /** Sends a signed status callback; without it messages advance in silence. */
  readonly sendCallback?: (url: string, form: Readonly<Record<string, string>>) => void;
}

export interface MessagesApi extends Disposable {
  /** Mount it at `/2010-04-01/Accounts/{sid}`. */
  readonly app: Hono;
  messages(): readonly SimulatedMessage[];
  /** From now on messages to this number are refused with 21610, as after STOP; what is scheduled fails with it. */
  optOut(phone: string): void;
  /** As after START. */
  optIn(phone: string): void;
  /** Messages to this number are taken and then not delivered, for this reason: 30006 is a landline. */
  failDelivery(phone: string, errorCode: number): void;
  /** How callbacks come from now on. */
  orderCallbacks(order: CallbackOrder): void;
  reset(): void;
}

/**
 * `POST /Messages.json`, `GET /Messages.json` (filters `To`, `From`, `DateSent`), `GET /Messages/{sid}.json` and `POST` to it (takes a
 * scheduled message back). Operations for faults: `messages.create`, `messages.list`, `messages.fetch`, `messages.update`. As on the real API the first status is `queued` for a number and
 * `accepted` for a messaging service, without a callback, and `DateSent` filters leave out what is not sent yet.
 */
export function createMessagesApi(options: MessagesApiOptions): MessagesApi {
  const { accountSid, authToken, faults, clock } = options;
  const messages = new Map<string, SimulatedMessage>();
  const optedOut = new Set<string>();
  const undeliverable = new Map<string, number>();
  const timers = new Set<Disposable>();
  let callbackOrder: CallbackOrder = 'in-order';
  /** Callbacks that are held back until their message is final. */
  const heldBack = new Map<string, (() => void)[]>();
  const app = new Hono();
  // Compared at once, not by hono's middleware: its hash is taken in another thread, and a virtual clock would run on meanwhile.
  const key = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const authorised: MiddlewareHandler = async (context, next) => {
    if (context.req.header('authorization') === key) return next();
    return Response.json({ code: 20003, message: 'Authenticate', status: 401 }, { status: 401 });
  };

  function later(delayMs: number, run: () => void): void {
    const timer = clock.schedule(delayMs, () => {
      timers.delete(timer);
      run();
    });
    timers.add(timer);
  }

  function tell(message: SimulatedMessage, isFinal: boolean): void {
    const { statusCallback, sid } = message;
    if (statusCallback === null) return;
    const send = (): void =>
      options.sendCallback?.(statusCallback, callbackForm(message, accountSid));
    switch (callbackOrder) {
      case 'in-order':
        return send();
      case 'twice':
        send();
        return send();
      case 'late':
        return later(lateMs, send);
      case 'reversed': {
        const waiting = [send, ...(heldBack.get(sid) ?? [])];
        heldBack.set(sid, isFinal ? [] : waiting);
        if (isFinal) for (const each of waiting) each();
      }
    }
  }

  function advance(sid: string): void {
    const { status: before = 'failed', sendAtMs = null } = messages.get(sid) ?? {};
    const isScheduled = before === 'scheduled' && sendAtMs !== null;
    const delayMs = isScheduled ? sendAtMs - clock.now() : (options.statusStepMs ?? 50);
    later(delayMs, () => {
      const message = messages.get(sid);
      if (message === undefined) return;
      const step = stepOf(message, optedOut, undeliverable);
      if (step === undefined) return;
      const sentAtMs = step.status === 'sent' ? clock.now() : message.sentAtMs;
      const advanced = { ...message, ...step, sentAtMs };
      messages.set(sid, advanced);
      tell(advanced, nextStatus[advanced.status] === undefined);
      advance(sid);
    });
  }

  const answer = (
    env: unknown,
    operation: string,
    work: () => Response | Promise<Response>,
  ): Promise<Response> =>
    answerWithFaults(env, { faults, clock, operation, errorResponse: faultResponse }, work);

  app.post('/Messages.json', authorised, (context) =>
    answer(context.env, 'messages.create', async () => {
      const form = new URLSearchParams(await context.req.text());
      const refusal = refuse(form, { optedOut, nowMs: clock.now() });
      if (refusal !== undefined) return errorResponse(400, refusal);
      const message = makeMessage(form, clock.now());
      messages.set(message.sid, message);
      advance(message.sid);
      return Response.json(describe(message, accountSid), { status: 201 });
    }),
  );
  app.get('/Messages.json', authorised, (context) =>
    answer(context.env, 'messages.list', () => {
      const matches = [...messages.values()].reverse().filter(filterOf(context.req.query()));
      const size = Number(context.req.query('PageSize') ?? '50');
      const page = Number(context.req.query('Page') ?? '0');
      const shown = matches.slice(page * size, (page + 1) * size);
      return Response.json(
        pageOf(
          shown.map((message) => describe(message, accountSid)),
          {
            page,
            size,
            accountSid,
            isLast: matches.length <= (page + 1) * size,
            query: context.req.query(),
          },
        ),
      );
    }),
  );
  app.get('/Messages/:file', authorised, (context) =>
    answer(context.env, 'messages.fetch', () => {
      const message = messages.get(context.req.param('file').replace(/\.json$/, ''));
      if (message === undefined) return errorResponse(404, 20404);
      return Response.json(describe(message, accountSid));
    }),
  );
  app.post('/Messages/:file', authorised, (context) =>
    answer(context.env, 'messages.update', async () => {
      const form = new URLSearchParams(await context.req.text());
      const message = messages.get(context.req.param('file').replace(/\.json$/, ''));
      if (message === undefined) return errorResponse(404, 20404);
      if (form.get('Status') !== 'canceled' || message.status !== 'scheduled') {
        return errorResponse(409, 30409);
      }
      const cancelled = { ...message, status: 'canceled' as const };
      messages.set(message.sid, cancelled);
      tell(cancelled, true);
      return Response.json(describe(cancelled, accountSid), { status: 202 });
    }),
  );
  return {
    app,
    messages: () => [...messages.values()],
    optOut: (phone) => void optedOut.add(phone),
    optIn: (phone) => void optedOut.delete(phone),
    failDelivery: (phone, errorCode) => void undeliverable.set(phone, errorCode),
    orderCallbacks: (order) => void (callbackOrder = order),
    reset() {
      undeliverable.clear();
      heldBack.clear();
      callbackOrder = 'in-order';
      messages.clear();
      optedOut.clear();
      for (const timer of timers) timer[Symbol.dispose]();
      timers.clear();
    },
    [Symbol.dispose]() {
      for (const timer of timers) timer[Symbol.dispose]();
      timers.clear();
    },
  };
}

/** A callback that comes late comes after everything else about its message. */
const lateMs = 5_000;

const nextStatus: Partial<Record<MessageStatus, MessageStatus>> = {
  accepted: 'queued',
  scheduled: 'queued',
  queued: 'sent',
  sent: 'delivered',
};

/** What happens to a message next; undefined once it is final. */
function stepOf(
  { status, to }: SimulatedMessage,
  optedOut: ReadonlySet<string>,
  undeliverable: ReadonlyMap<string, number>,
): { readonly status: MessageStatus; readonly errorCode: number | null } | undefined {
  const next = nextStatus[status];
  if (next === undefined) return undefined;
  if (status === 'scheduled' && optedOut.has(to)) return { status: 'failed', errorCode: 21610 };
  const errorCode = next === 'delivered' ? undeliverable.get(to) : undefined;
  if (errorCode !== undefined) return { status: 'undelivered', errorCode };
  return { status: next, errorCode: null };
}

/** Texts of the error codes (error dictionary). */
const errorTexts: Readonly<Record<number, string>> = {
  20404: 'The requested resource was not found',
  20429: 'Too Many Requests',
  20500: 'Internal Server Error',
  21211: "Invalid 'To' Phone Number",
  21602: 'Message body is required.',
  21603: "A 'From' phone number is required.",
  21610: 'Attempt to send to unsubscribed recipient',
  21614: "'To' number is not a valid mobile number",
  30409: 'This message cannot be canceled',
  35111: 'MessagingServiceSid is required to schedule a message',
  35114: 'SendAt must be more than 15 minutes and at most 35 days in the future',
  21617: 'The concatenated message body exceeds the 1600 character limit',
};

function errorResponse(status: number, code: number): Response {
  const message = errorTexts[code] ?? 'Simulated failure';
  const moreInfo = `https://www.twilio.com/docs/errors/${code}`;
  return Response.json({ code, message, more_info: moreInfo, status }, { status });
}

function faultResponse(rule: FaultRule): Response {
  const code = rule.code === '' ? (rule.status === 429 ? 20429 : 20500) : Number(rule.code);
  return errorResponse(rule.status, code);
}

function refuse(
  form: URLSearchParams,
  { optedOut, nowMs }: { optedOut: ReadonlySet<string>; nowMs: number },
): number | undefined {
  const [to, body] = [form.get('To') ?? '', form.get('Body') ?? ''];
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return 21211;
  if (body === '') return 21602;
  if (body.length > 1_600) return 21617;
  if (form.get('From') === null && form.get('MessagingServiceSid') === null) return 21603;
  if (/^\+33[1-59]/.test(to)) return 21614;
  const sendAt = form.get('SendAt');
  if (sendAt !== null) {
    if (form.get('MessagingServiceSid') === null) return 35111;
    const aheadMs = Date.parse(sendAt) - nowMs;
    if (!(aheadMs >= 15 * 60_000 && aheadMs <= 35 * 86_400_000)) return 35114;
  }
  return optedOut.has(to) ? 21610 : undefined;
}

function makeMessage(form: URLSearchParams, nowMs: number): SimulatedMessage {
  const body = form.get('Body') ?? '';
  const messagingServiceSid = form.get('MessagingServiceSid');
  const sendAt = form.get('SendAt');
  const unscheduled = messagingServiceSid === null ? 'queued' : 'accepted';
  return {
    sid: `SM${randomBytes(16).toString('hex')}`,
    to: form.get('To') ?? '',
    from: form.get('From'),
    messagingServiceSid,
    body,
    segments: countSegments(body),
    statusCallback: form.get('StatusCallback'),
    createdAtMs: nowMs,
    sentAtMs: null,
    sendAtMs: sendAt === null ? null : Date.parse(sendAt),
    errorCode: null,
    status: sendAt === null ? unscheduled : 'scheduled',
  };
}

const gsm7 =
  /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;

/** Ours is computed on its own: a simulator that shares the product's table could not contradict it. */
function countSegments(body: string): number {
  const isGsm7 = gsm7.test(body);
  const units = isGsm7 ? body.length + (body.match(/[\^{}\\[~\]|€]/g)?.length ?? 0) : body.length;
  const [single, part] = isGsm7 ? [160, 153] : [70, 67];
  return units <= single ? 1 : Math.ceil(units / part);
}

function filterOf(query: Readonly<Record<string, string>>): (message: SimulatedMessage) => boolean {
  const dayOf = (ms: number | null): string =>
    ms === null ? '' : new Date(ms).toISOString().slice(0, 10);
  return (message) => {
    const sentOn = dayOf(message.sentAtMs);
    const { To: to, From: from, DateSent: on, 'DateSent>': after, 'DateSent<': before } = query;
    if (to !== undefined && message.to !== to) return false;
    if (from !== undefined && message.from !== from) return false;
    if ((on ?? after ?? before) !== undefined && sentOn === '') return false;
    if (on !== undefined && sentOn !== on.slice(0, 10)) return false;
    if (after !== undefined && sentOn < after.slice(0, 10)) return false;
    return before === undefined || sentOn <= before.slice(0, 10);
  };
}

function pageOf(
  messages: readonly object[],
  options: {
    page: number;
    size: number;
    accountSid: string;
    isLast: boolean;
    query: Readonly<Record<string, string>>;
  },
): object {
  const { page, size, accountSid, isLast, query } = options;
  const uri = (number: number): string => {
    const search = new URLSearchParams({ ...query, PageSize: String(size), Page: String(number) });
    return `/2010-04-01/Accounts/${accountSid}/Messages.json?${search.toString()}`;
  };
  return {
    messages,
    page,
    page_size: size,
    start: page * size,
    end: page * size + messages.length - 1,
    uri: uri(page),
    first_page_uri: uri(0),
    previous_page_uri: page === 0 ? null : uri(page - 1),
    next_page_uri: isLast ? null : uri(page + 1),
  };
}

/** The message as Twilio's API writes it, as far as its SDK reads it. */
function describe(message: SimulatedMessage, accountSid: string): Record<string, unknown> {
  return {
    sid: message.sid,
    account_sid: accountSid,
    messaging_service_sid: message.messagingServiceSid,
    to: message.to,
    from: message.from,
    body: message.body,
    status: message.status,
    direction: 'outbound-api',
    num_segments: String(message.segments),
    num_media: '0',
    error_code: message.errorCode,
    error_message: null,
    price: null,
    price_unit: 'USD',
    api_version: '2010-04-01',
    date_created: new Date(message.createdAtMs).toUTCString(),
    date_updated: new Date(message.createdAtMs).toUTCString(),
    date_sent: message.sentAtMs === null ? null : new Date(message.sentAtMs).toUTCString(),
    uri: `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}.json`,
    subresource_uris: {},
  };
}

function callbackForm(message: SimulatedMessage, accountSid: string): Record<string, string> {
  const form = {
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    MessageSid: message.sid,
    SmsSid: message.sid,
    MessageStatus: message.status,
    SmsStatus: message.status,
    To: message.to,
    From: message.from ?? '',
  };
  const { messagingServiceSid, errorCode } = message;
  return {
    ...form,
    ...(messagingServiceSid !== null && { MessagingServiceSid: messagingServiceSid }),
    ...(errorCode !== null && { ErrorCode: String(errorCode) }),
  };
}
