import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { z } from 'zod';

/** What a failed request says, as far as it matters here. */
export interface GoogleFailure {
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  /** `notFound`, `duplicate`, `rateLimitExceeded`, …; empty when there is none. */
  readonly reason: string;
  readonly retryAfterMs: number | undefined;
}

/** The client's error, loosely: https://developers.google.com/workspace/calendar/api/guides/errors */
const clientErrorSchema = z.object({
  response: z.object({
    status: z.number(),
    headers: z.unknown(),
    data: z.unknown(),
  }),
});
const errorBodySchema = z.object({
  error: z.object({ errors: z.array(z.object({ reason: z.string() })).min(1) }),
});

/** 403 means many things; only these pass by themselves. */
const passingReasons = new Set([
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'quotaExceeded',
  'calendarUsageLimitsExceeded',
  'backendError',
  'internalError',
]);

export function readFailure(error: unknown): GoogleFailure {
  const parsed = clientErrorSchema.safeParse(error);
  if (!parsed.success) return { status: undefined, reason: '', retryAfterMs: undefined };
  const { status, data, headers } = parsed.data.response;
  const body = errorBodySchema.safeParse(data);
  const reason = body.success ? (body.data.error.errors[0]?.reason ?? '') : '';
  return { status, reason, retryAfterMs: readRetryAfter(headers) };
}

/**
 * The failure as our error. A write without an answer, or with a server's error, may have taken effect: it is ambiguous.
 */
export function toVendorError(
  error: unknown,
  { operation, isWrite }: { operation: string; isWrite: boolean },
): VendorFailedError {
  const { status, reason, retryAfterMs } = readFailure(error);
  const isUnanswered = status === undefined;
  const isServerError = status !== undefined && status >= 500;
  const retryable = isUnanswered || isServerError || status === 429 || passingReasons.has(reason);
  const what = isUnanswered ? `no answer (${(error as Error).message})` : `${status} ${reason}`;
  return new VendorFailedError(`Google Calendar ${operation}: ${what.trim()}`, {
    vendor: 'google-calendar',
    retryable,
    ambiguous: isWrite && (isUnanswered || isServerError),
    retryAfterMs,
    cause: error,
  });
}

/** Is this word, from inside an answer with status 200, one that passes by itself? */
export function isPassingReason(reason: string): boolean {
  return passingReasons.has(reason);
}

function readRetryAfter(headers: unknown): number | undefined {
  if (!(headers instanceof Headers)) return undefined;
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}
