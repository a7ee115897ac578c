import { CallbotError } from '../errors/callbot-error.ts';
import { sleep, type Clock } from './clock.ts';

export interface RetryOptions {
  readonly clock: Clock;
  /** How often it is tried in all, 1 or more. */
  readonly attempts: number;
  /** Most that is waited before the second attempt; it doubles with every further one. */
  readonly minDelayMs: number;
  /** Most that is ever waited, unless the error itself says how long. */
  readonly maxDelayMs: number;
  /** Numbers in [0, 1): every delay is drawn from zero to its most ("full jitter"), so that many callers do not come back together. */
  readonly random: () => number;
  /** Ends the waiting, and the attempts after the one under way. */
  readonly signal?: AbortSignal | undefined;
  /** Default: a `CallbotError` that says so of itself. */
  readonly isRetryable?: (error: unknown) => boolean;
}

/**
 * Runs `run` until it succeeds, at most `attempts` times. An error with `retryAfterMs` is waited for that long at least; when
 * that is beyond `maxDelayMs` it is thrown instead, since the vendor would refuse anything sooner.
 * @throws the last error, at once when it is not retryable; the signal's reason when it aborts.
 */
export async function retry<T>(
  options: RetryOptions,
  run: (attempt: number) => Promise<T>,
): Promise<T> {
  const { clock, attempts, signal, isRetryable = saysRetryable } = options;
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await run(attempt);
    } catch (error) {
      signal?.throwIfAborted();
      const demandedMs = retryAfterMs(error);
      const isLast = attempt >= attempts || !isRetryable(error);
      if (isLast || demandedMs > options.maxDelayMs) throw error;
      await sleep(clock, Math.max(demandedMs, jitteredMs(options, attempt)), signal);
    }
  }
}

function jitteredMs({ minDelayMs, maxDelayMs, random }: RetryOptions, attempt: number): number {
  return random() * Math.min(maxDelayMs, minDelayMs * 2 ** (attempt - 1));
}

function saysRetryable(error: unknown): boolean {
  return error instanceof CallbotError && error.retryable;
}

/** What the error demands, 0 when nothing. */
function retryAfterMs(error: unknown): number {
  const { retryAfterMs: value } = (error ?? {}) as { retryAfterMs?: unknown };
  return typeof value === 'number' && value > 0 ? value : 0;
}
