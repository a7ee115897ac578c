import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';

/** An error of the REST API as jsforce throws it. */
export interface SalesforceFault {
  readonly errorCode: string;
  readonly message: string;
  /** Fields that the error is about. */
  readonly fields: readonly string[];
  readonly data: unknown;
}

interface Verdict {
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  /** For writes: the work may be done although the answer was an error. */
  readonly ambiguous?: boolean;
}

const permanent: Verdict = { retryable: false };

/** Codes that may pass by themselves (REST developer guide, status codes); every other code needs a person. */
const verdicts: Readonly<Record<string, Verdict>> = {
  /** A rolling 24-hour allowance: minutes, not milliseconds. */
  REQUEST_LIMIT_EXCEEDED: { retryable: true, retryAfterMs: 5 * 60_000 },
  UNABLE_TO_LOCK_ROW: { retryable: true },
  INVALID_SESSION_ID: { retryable: true },
  QUERY_TIMEOUT: { retryable: true },
  /** The next page was forgotten; the query is run anew. */
  INVALID_QUERY_LOCATOR: { retryable: true },
  SERVER_UNAVAILABLE: { retryable: true, ambiguous: true },
  UNKNOWN_EXCEPTION: { retryable: true, ambiguous: true },
  ERROR_HTTP_429: { retryable: true, retryAfterMs: 60_000 },
  ERROR_HTTP_420: { retryable: true, retryAfterMs: 60_000 },
  ERROR_HTTP_500: { retryable: true, ambiguous: true },
  ERROR_HTTP_502: { retryable: true, ambiguous: true },
  ERROR_HTTP_503: { retryable: true, ambiguous: true },
  ERROR_HTTP_504: { retryable: true, ambiguous: true },
};

/** Connection errors at which nothing can have been sent. */
const neverSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/** The REST error in what jsforce threw, or undefined when it is something else. */
export function readFault(error: unknown): SalesforceFault | undefined {
  const cause = error instanceof VendorFailedError ? error.cause : error;
  if (!(cause instanceof Error) || !('errorCode' in cause)) return undefined;
  const data: unknown = 'data' in cause ? cause.data : undefined;
  const fields =
    typeof data === 'object' && data !== null && 'fields' in data && Array.isArray(data.fields)
      ? data.fields.map(String)
      : [];
  return { errorCode: String(cause.errorCode), message: cause.message, fields, data };
}

/** Translates what a request to the REST API threw. */
export function toVendorFailure(
  error: unknown,
  { what, isWrite }: { what: string; isWrite: boolean },
): VendorFailedError {
  const fault = readFault(error);
  const verdict =
    fault === undefined ? connectionVerdict(error) : (verdicts[fault.errorCode] ?? permanent);
  const reason = fault?.errorCode ?? (error instanceof Error ? error.message : String(error));
  return new VendorFailedError(`Salesforce failed to ${what}: ${reason}`, {
    vendor: 'salesforce',
    retryable: verdict.retryable,
    ambiguous: isWrite && verdict.ambiguous === true,
    retryAfterMs: verdict.retryAfterMs,
    cause: error,
  });
}

/** Translates what a sign-in threw: what the identity service refuses needs a person, everything else may pass. */
export function toSignInFailure(error: unknown): VendorFailedError {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new VendorFailedError(`Salesforce refused the sign-in: ${text}`, {
    vendor: 'salesforce',
    retryable: !refusals.some((code) => text.includes(code)),
    cause: error,
  });
}

const refusals = [
  'invalid_grant',
  'invalid_client',
  'invalid_app_access',
  'inactive_user',
  'inactive_org',
  'unsupported_grant_type',
  'INVALID_LOGIN',
  'LOGIN_MUST_USE_SECURITY_TOKEN',
  'API_DISABLED_FOR_ORG',
  'UNSUPPORTED_API_VERSION',
  'password has expired',
];

function connectionVerdict(error: unknown): Verdict {
  const cause = error instanceof Error ? error.cause : undefined;
  const code =
    typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return { retryable: true, ambiguous: !neverSent.includes(code) };
}
