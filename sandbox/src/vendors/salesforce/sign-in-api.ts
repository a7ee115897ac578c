import { Hono } from 'hono';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { Answer } from './answer.ts';
import type { RecordTable } from './record-table.ts';
import type { SessionTable } from './session-table.ts';
import {
  byPassword,
  makeSessionId,
  signIn,
  type ConnectedApp,
  type SignInUser,
} from './sign-in.ts';
import { parseSoapLogin, soapFault, soapLoginResult, versionFault } from './soap-login.ts';

export interface SignInApiOptions {
  readonly table: RecordTable;
  readonly sessions: SessionTable;
  readonly clock: Clock;
  readonly organizationId: string;
  readonly app: ConnectedApp;
  readonly passwords: Readonly<Record<string, string>>;
  /** Known once the simulator listens. */
  readonly origin: () => string;
  readonly answer: Answer;
}

/** The token endpoint and SOAP `login()`, to be mounted at the root. */
export function createSignInApi(options: SignInApiOptions): Hono {
  const { table, sessions, clock, organizationId, app, answer } = options;
  const api = new Hono();
  const users = (): SignInUser[] =>
    table.all('User').map(({ fields }) => ({
      userId: String(fields['Id']),
      username: String(fields['Username']),
      password: options.passwords[String(fields['Username'])],
    }));
  const openSession = (userId: string): string => {
    const sessionId = makeSessionId(organizationId);
    sessions.open(sessionId, userId);
    return sessionId;
  };
  api.post('/services/oauth2/token', (context) =>
    answer(context, 'oauth.token', async () => {
      const form = new URLSearchParams(await context.req.text());
      const result = signIn(form, {
        origin: options.origin(),
        app,
        users: users(),
        now: clock.now(),
      });
      if (result.type === 'refused') {
        const body = { error: result.error, error_description: result.description };
        return Response.json(body, { status: 400 });
      }
      return Response.json({
        access_token: openSession(result.userId),
        instance_url: options.origin(),
        id: `${options.origin()}/id/${organizationId}/${result.userId}`,
        token_type: 'Bearer',
        issued_at: String(Math.round(clock.now())),
        signature: '',
        scope: 'api',
      });
    }),
  );
  api.post('/services/Soap/u/:version', (context) =>
    answer(context, 'soap.login', async () => {
      const version = context.req.param('version');
      const fault = versionFault(version);
      if (fault !== undefined) return fault;
      const login = parseSoapLogin(await context.req.text());
      const result = byPassword(users(), login?.username ?? null, login?.password ?? null);
      if (result.type === 'refused')
        return soapFault(
          'INVALID_LOGIN',
          'Invalid username, password, security token; or user locked out.',
        );
      const sessionId = openSession(result.userId);
      return soapLoginResult({
        origin: options.origin(),
        version,
        sessionId,
        userId: result.userId,
        organizationId,
      });
    }),
  );
  return api;
}
