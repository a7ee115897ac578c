import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';

export interface CircuitBreakerOptions {
  readonly clock: Clock;
  readonly vendor: string;
  /** Opens after this many failures in a row. */
  readonly failureThreshold: number;
  /** After this one request may try again. */
  readonly openMs: number;
}

/** Stops asking a service that keeps failing, so that callers hear of it at once instead of after a time-out. */
export interface CircuitBreaker {
  /** Runs `run`, or refuses while open. @throws VendorFailedError when it refuses; whatever `run` throws. */
  run<T>(run: () => Promise<T>): Promise<T>;
}

type State =
  | { readonly type: 'closed'; readonly failures: number }
  | { readonly type: 'open'; readonly untilMs: number }
  | { readonly type: 'trying' };

export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { clock, vendor, failureThreshold, openMs } = options;
  let state: State = { type: 'closed', failures: 0 };

  function admit(): void {
    if (state.type === 'closed') return;
    const waitMs = state.type === 'open' ? state.untilMs - clock.now() : openMs;
    if (waitMs > 0) {
      const details = { vendor, retryable: true, retryAfterMs: waitMs };
      throw new VendorFailedError(`${vendor} keeps failing and is left alone`, details);
    }
    state = { type: 'trying' };
  }

  function fail(): void {
    const failures = state.type === 'closed' ? state.failures + 1 : failureThreshold;
    state =
      failures >= failureThreshold
        ? { type: 'open', untilMs: clock.now() + openMs }
        : { type: 'closed', failures };
  }

  return {
    async run(run) {
      admit();
      try {
        const result = await run();
        state = { type: 'closed', failures: 0 };
        return result;
      } catch (error) {
        fail();
        throw error;
      }
    },
  };
}
