import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { RefusalReason } from '../messages.ts';

/** Error codes that say something about the number (error dictionary). */
const refusals: Readonly<Record<number, RefusalReason>> = {
  21610: 'opted-out',
  21211: 'invalid-number',
  21612: 'invalid-number',
  21614: 'not-mobile',
  // Only in delivery reports: a landline.
  30006: 'not-mobile',
};

/** The number's fault, when it is that. */
export function readRefusal(error: unknown): RefusalReason | undefined {
  return refusalOfCode(readCode(error));
}

/** What an error code, of an answer or a delivery report, says about the number. */
export function refusalOfCode(code: number | undefined): RefusalReason | undefined {
  return refusals[code ?? 0];
}

/** Twilio's own code of what went wrong, beside the HTTP status. */
export function readCode(error: unknown): number | undefined {
  return numberIn(error, 'code');
}

/** Twilio says that a request answered with 429 was not processed; a minute is a guess that suits its per-second limits. */
const throttledRetryAfterMs = 60_000;

/** Connection errors at which nothing can have been sent. */
const neverSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/**
 * Translates what the SDK threw. Creating a message has no idempotency key, so every failure after which Twilio may have it is
 * ambiguous: time-outs, broken connections, server errors.
 */
export function toVendorFailure(error: unknown, what: string): VendorFailedError {
  const status = numberIn(error, 'status');
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isThrottled = status === 429;
  const isServerFault = status !== undefined && status >= 500;
  const isConnectionFault = status === undefined;
  const reason = error instanceof Error ? error.message : String(error);
  return new VendorFailedError(
    `Twilio failed to ${what}: ${[status, code, reason].filter(Boolean).join(' ')}`,
    {
      vendor: 'twilio',
      retryable: isThrottled || isServerFault || isConnectionFault,
      ambiguous: isServerFault || (isConnectionFault && !neverSent.includes(code)),
      retryAfterMs: isThrottled ? throttledRetryAfterMs : undefined,
      cause: error,
    },
  );
}

function numberIn(error: unknown, field: 'code' | 'status'): number | undefined {
  if (!(error instanceof Error) || !(field in error)) return undefined;
  const value = (error as Error & Partial<Record<typeof field, unknown>>)[field];
  return typeof value === 'number' ? value : undefined;
}
