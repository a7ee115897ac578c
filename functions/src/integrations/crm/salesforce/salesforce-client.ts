import { Connection } from 'jsforce/lib/connection.js';
import {
  OperationTimedOutError,
  VendorFailedError,
} from '@standardiste/shared/errors/callbot-error.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import { retry } from '@standardiste/shared/time/retry.ts';
import { salesforceApiVersion } from './api-version.ts';
import { createRequestPause, type SharedPause } from './request-pause.ts';
import { readFault, toSignInFailure, toVendorFailure } from './salesforce-failure.ts';
import {
  signIn,
  type SalesforceCredentials,
  type SalesforceSession,
} from './salesforce-sign-in.ts';

export interface SalesforceClientOptions {
  /** `https://login.salesforce.com`, or the org's My Domain (the client credentials flow works only there). */
  readonly loginUrl: string;
  readonly credentials: SalesforceCredentials;
  /** jsforce's own default is 50.0, so it is always given. */
  readonly version?: string;
  /** For one request, and for one sign-in. Two requests and a sign-in fit into the 22 s that a handler has. */
  readonly timeoutMs?: number;
  readonly clock: Clock;
  /** Tells other instances, and hears from them, that the org's allowance is used up. */
  readonly sharedPause?: SharedPause;
  /** In [0, 1); spreads second attempts. Default `Math.random`. */
  readonly random?: () => number;
}

export interface SalesforceRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the version: `/query?q=…`; or from `/services/` on, as the org writes the next page. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Does it change anything, so that a lost answer leaves a doubt? Default: every method but GET. */
  readonly isWrite?: boolean;
  /** Names the request in errors: `find a contact`. */
  readonly what: string;
}

/** Sends REST requests within a session that it opens, keeps, and renews when the org ends it. */
export interface SalesforceClient {
  /**
   * The parsed answer, undefined for an empty one.
   * A row that another transaction holds is tried three times. Once the org's allowance is used up nothing is sent for a while:
   * every request fails at once.
   * @throws VendorFailedError, ambiguous when a write may have been done; the signal's reason when it aborts.
   */
  send(request: SalesforceRequest, signal: AbortSignal): Promise<unknown>;
}

export function createSalesforceClient(options: SalesforceClientOptions): SalesforceClient {
  const { clock, timeoutMs = 8_000, version = salesforceApiVersion } = options;
  const sessions = createSessions(options, timeoutMs);
  const pause = createRequestPause(clock, options.sharedPause);
  const lockRetry = { clock, random: options.random ?? Math.random, ...lockRetries };

  async function attempt(
    request: SalesforceRequest,
    session: SalesforceSession,
    signal: AbortSignal,
  ) {
    const what = `Salesforce: ${request.what}`;
    // No refresh function: jsforce would repeat a request for as long as the answer is 401.
    const connection = new Connection({ ...session, version });
    return await withTimeout(clock, { timeoutMs, what, signal }, () =>
      connection.request(
        {
          method: request.method,
          url: request.path,
          ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
          headers: { 'content-type': 'application/json' },
        },
        // jsforce repeats GET five times over half a minute by itself, and gives up after thirty minutes.
        { timeout: timeoutMs + 1_000, retry: { maxRetries: 0 } },
      ),
    );
  }

  async function sendOnce(request: SalesforceRequest, signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted();
    await pause.throwIfPaused(request.what);
    const session = await sessions.current(signal);
    try {
      return await attempt(request, session, signal);
    } catch (error) {
      if (readFault(error)?.errorCode !== 'INVALID_SESSION_ID')
        throw translate(error, request, signal);
    }
    // The org refused before doing anything, so the request is repeated, once.
    const renewed = await sessions.renew(session, signal);
    try {
      return await attempt(request, renewed, signal);
    } catch (error) {
      throw translate(error, request, signal);
    }
  }

  return {
    send: (request, signal) =>
      retry({ ...lockRetry, signal, isRetryable: isLockedRow }, async () => {
        try {
          return await sendOnce(request, signal);
        } catch (error) {
          await pause.learnFrom(error);
          throw error;
        }
      }),
  };
}

/** A lock is held for as long as somebody's transaction runs: seconds. Two waits fit into a handler's 22 s. */
const lockRetries = { attempts: 3, minDelayMs: 500, maxDelayMs: 2_000 } as const;

function isLockedRow(error: unknown): boolean {
  return readFault(error)?.errorCode === 'UNABLE_TO_LOCK_ROW';
}

function translate(error: unknown, request: SalesforceRequest, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const { what, isWrite = request.method !== 'GET' } = request;
  return toVendorFailure(error, { what, isWrite });
}

interface Sessions {
  current(signal: AbortSignal): Promise<SalesforceSession>;
  /** A session other than the stale one; whoever comes at the same time gets the same. */
  renew(stale: SalesforceSession, signal: AbortSignal): Promise<SalesforceSession>;
}

function createSessions(options: SalesforceClientOptions, timeoutMs: number): Sessions {
  let opening: Promise<SalesforceSession> | undefined;
  let latest: SalesforceSession | undefined;

  function open(signal: AbortSignal): Promise<SalesforceSession> {
    opening ??= openSession(options, timeoutMs)
      .then((session) => (latest = session))
      .finally(() => (opening = undefined));
    const limit = { timeoutMs: timeoutMs + 1_000, what: 'Salesforce: sign in', signal };
    const shared = opening;
    // Whoever waits hears of the failure; when all have left, nobody needs to.
    shared.catch(() => undefined);
    return withTimeout(options.clock, limit, () => shared);
  }

  return {
    async current(signal) {
      return latest ?? (await open(signal));
    },
    async renew(stale, signal) {
      if (latest === stale) latest = undefined;
      return latest ?? (await open(signal));
    },
  };
}

async function openSession(
  { clock, credentials, loginUrl }: SalesforceClientOptions,
  timeoutMs: number,
): Promise<SalesforceSession> {
  try {
    const limit = { timeoutMs, what: 'Salesforce: sign in' };
    return await withTimeout(clock, limit, () => signIn(credentials, { loginUrl, clock }));
  } catch (error) {
    if (!(error instanceof OperationTimedOutError)) throw toSignInFailure(error);
    const details = { vendor: 'salesforce', retryable: true, cause: error };
    throw new VendorFailedError('Salesforce did not answer the sign-in in time', details);
  }
}
