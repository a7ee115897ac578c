import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { withTimeout } from '@standardiste/shared/time/clock.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { CarrierCalls } from '../carrier.ts';
import { openTwilioClient, type TwilioAccount } from './client.ts';

export interface TwilioRestOptions extends TwilioAccount {
  readonly clock: Clock;
}

/** Ending a call is not worth a longer wait: the caller's own hang-up or the sweeper comes anyway. */
const requestTimeoutMs = 5_000;

/** Twilio's code for a call that is over already. */
const callNotInProgress = 21220;
/** Authentication, permission, not found, bad request: the same request fails again. */
const hopelessStatuses: ReadonlySet<number> = new Set([400, 401, 403, 404]);

/**
 * Twilio's REST API for calls. The SDK is loaded with the first request: it takes 70 ms that the start of the process does not
 * have (docs on cold starts), and most calls never need it.
 */
export function createTwilioCalls(options: TwilioRestOptions): CarrierCalls {
  let client: ReturnType<typeof openTwilioClient> | undefined;
  return {
    async hangUp(carrierCallId, signal) {
      client ??= openTwilioClient(options);
      const run = async (): Promise<void> => {
        const { calls } = await (client as ReturnType<typeof openTwilioClient>);
        await calls(carrierCallId).update({ status: 'completed' });
      };
      const limit = { timeoutMs: requestTimeoutMs, what: 'Ending a call', signal };
      try {
        await withTimeout(options.clock, limit, run);
      } catch (error) {
        signal.throwIfAborted();
        if (codeOf(error) === callNotInProgress) return;
        throw toVendorError(error);
      }
    },
  };
}

function toVendorError(error: unknown): VendorFailedError {
  const { status } = error as { status?: unknown };
  const hasAnswer = typeof status === 'number';
  const text = hasAnswer ? `status ${status}, code ${String(codeOf(error))}` : 'no answer';
  return new VendorFailedError(`Twilio did not end the call: ${text}`, {
    vendor: 'twilio',
    retryable: !hasAnswer || !hopelessStatuses.has(status),
    ambiguous: !hasAnswer || status >= 500,
    cause: error,
  });
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
