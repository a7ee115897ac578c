import type { Logger } from '@standardiste/shared/log/logger.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import { Hono } from 'hono';
import { messageReceived, messageStatusChanged } from './message-events.ts';
import type { MessageEvent, MessageInbox } from './message-inbox.ts';
import { requireSignedForm, type SignedFormEnv } from './signed-form.ts';

export interface MessageWebhookOptions {
  readonly authTokens: readonly string[];
  readonly publicBaseUrl: () => string;
  readonly inbox: MessageInbox;
  readonly findProfile: (
    calledPhone: string,
  ) =>
    | { readonly profileId: string }
    | undefined
    | Promise<{ readonly profileId: string } | undefined>;
  readonly onRefused: (path: string) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Twilio waits 15 s; what is not stored by then is told as failed, and its fallback or retry brings it again. */
const storeTimeoutMs = 5_000;

/** `POST /sms` and `/message-status` as Twilio calls them, signed. Nothing is answered by TwiML: answers are messages of their own. */
export function createMessageWebhooks(options: MessageWebhookOptions): Hono<SignedFormEnv> {
  const app = new Hono<SignedFormEnv>();
  const signed = requireSignedForm(options);
  app.post('/sms', signed, async (context) => {
    const { form } = context.var;
    const profile = await options.findProfile(form.get('To') ?? '');
    const facts = { profileId: profile?.profileId ?? null, nowMs: options.clock.now() };
    if (!(await take(options, messageReceived(form, facts)))) return context.body(null, 503);
    return context.body('<Response/>', 200, { 'content-type': 'text/xml; charset=utf-8' });
  });
  app.post('/message-status', signed, async (context) => {
    const event = messageStatusChanged(context.var.form, context.req.query('key'));
    return context.body(null, (await take(options, event)) ? 204 : 503);
  });
  return app;
}

/** @returns false when it could not be stored. What we do not understand is logged and acknowledged: it would come no better. */
async function take(
  { inbox, clock, logger }: MessageWebhookOptions,
  event: MessageEvent | undefined,
): Promise<boolean> {
  if (event === undefined) {
    logger.warning('A webhook about a message was not understood');
    return true;
  }
  try {
    const limit = { timeoutMs: storeTimeoutMs, what: 'Storing a message' };
    await withTimeout(clock, limit, () => inbox.take(event));
    return true;
  } catch (error) {
    logger.error('A message could not be stored', { callId: event.callId, error });
    return false;
  }
}
