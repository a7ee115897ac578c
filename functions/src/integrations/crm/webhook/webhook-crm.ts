import { createHmac } from 'node:crypto';
import {
  MessageInvalidError,
  VendorFailedError,
} from '@standardiste/shared/errors/callbot-error.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import { z } from 'zod';
import type { Crm } from '../crm.ts';
import { webhookAnswers, type WebhookOperation } from './webhook-protocol.ts';

export interface WebhookCrmOptions {
  /** Takes every operation by `POST`. */
  readonly url: string;
  /** Shared with the receiver, who checks the signature by it. */
  readonly secret: string;
  /** For one request. Two fit into the 22 s that a handler has. */
  readonly timeoutMs?: number;
  readonly clock: Clock;
}

/**
 * Any CRM behind one address: each method is one `POST` of `{ operation, data }`, answered by the receiver with JSON
 * (`webhook-protocol.ts` lists both; docs/crm-webhook.md is for who writes the receiver). Signed as `x-callbot-signature`: the
 * HMAC-SHA-256 of `{x-callbot-timestamp}.{body}` in hexadecimal digits.
 */
export function createWebhookCrm(options: WebhookCrmOptions): Crm {
  const call = <Operation extends WebhookOperation>(
    operation: Operation,
    data: object,
    signal: AbortSignal,
  ): Promise<z.infer<(typeof webhookAnswers)[Operation]>> => send(options, operation, data, signal);
  return {
    findPersonByPhone: async (phone, signal) =>
      (await call('find-person', { phone }, signal)).person ?? undefined,
    findAppointment: async ({ record, recordId }, { from, to }, signal) =>
      (await call('find-appointment', { person: { record, recordId }, from, to }, signal))
        .appointment ?? undefined,
    saveLead: async (lead, signal) => call('save-lead', lead, signal),
    saveCall: async (input, signal) => (await call('save-call', input, signal)).id,
    linkCall: async ({ key, followUpKeys, person: { record, recordId } }, signal) =>
      (await call('link-call', { key, followUpKeys, person: { record, recordId } }, signal))
        .isLinked,
    saveFollowUp: async (input, signal) => (await call('save-follow-up', input, signal)).id,
    attachTranscript: async (file, signal) =>
      (await call('attach-transcript', file, signal)).isAttached,
    advanceOpportunity: async (opportunity, signal) => {
      await call('advance-opportunity', opportunity, signal);
    },
    saveAppointment: async (input, signal) => (await call('save-appointment', input, signal)).id,
    deleteAppointment: async (key, signal) => {
      await call('delete-appointment', { key }, signal);
    },
  };
}

/** Reading takes no effect, so that its failure leaves nothing uncertain. */
const reads: readonly WebhookOperation[] = ['find-person', 'find-appointment'];

async function send<Operation extends WebhookOperation>(
  { url, secret, clock, timeoutMs = 8_000 }: WebhookCrmOptions,
  operation: Operation,
  data: object,
  signal: AbortSignal,
): Promise<z.infer<(typeof webhookAnswers)[Operation]>> {
  const body = JSON.stringify({ operation, data });
  const timestamp = String(Math.floor(clock.now() / 1_000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-callbot-timestamp': timestamp,
    'x-callbot-signature': signature,
  };
  const isWrite = !reads.includes(operation);
  const what = `The CRM's webhook: ${operation}`;
  let answer: { status: number; text: string };
  try {
    answer = await withTimeout(clock, { timeoutMs, what, signal }, async (abort) => {
      const request = { method: 'POST', headers, body, signal: abort, redirect: 'error' } as const;
      const response = await fetch(url, request);
      return { status: response.status, text: await response.text() };
    });
  } catch (cause) {
    signal.throwIfAborted();
    const details = { vendor: 'crm-webhook', retryable: true, ambiguous: isWrite, cause };
    throw new VendorFailedError(`${what} was not answered`, details);
  }
  if (answer.status >= 200 && answer.status < 300) return parse(operation, answer.text);
  throw refusal(what, answer.status, isWrite);
}

/** What may pass by itself: everything else needs a person. */
function refusal(what: string, status: number, isWrite: boolean): VendorFailedError {
  const isOverload = status === 429 || status === 408;
  return new VendorFailedError(`${what} was refused with ${status}`, {
    vendor: 'crm-webhook',
    retryable: isOverload || status >= 500,
    ambiguous: isWrite && status >= 500,
    ...(status === 429 ? { retryAfterMs: 60_000 } : {}),
  });
}

function parse<Operation extends WebhookOperation>(
  operation: Operation,
  text: string,
): z.infer<(typeof webhookAnswers)[Operation]> {
  const result = webhookAnswers[operation].safeParse(parseJson(text));
  if (result.success) return result.data as z.infer<(typeof webhookAnswers)[Operation]>;
  const expected = z.prettifyError(result.error);
  throw new MessageInvalidError(`The CRM's webhook answered ${operation} otherwise: ${expected}`);
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? {} : (JSON.parse(text) as unknown);
  } catch {
    return undefined; // refused by the schema, with the operation's name
  }
}
