import { createPublicKey, randomBytes, verify } from 'node:crypto';

/** The connected app that may sign in, and for whom. */
export interface ConnectedApp {
  readonly clientId: string;
  readonly clientSecret: string;
  /** PEM; verifies JWT bearer assertions. */
  readonly publicKey?: string | undefined;
  /** User name of the client credentials flow's run-as user. */
  readonly runAs: string;
}

export interface SignInUser {
  readonly userId: string;
  readonly username: string;
  /** With the security token appended, as callers from an untrusted address must send it. */
  readonly password?: string | undefined;
}

export interface SignInOptions {
  readonly origin: string;
  readonly app: ConnectedApp;
  readonly users: readonly SignInUser[];
  readonly now: number;
}

export type SignInResult =
  | { readonly type: 'signed-in'; readonly userId: string }
  | { readonly type: 'refused'; readonly error: string; readonly description: string };

/** Decides a `POST /services/oauth2/token` of the three grants that need no person. */
export function signIn(form: URLSearchParams, options: SignInOptions): SignInResult {
  switch (form.get('grant_type')) {
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
      return byAssertion(form.get('assertion') ?? '', options);
    case 'client_credentials':
      if (!isClient(form, options.app))
        return refused('invalid_client', 'invalid client credentials');
      return asUser(options.users.find((user) => user.username === options.app.runAs));
    case 'password':
      if (!isClient(form, options.app))
        return refused('invalid_client', 'invalid client credentials');
      return byPassword(options.users, form.get('username'), form.get('password'));
    default:
      return refused('unsupported_grant_type', 'grant type not supported');
  }
}

export function byPassword(
  users: readonly SignInUser[],
  username: string | null,
  password: string | null,
): SignInResult {
  const user = users.find((candidate) => candidate.username === username);
  if (user?.password === undefined || user.password !== password) {
    return refused('invalid_grant', 'authentication failure');
  }
  return asUser(user);
}

/** A session id as the platform makes them: the organisation's id, `!`, and noise. */
export function makeSessionId(organizationId: string): string {
  return `${organizationId.slice(0, 15)}!${randomBytes(24).toString('base64url')}`;
}

function isClient(form: URLSearchParams, app: ConnectedApp): boolean {
  return form.get('client_id') === app.clientId && form.get('client_secret') === app.clientSecret;
}

/** The platform allows an assertion to live three minutes, and some clock skew. */
const maxAssertionSeconds = 180 + 30;

function byAssertion(assertion: string, { app, users, origin, now }: SignInOptions): SignInResult {
  const [header = '', payload = '', signature = ''] = assertion.split('.');
  const head = decode(header);
  const claims = decode(payload);
  if (head?.['alg'] !== 'RS256' || claims === undefined)
    return refused('invalid_grant', 'invalid assertion');
  if (claims['iss'] !== app.clientId)
    return refused('invalid_client_id', 'client identifier invalid');
  const audiences = [origin, 'https://login.salesforce.com', 'https://test.salesforce.com'];
  if (!audiences.includes(String(claims['aud'])))
    return refused('invalid_grant', 'audience is invalid');
  const expiresIn = Number(claims['exp']) - now / 1_000;
  if (!(expiresIn > 0 && expiresIn <= maxAssertionSeconds))
    return refused('invalid_grant', 'expired authorization code');
  if (app.publicKey === undefined || !isSigned(`${header}.${payload}`, signature, app.publicKey)) {
    return refused('invalid_grant', 'invalid assertion');
  }
  const user = users.find((candidate) => candidate.username === claims['sub']);
  return user === undefined
    ? refused('invalid_grant', "user hasn't approved this consumer")
    : asUser(user);
}

function isSigned(text: string, signature: string, publicKey: string): boolean {
  return verify(
    'RSA-SHA256',
    Buffer.from(text),
    createPublicKey(publicKey),
    Buffer.from(signature, 'base64url'),
  );
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  } catch {
    return undefined; // Refused by the caller: an assertion that is not JSON.
  }
}

function asUser(user: SignInUser | undefined): SignInResult {
  if (user === undefined) return refused('invalid_grant', 'no such user');
  return { type: 'signed-in', userId: user.userId };
}

function refused(error: string, description: string): SignInResult {
  return { type: 'refused', error, description };
}
