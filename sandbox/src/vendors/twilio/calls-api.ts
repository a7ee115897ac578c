import type { Clock } from '@standardiste/shared/time/clock.ts';
import { Hono } from 'hono';
import { basicAuth } from 'hono/basic-auth';
import type { FaultPlan, FaultRule } from '../faults.ts';
import { answerWithFaults } from '../http-faults.ts';
import type { SimulatedCall } from './simulated-call.ts';

/**
 * `GET` and `POST /Calls/{sid}.json` below `/2010-04-01/Accounts/{sid}`. An update hangs up (`Status=completed`) or redirects (`Url`
 * or `Twiml`). Operations for faults: `calls.fetch`, `calls.update`.
 */
export function createCallsApi(options: {
  readonly accountSid: string;
  readonly authToken: string;
  readonly faults: FaultPlan;
  readonly clock: Clock;
  readonly findCall: (callSid: string) => SimulatedCall | undefined;
}): Hono {
  const { accountSid, authToken, faults, clock, findCall } = options;
  const app = new Hono();
  const authorised = basicAuth({
    username: accountSid,
    password: authToken,
    invalidUserMessage: { ...errors.unauthorised },
  });
  const errorResponse = (rule: FaultRule): Response =>
    Response.json(
      { code: Number(rule.code) || 20500, message: 'Simulated failure', status: rule.status },
      { status: rule.status },
    );

  app.get('/Calls/:file', authorised, (context) =>
    answerWithFaults(
      context.env,
      { faults, clock, operation: 'calls.fetch', errorResponse },
      () => {
        const call = findCall(sidOf(context.req.param('file')));
        return call === undefined ? fail('notFound') : Response.json(describe(call, accountSid));
      },
    ),
  );
  app.post('/Calls/:file', authorised, (context) =>
    answerWithFaults(
      context.env,
      { faults, clock, operation: 'calls.update', errorResponse },
      async () => {
        const call = findCall(sidOf(context.req.param('file')));
        if (call === undefined) return fail('notFound');
        const form = new URLSearchParams(await context.req.text());
        const isUpdated = update(call, form);
        if (isUpdated === undefined) return fail('invalid');
        return isUpdated ? Response.json(describe(call, accountSid)) : fail('notInProgress');
      },
    ),
  );
  return app;
}

const errors = {
  unauthorised: { code: 20003, message: 'Authenticate', status: 401 },
  notFound: { code: 20404, message: 'The requested resource was not found', status: 404 },
  invalid: { code: 20001, message: 'Status, Url or Twiml is required', status: 400 },
  notInProgress: {
    code: 21220,
    message: 'Call is not in-progress. Cannot redirect.',
    status: 400,
  },
} as const;

function fail(name: keyof typeof errors): Response {
  const error = errors[name];
  const more_info = `https://www.twilio.com/docs/errors/${error.code}`;
  return Response.json({ ...error, more_info }, { status: error.status });
}

/** Whether the call was updated; undefined when the request asks for nothing. */
function update(call: SimulatedCall, form: URLSearchParams): boolean | undefined {
  const [status, url, twiml] = ['Status', 'Url', 'Twiml'].map((name) => form.get(name));
  if (status === 'completed' || status === 'canceled') return call.complete();
  if (url) return call.redirect({ url });
  return twiml ? call.redirect({ twiml }) : undefined;
}

function sidOf(file: string): string {
  return file.replace(/\.json$/, '');
}

/** The call as Twilio's API writes it, as far as its SDK reads it. */
function describe(call: SimulatedCall, accountSid: string): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${accountSid}/Calls/${call.callSid}.json`;
  return {
    sid: call.callSid,
    account_sid: accountSid,
    from: call.options.from,
    to: call.options.to,
    status: call.status,
    direction: 'inbound',
    api_version: '2010-04-01',
    date_created: new Date(call.startedAtMs).toUTCString(),
    start_time: new Date(call.startedAtMs).toUTCString(),
    uri,
  };
}
