import { eventId } from '@standardiste/shared/contracts/ids.ts';
import { messageStatuses } from '@standardiste/shared/contracts/message-events.ts';
import { z } from 'zod';
import type { MessageEvent } from './message-inbox.ts';
import type { SignedForm } from './signed-form.ts';

const messageSid = z.string().regex(/^(?:SM|MM)[0-9a-zA-Z]{1,60}$/);

/** An inbound message as Twilio posts it, as far as we read it (twilio.com/docs/messaging/guides/webhook-request). */
const inboundForm = z.object({
  MessageSid: messageSid,
  From: z.string().min(1).max(40),
  To: z.string().min(1).max(40),
  Body: z
    .string()
    .default('')
    .transform((body) => body.slice(0, 1_600)),
  /** Only with Advanced Opt-Out. */
  OptOutType: z.enum(['STOP', 'START', 'HELP']).nullable().default(null).catch(null),
});

const statusForm = z.object({
  MessageSid: messageSid,
  To: z.string().min(1).max(40),
  MessageStatus: z.enum(messageStatuses),
  ErrorCode: z.coerce.number().int().nullable().default(null).catch(null),
});

/** The event of an inbound message; undefined when the form is none. Twilio's repetitions have one event id. */
export function messageReceived(
  form: SignedForm,
  { profileId, nowMs }: { profileId: string | null; nowMs: number },
): MessageEvent | undefined {
  const parsed = inboundForm.safeParse(Object.fromEntries(form));
  if (!parsed.success) return undefined;
  const { MessageSid: callId, From: from, To: to, Body: body, OptOutType: optOut } = parsed.data;
  const receivedAt = new Date(nowMs).toISOString();
  return {
    topic: 'message-received',
    eventId: eventId(callId, 'message-received'),
    callId,
    data: { callId, profileId, from, to, body, optOut, receivedAt },
  };
}

/** The event of a delivery report; undefined for a status that we do not know, or a message that is not ours. */
export function messageStatusChanged(
  form: SignedForm,
  key: string | undefined,
): MessageEvent | undefined {
  const parsed = statusForm.safeParse(Object.fromEntries(form));
  if (!parsed.success || key === undefined || key === '' || key.length > 200) return undefined;
  const { MessageSid: callId, To: to, MessageStatus: status, ErrorCode: errorCode } = parsed.data;
  return {
    topic: 'message-status-changed',
    eventId: eventId(callId, `message-${status}`),
    callId,
    data: { callId, key, to, status, errorCode },
  };
}
