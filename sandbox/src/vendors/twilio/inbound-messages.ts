import { randomBytes } from 'node:crypto';
import type { createWebhookClient } from './webhook-client.ts';

/** Somebody writes to one of the account's numbers. */
export interface InboundMessage {
  /** E.164, or a short code. */
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** The number's webhook for messages. */
  readonly smsUrl: string;
  /** How often the webhook is sent, one after the other, as after an answer that was lost. Default 1. */
  readonly copies?: number;
  /** What Advanced Opt-Out has understood, and answered by itself. */
  readonly optOutType?: 'STOP' | 'START' | 'HELP';
}

export interface ReceivedMessage {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** What the webhook answered, each time; null: nothing that Twilio takes. */
  readonly answers: readonly (number | null)[];
}

/** Posts an inbound message as Twilio does: signed, and once more when it cannot be delivered. */
export async function postInboundMessage(
  { from, to, body, smsUrl, copies = 1, optOutType }: InboundMessage,
  options: {
    readonly accountSid: string;
    readonly webhook: ReturnType<typeof createWebhookClient>;
    readonly signal: AbortSignal;
  },
): Promise<ReceivedMessage> {
  const sid = `SM${randomBytes(16).toString('hex')}`;
  const form = {
    MessageSid: sid,
    SmsSid: sid,
    SmsMessageSid: sid,
    AccountSid: options.accountSid,
    ApiVersion: '2010-04-01',
    From: from,
    To: to,
    Body: body,
    NumMedia: '0',
    NumSegments: '1',
    ...(optOutType === undefined ? {} : { OptOutType: optOutType }),
  };
  const answers: (number | null)[] = [];
  for (let copy = 0; copy < copies; copy += 1) {
    const answer = await options
      .webhook({ url: smsUrl, form }, () => undefined, options.signal)
      .catch(() => undefined);
    answers.push(answer?.status ?? null);
  }
  return { sid, from, to, body, answers };
}
