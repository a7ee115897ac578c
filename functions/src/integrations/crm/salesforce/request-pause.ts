import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { readFault } from './salesforce-failure.ts';

/** Keeps requests back after the org has said that its allowance is used up: more of them would only prolong that. */
export interface RequestPause {
  /** @throws VendorFailedError, retryable, saying for how long. */
  throwIfPaused(what: string): void;
  /** Looks whether a failure says so. */
  learnFrom(error: unknown): void;
}

/** In this process only: every instance finds out by itself, with one request in five minutes. */
export function createRequestPause(clock: Clock): RequestPause {
  let untilMs = 0;
  return {
    throwIfPaused(what) {
      const retryAfterMs = untilMs - clock.now();
      if (retryAfterMs <= 0) return;
      const details = { vendor: 'salesforce', retryable: true, retryAfterMs };
      throw new VendorFailedError(
        `Salesforce was not asked to ${what}: its request limit is used up`,
        details,
      );
    },
    learnFrom(error) {
      if (!(error instanceof VendorFailedError)) return;
      if (readFault(error)?.errorCode !== 'REQUEST_LIMIT_EXCEEDED') return;
      untilMs = clock.now() + (error.retryAfterMs ?? 0);
    },
  };
}
