import { sleep, withTimeout } from '@standardiste/shared/time/clock.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { randomUUID } from 'node:crypto';
import { signTwilioRequest } from './signing.ts';
import type { Note } from './timeline.ts';

export interface WebhookAnswer {
  readonly status: number;
  readonly body: string;
}

/** A webhook could not be fetched; the code is Twilio's (11200: HTTP failure, 11205: connection failure). */
export class WebhookFailedError extends Error {
  override readonly name = 'WebhookFailedError';
  readonly code: 11200 | 11205;

  constructor(code: 11200 | 11205, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Twilio waits so long for a webhook, all attempts together. */
const totalTimeoutMs = 15_000;

/**
 * Sends signed webhooks as Twilio does: late by the network's delay, within 15 s, with another attempt when the connection fails
 * (one, unless the URL's fragment says otherwise: `#rc=2&rp=5xx`). Attempts carry one `I-Twilio-Idempotency-Token`.
 */
export function createWebhookClient(options: {
  readonly authToken: string;
  readonly latencyMs: number;
  readonly clock: Clock;
}): (
  request: { url: string; form: Readonly<Record<string, string>> },
  note: Note,
  signal: AbortSignal,
) => Promise<WebhookAnswer> {
  const { authToken, latencyMs, clock } = options;

  return async ({ url, form }, note, signal) => {
    const [address = '', fragment = ''] = url.split('#');
    const overrides = new URLSearchParams(fragment);
    const retryCount = Number(overrides.get('rc') ?? '1');
    const retriesServerErrors = /5xx|all/.test(overrides.get('rp') ?? '');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signTwilioRequest(authToken, address, form),
      'i-twilio-idempotency-token': randomUUID(),
      'user-agent': 'TwilioProxy/1.1',
    };
    const attempt = async (limit: AbortSignal): Promise<WebhookAnswer> => {
      await sleep(clock, latencyMs, limit);
      note('webhook-sent', { url: address, callStatus: form['CallStatus'] });
      const body = new URLSearchParams(form).toString();
      const response = await fetch(address, { method: 'POST', headers, body, signal: limit });
      return { status: response.status, body: await response.text() };
    };
    const attempts = async (limit: AbortSignal): Promise<WebhookAnswer> => {
      for (let left = retryCount; ; left -= 1) {
        try {
          const answer = await attempt(limit);
          if (answer.status < 500 || !retriesServerErrors || left <= 0) return answer;
        } catch (error) {
          if (limit.aborted || left <= 0) throw error;
        }
        note('webhook-failed', { url: address, attemptsLeft: left });
      }
    };
    const timeoutMs = Number(overrides.get('tt') ?? totalTimeoutMs);
    let answer: WebhookAnswer;
    try {
      answer = await withTimeout(clock, { timeoutMs, what: 'A webhook', signal }, attempts);
    } catch (cause) {
      signal.throwIfAborted();
      note('warning', { code: 11205, url: address });
      throw new WebhookFailedError(11205, `No answer from ${address}`, { cause });
    }
    note('webhook-answered', { url: address, status: answer.status });
    if (answer.status >= 200 && answer.status < 300) return answer;
    note('warning', { code: 11200, url: address, status: answer.status });
    throw new WebhookFailedError(11200, `${address} answered ${answer.status}`);
  };
}
