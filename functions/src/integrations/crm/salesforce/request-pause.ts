import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { readFault } from './salesforce-failure.ts';

/** Keeps requests back after the org has said that its allowance is used up: more of them would only prolong that. */
export interface RequestPause {
  /** @throws VendorFailedError, retryable, saying for how long. */
  throwIfPaused(what: string): Promise<void>;
  /** Looks whether a failure says so. */
  learnFrom(error: unknown): Promise<void>;
}

/** Where all instances leave what one of them was told. */
export interface SharedPause {
  /** Until when nothing is to be sent; 0 for no pause, and when nobody can say. */
  readUntilMs(): Promise<number>;
  pauseUntil(untilMs: number): Promise<void>;
}

/** How long an instance may go on before it hears what another was told. */
const lookEveryMs = 10_000;

/** Without a shared pause every instance finds out by itself, with one request in five minutes. */
export function createRequestPause(clock: Clock, shared?: SharedPause): RequestPause {
  let untilMs = 0;
  let lookedAtMs = -Infinity;

  async function look(): Promise<void> {
    if (shared === undefined || clock.now() - lookedAtMs < lookEveryMs) return;
    lookedAtMs = clock.now();
    untilMs = Math.max(untilMs, await shared.readUntilMs());
  }

  return {
    async throwIfPaused(what) {
      if (untilMs <= clock.now()) await look();
      const retryAfterMs = untilMs - clock.now();
      if (retryAfterMs <= 0) return;
      const details = { vendor: 'salesforce', retryable: true, retryAfterMs };
      throw new VendorFailedError(
        `Salesforce was not asked to ${what}: its request limit is used up`,
        details,
      );
    },
    async learnFrom(error) {
      if (!(error instanceof VendorFailedError)) return;
      if (readFault(error)?.errorCode !== 'REQUEST_LIMIT_EXCEEDED') return;
      untilMs = clock.now() + (error.retryAfterMs ?? 0);
      await shared?.pauseUntil(untilMs);
    },
  };
}
