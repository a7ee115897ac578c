import {
  ConfigInvalidError,
  OperationTimedOutError,
  VendorFailedError,
} from '../errors/callbot-error.ts';

/** Why a service did not do what it was asked, as far as it matters to whoever has to mend it. */
export const failureKinds = [
  'misconfigured',
  'unreachable',
  'timed-out',
  'not-signed-in',
  'forbidden',
  'missing',
  'limited',
  'failing',
  'refused',
  'unknown',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** Node's codes of connections that never came about or broke, and of names that nobody knows. */
const connectionCodes =
  /^(?:ECONN(?:REFUSED|RESET|ABORTED)|ENOTFOUND|EAI_AGAIN|E(?:HOST|NET)UNREACH|EPIPE|ETIMEDOUT|UND_ERR_\w+|CERT_\w+|ERR_TLS_\w+|DEPTH_ZERO_SELF_SIGNED_CERT)$/;

/** https://grpc.io/docs/guides/status-codes/ */
const grpcKinds: Readonly<Record<number, FailureKind>> = {
  2: 'failing',
  3: 'refused',
  4: 'timed-out',
  5: 'missing',
  7: 'forbidden',
  8: 'limited',
  9: 'refused',
  13: 'failing',
  14: 'unreachable',
  16: 'not-signed-in',
};

const httpKinds: Readonly<Record<number, FailureKind>> = {
  401: 'not-signed-in',
  403: 'forbidden',
  404: 'missing',
  408: 'timed-out',
  429: 'limited',
};

/** Words of errors that carry no code: Google's sign-in, Salesforce's, and the clients that keep the text alone. */
const words: readonly (readonly [RegExp, FailureKind])[] = [
  [
    /default credentials|invalid_grant|invalid_client|invalid_app_access|inactive_user|refuses the key/i,
    'not-signed-in',
  ],
  [/INVALID_LOGIN|INVALID_SESSION_ID|HTTP_401|status 401|unauthori[sz]ed/i, 'not-signed-in'],
  [/HTTP_403|status 403|forbidden|permission/i, 'forbidden'],
  [/HTTP_429|status 429|REQUEST_LIMIT_EXCEEDED|quota/i, 'limited'],
  [/HTTP_404|status 404|not found|INVALID_FIELD|does not know/i, 'missing'],
  [/HTTP_5\d\d|status 5\d\d|SERVER_UNAVAILABLE/, 'failing'],
  [/no answer|ECONNREFUSED|connect|socket|fetch failed/i, 'unreachable'],
];

/** Sorts what a client threw. Codes tell more than words, and the innermost error is the one that happened. */
export function failureKind(error: unknown): FailureKind {
  const chain = causesOf(error);
  const byCode = chain
    .toReversed()
    .map(kindByCode)
    .find((kind) => kind !== undefined);
  // Google answers 403 to both
  const isLimit = chain.some(({ message }) => /rateLimitExceeded|quotaExceeded/i.test(message));
  if (byCode === 'forbidden' && isLimit) return 'limited';
  if (byCode !== undefined) return byCode;
  if (chain.some((each) => each instanceof OperationTimedOutError)) return 'timed-out';
  const text = chain.map(({ name, message }) => `${name}: ${message}`).join('\n');
  const byWord = words.find(([pattern]) => pattern.test(text))?.[1];
  if (byWord !== undefined) return byWord;
  if (chain.some((each) => each instanceof ConfigInvalidError)) return 'misconfigured';
  return chain.some((each) => each instanceof VendorFailedError && each.retryable)
    ? 'failing'
    : 'unknown';
}

/** A chain that is longer is a circle. */
const mostCauses = 10;

function causesOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  let current = error;
  while (current instanceof Error && chain.length < mostCauses) {
    chain.push(current);
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return chain.length === 0 ? [new Error(String(error))] : chain;
}

function kindByCode(error: Error): FailureKind | undefined {
  const { code, status, statusCode, response } = error as Error & {
    readonly code?: unknown;
    readonly status?: unknown;
    readonly statusCode?: unknown;
    readonly response?: { readonly status?: unknown };
  };
  const http = [status, statusCode, response?.status].find((value) => typeof value === 'number');
  if (typeof http === 'number' && http >= 400) {
    return httpKinds[http] ?? (http >= 500 ? 'failing' : 'refused');
  }
  if (typeof code === 'number') return grpcKinds[code];
  return typeof code === 'string' && connectionCodes.test(code) ? 'unreachable' : undefined;
}
