import { Connection } from 'jsforce/lib/connection.js';
import { OAuth2 } from 'jsforce/lib/oauth2.js';
import { createSign } from 'node:crypto';
import type { Clock } from '@standardiste/shared/time/clock.ts';

/** How the callbot signs in. JWT bearer needs no stored password and is the default; the others are for orgs that have no choice. */
export type SalesforceCredentials =
  | {
      readonly flow: 'jwt-bearer';
      readonly clientId: string;
      readonly username: string;
      /** PEM of the certificate's private key. */
      readonly privateKey: string;
    }
  | {
      readonly flow: 'client-credentials';
      readonly clientId: string;
      readonly clientSecret: string;
    }
  | {
      readonly flow: 'password';
      readonly username: string;
      readonly password: string;
      /** Appended to the password; empty when the address is trusted. */
      readonly securityToken: string;
      /** With both, the OAuth password grant; without, SOAP `login()`, which Salesforce retires in June 2027. */
      readonly clientId?: string | undefined;
      readonly clientSecret?: string | undefined;
    };

export interface SalesforceSession {
  readonly accessToken: string;
  /** Where the org lives; every request goes there. */
  readonly instanceUrl: string;
}

/** SOAP `login()` is not available from API 65.0 on. */
const soapLoginVersion = '64.0';

/** The platform accepts assertions for at most three minutes. */
const assertionLifeSeconds = 170;

/** Opens a session. @throws whatever jsforce throws; the caller translates it and sets the time limit. */
export async function signIn(
  credentials: SalesforceCredentials,
  { loginUrl, clock }: { loginUrl: string; clock: Clock },
): Promise<SalesforceSession> {
  switch (credentials.flow) {
    case 'jwt-bearer': {
      const assertion = signAssertion(credentials, { loginUrl, clock });
      const oauth2 = new OAuth2({ loginUrl });
      const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
      return toSession(await oauth2.requestToken({ grant_type: grantType, assertion }));
    }
    case 'client-credentials': {
      const { clientId, clientSecret } = credentials;
      const oauth2 = new OAuth2({ loginUrl, clientId, clientSecret });
      return toSession(await oauth2.requestToken({ grant_type: 'client_credentials' }));
    }
    case 'password':
      return signInByPassword(credentials, loginUrl);
  }
}

async function signInByPassword(
  credentials: Extract<SalesforceCredentials, { flow: 'password' }>,
  loginUrl: string,
): Promise<SalesforceSession> {
  const { username, clientId, clientSecret } = credentials;
  const password = credentials.password + credentials.securityToken;
  if (clientId !== undefined && clientSecret !== undefined) {
    const oauth2 = new OAuth2({ loginUrl, clientId, clientSecret });
    return toSession(await oauth2.authenticate(username, password));
  }
  const connection = new Connection({ loginUrl, version: soapLoginVersion });
  await connection.login(username, password); // by SOAP, as there is no client
  return toSession({ access_token: connection.accessToken, instance_url: connection.instanceUrl });
}

function toSession(token: { access_token?: unknown; instance_url?: unknown }): SalesforceSession {
  const { access_token: accessToken, instance_url: instanceUrl } = token;
  if (typeof accessToken === 'string' && typeof instanceUrl === 'string') {
    return { accessToken, instanceUrl };
  }
  throw new Error('expected a token with an instance URL');
}

function signAssertion(
  credentials: Extract<SalesforceCredentials, { flow: 'jwt-bearer' }>,
  { loginUrl, clock }: { loginUrl: string; clock: Clock },
): string {
  const claims = {
    iss: credentials.clientId,
    sub: credentials.username,
    aud: new URL(loginUrl).origin,
    exp: Math.floor(clock.now() / 1_000) + assertionLifeSeconds,
  };
  const unsigned = [{ alg: 'RS256', typ: 'JWT' }, claims].map(toBase64Url).join('.');
  const signature = createSign('RSA-SHA256')
    .update(unsigned)
    .sign(credentials.privateKey, 'base64url');
  return `${unsigned}.${signature}`;
}

function toBase64Url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
