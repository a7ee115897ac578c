import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import type { CarrierRescue } from '../carrier.ts';
import { openTwilioClient, type TwilioAccount } from './client.ts';

export interface TwilioRescueOptions extends TwilioAccount {
  /** Asked, by `POST`, how a call goes on that was taken back. */
  readonly resumeUrl: string;
  readonly clock: Clock;
}

/** A caller is in silence meanwhile. */
const requestTimeoutMs = 3_000;

/** Twilio's codes for a call that is over, and for one that it does not know (any more). */
const overCodes: readonly unknown[] = [21220, 20404];
/** https://www.twilio.com/docs/voice/api/call-resource#call-status-values */
const finalStatuses: ReadonlySet<string> = new Set([
  'completed',
  'busy',
  'failed',
  'no-answer',
  'canceled',
]);

/** Takes calls back by Twilio's REST API. An update with `url` interrupts what the call does, a media stream too. */
export function createTwilioRescue(options: TwilioRescueOptions): CarrierRescue {
  let client: ReturnType<typeof openTwilioClient> | undefined;
  async function request<Answer>(
    what: string,
    signal: AbortSignal,
    run: (twilio: Awaited<ReturnType<typeof openTwilioClient>>) => Promise<Answer>,
  ): Promise<Answer | 'over'> {
    const opened = (client ??= openTwilioClient(options));
    try {
      const limit = { timeoutMs: requestTimeoutMs, what, signal };
      return await withTimeout(options.clock, limit, async () => run(await opened));
    } catch (error) {
      signal.throwIfAborted();
      const { code, status } = error as { code?: unknown; status?: unknown };
      if (overCodes.includes(code)) return 'over';
      const text = typeof status === 'number' ? `status ${status}` : 'no answer';
      // Whatever is wrong, the next sweep asks again.
      const details = { vendor: 'twilio', retryable: true, cause: error };
      throw new VendorFailedError(`${what} failed at Twilio: ${text}`, details);
    }
  }
  return {
    reconnect: (callSid, signal) =>
      request('Taking a call back', signal, async ({ calls }) => {
        await calls(callSid).update({ url: options.resumeUrl, method: 'POST' });
        return 'reconnected' as const;
      }),
    async isOver(callSid, signal) {
      const status = await request('Asking after a call', signal, async ({ calls }) => {
        return (await calls(callSid).fetch()).status;
      });
      return status === 'over' || finalStatuses.has(status);
    },
  };
}
