import type { CallDocument } from '@standardiste/shared/contracts/documents.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import { sleep, withTimeout } from '@standardiste/shared/time/clock.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { Transfer } from '@standardiste/shared/contracts/profile.ts';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { mintCallToken } from '../call-token.ts';
import { dialTwiml, hangUpTwiml, sayAndHangUpTwiml, streamTwiml } from './twiml.ts';
import type { EndReason } from '../../conversation/call-facts.ts';
import type { CallRecords } from '../../conversation/call-records.ts';
import type { ResumeDecision } from '../../conversation/decide-resume.ts';
import { parseCallerPhone } from './caller-phone.ts';
import { requireSignedForm } from './signed-form.ts';
import type { SignedForm, SignedFormEnv } from './signed-form.ts';

export interface TwilioWebhookOptions {
  /** Auth tokens that Twilio may sign with. */
  readonly authTokens: readonly string[];
  /** Scheme, host and port under which Twilio reaches us, without a trailing slash. */
  readonly publicBaseUrl: () => string;
  readonly callTokenKey: string;
  readonly records: CallRecords;
  /** The profile that answers a called number (E.164). */
  readonly findProfile: (
    calledPhone: string,
  ) =>
    | { readonly profileId: string }
    | undefined
    | Promise<{ readonly profileId: string } | undefined>;
  /** Whom to connect a call to that is to be transferred; undefined: nobody any more. */
  readonly transferFor: (call: CallDocument) => Transfer | undefined;
  readonly onRefused: (path: string) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The store has this long before the caller gets an apology; Twilio waits 15 s and the caller hears nothing meanwhile. */
const storeTimeoutMs = 5_000;

/** Storing the last turns takes tens of ms; Twilio waits 15 s for the answer. */
const sessionGraceMs = 2_000;
const sessionPollMs = 200;

/** What Twilio says once a call is over, and what that means. Other statuses are on the way and change nothing. */
const finalStatuses: ReadonlyMap<string, EndReason> = new Map([
  ['completed', 'caller-hung-up'],
  ['busy', 'caller-hung-up'],
  ['no-answer', 'caller-hung-up'],
  ['canceled', 'caller-hung-up'],
  ['failed', 'failed'],
]);

/**
 * `POST /voice`, `/resume`, `/transferred` and `/status` as Twilio calls them, signed. Whatever fails inside, the caller hears a French apology
 * rather than the carrier's English one.
 */
export function createTwilioWebhooks(options: TwilioWebhookOptions): Hono<SignedFormEnv> {
  const app = new Hono<SignedFormEnv>();
  const signed = requireSignedForm(options);
  app.post('/voice', signed, (context) =>
    answerInFrench(options, context, () => answerCall(options, context.var.form)),
  );
  app.post('/resume', signed, (context) =>
    answerInFrench(options, context, () => resumeCall(options, context.var.form)),
  );
  app.post('/transferred', signed, (context) =>
    answerInFrench(options, context, () => afterTransfer(options, context.var.form)),
  );
  app.post('/status', signed, async (context) => {
    const { form } = context.var;
    const callId = readCallId(form);
    const reason = finalStatuses.get(form.get('CallStatus') ?? '');
    if (callId !== undefined && reason !== undefined) {
      await letSessionEndFirst(options, callId);
      await withStoreTimeout(options, 'Ending a call', () =>
        options.records.end({ callId, reason }),
      );
    }
    return context.body(null, 204);
  });
  return app;
}

/**
 * The relay that holds the call learns of its end at the same moment and knows more: its last turns are still on their way to the
 * store. It gets a little time before the call is ended for it.
 */
async function letSessionEndFirst(
  { records, clock }: TwilioWebhookOptions,
  callId: string,
): Promise<void> {
  for (let waitedMs = 0; waitedMs < sessionGraceMs; waitedMs += sessionPollMs) {
    const call = await records.get(callId);
    if (call?.status !== 'live') return;
    await sleep(clock, sessionPollMs);
  }
}

/** How a call that rings is answered, as TwiML. Answering it again gives a token for the same call. */
async function answerCall(options: TwilioWebhookOptions, form: SignedForm): Promise<string> {
  const callId = readCallId(form);
  const calledPhone = form.get('To') ?? '';
  const profile = await withStoreTimeout(options, 'Finding the profile', async () =>
    options.findProfile(calledPhone),
  );
  if (callId === undefined || profile === undefined) {
    options.logger.warning('A call came for a number without a profile', { callId });
    return sayAndHangUpTwiml('unknownNumber');
  }
  const call = await withStoreTimeout(options, 'Opening a call', () =>
    options.records.open({
      callId,
      profileId: profile.profileId,
      carrier: 'twilio',
      callerPhone: parseCallerPhone(form.get('From')),
      calledPhone,
    }),
  );
  if (call.status === 'ended') return hangUpTwiml();
  return connect(options, callId, call.generation);
}

/** How a call goes on whose media socket is closed, as TwiML. */
async function resumeCall(options: TwilioWebhookOptions, form: SignedForm): Promise<string> {
  const callId = readCallId(form);
  if (callId === undefined || form.get('CallStatus') !== 'in-progress') return hangUpTwiml();
  const decision = await withStoreTimeout(options, 'Resuming a call', () =>
    options.records.resume(callId),
  );
  options.logger.info('The carrier asked how to go on', { callId, decision: decision.type });
  return resumeTwiml(options, callId, decision);
}

async function resumeTwiml(
  options: TwilioWebhookOptions,
  callId: string,
  decision: ResumeDecision,
): Promise<string> {
  switch (decision.type) {
    case 'stream':
      return connect(options, callId, decision.generation);
    case 'transfer': {
      const transfer = options.transferFor(decision.call);
      if (transfer === undefined) return returnToCallbot(options, callId);
      const { phone, ringSeconds } = transfer;
      return dialTwiml({
        phone,
        ringSeconds,
        callerId: decision.call.calledPhone,
        afterwardsUrl: `${options.publicBaseUrl()}/twilio/transferred`,
      });
    }
    case 'hang-up':
      return hangUpTwiml();
    case 'give-up':
      await options.records.end({ callId, reason: 'failed' });
      return sayAndHangUpTwiml('technicalFailure');
  }
}

/**
 * The person was rung: they have talked and the call is over, or nobody answered and the caller comes back to the callbot. Twilio's
 * `DialCallStatus`: https://www.twilio.com/docs/voice/twiml/dial#dialcallstatus
 */
async function afterTransfer(options: TwilioWebhookOptions, form: SignedForm): Promise<string> {
  const callId = readCallId(form);
  const dialStatus = form.get('DialCallStatus');
  const hasTalked = dialStatus === 'completed' || dialStatus === 'answered';
  if (callId === undefined) return hangUpTwiml();
  options.logger.info('The carrier has rung a person', { callId, dialStatus });
  if (!hasTalked && form.get('CallStatus') === 'in-progress') {
    return returnToCallbot(options, callId);
  }
  await withStoreTimeout(options, 'Ending a call', () =>
    options.records.end({ callId, reason: 'caller-hung-up' }),
  );
  return hangUpTwiml();
}

async function returnToCallbot(options: TwilioWebhookOptions, callId: string): Promise<string> {
  const decision = await withStoreTimeout(options, 'Returning to the callbot', () =>
    options.records.returnFromTransfer(callId),
  );
  return resumeTwiml(options, callId, decision);
}

function connect(options: TwilioWebhookOptions, callId: string, generation: number): string {
  const baseUrl = options.publicBaseUrl();
  return streamTwiml({
    mediaUrl: `${baseUrl.replace(/^http/, 'ws')}/twilio/media`,
    resumeUrl: `${baseUrl}/twilio/resume`,
    callId,
    generation,
    token: mintCallToken(options.callTokenKey, { callId, generation }, options.clock.now()),
  });
}

async function answerInFrench(
  { logger }: TwilioWebhookOptions,
  context: Context<SignedFormEnv>,
  answer: () => Promise<string>,
): Promise<Response> {
  let twiml: string;
  try {
    twiml = await answer();
  } catch (error) {
    const callId = readCallId(context.var.form);
    logger.error('A call could not be answered', { callId, path: context.req.path, error });
    twiml = sayAndHangUpTwiml('technicalFailure');
  }
  return context.body(twiml, 200, { 'content-type': 'text/xml; charset=utf-8' });
}

function withStoreTimeout<T>(
  { clock }: TwilioWebhookOptions,
  what: string,
  run: () => Promise<T>,
): Promise<T> {
  return withTimeout(clock, { timeoutMs: storeTimeoutMs, what }, run);
}

/** The call's id, if it can be part of a document's path. */
function readCallId(form: SignedForm): string | undefined {
  const callSid = form.get('CallSid') ?? '';
  return /^[A-Za-z0-9]{1,64}$/.test(callSid) ? callSid : undefined;
}
