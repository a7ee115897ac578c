import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { sleep, withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import { toVendorError } from './google-error.ts';

/** Options of every request: our own limits and retries replace the client's. */
interface RequestOptions {
  readonly signal: AbortSignal;
  readonly retry: false;
  readonly headers?: Record<string, string>;
}

/** One call of Google's client. */
type Request<T> = (options: RequestOptions) => Promise<{ data: T }>;

/** How long a request may take, and when a read is tried again. */
export interface RequestLimits {
  readonly clock: Clock;
  /** For one request. Default 3 s: a booking makes four and has 11 s (75 % of its lease). */
  readonly timeoutMs?: number;
  /** Waits before a read is tried again. Default 150 and 400 ms: someone is on the line. */
  readonly readRetryDelaysMs?: readonly number[];
}

/** Performs requests with our limits. */
export interface Requests {
  read<T>(operation: string, signal: AbortSignal, run: Request<T>): Promise<T>;
  write<T>(operation: string, signal: AbortSignal, run: Request<T>): Promise<T>;
}

/**
 * Reads are tried again after a failure that may pass; a write never, because only its caller knows how to look.
 * @throws VendorFailedError from both; the outer signal's reason once that aborts.
 */
export function createRequests({
  clock,
  timeoutMs = 3_000,
  readRetryDelaysMs = [150, 400],
}: RequestLimits): Requests {
  const once = async <T>(
    operation: string,
    outer: AbortSignal,
    run: Request<T>,
    isWrite: boolean,
  ): Promise<T> => {
    const what = `Google Calendar ${operation}`;
    try {
      const { data } = await withTimeout(clock, { timeoutMs, what, signal: outer }, (signal) =>
        run({ signal, retry: false }),
      );
      return data;
    } catch (error) {
      if (outer.aborted) throw outer.reason;
      throw toVendorError(error, { operation, isWrite });
    }
  };
  return {
    write: (operation, signal, run) => once(operation, signal, run, true),
    async read(operation, signal, run) {
      for (const delayMs of readRetryDelaysMs) {
        try {
          return await once(operation, signal, run, false);
        } catch (error) {
          if (!(error instanceof VendorFailedError) || !error.retryable) throw error;
          await sleep(clock, error.retryAfterMs ?? delayMs, signal);
        }
      }
      return once(operation, signal, run, false);
    },
  };
}
