import type { Clock } from '@standardiste/shared/time/clock.ts';
import { Hono } from 'hono';
import { basicAuth } from 'hono/basic-auth';
import { createHash } from 'node:crypto';
import type { FaultPlan, FaultRule } from '../faults.ts';
import { answerWithFaults } from '../http-faults.ts';

/** The settings of a number that its configuration at Twilio holds, by their names in the API. */
const settings = [
  'voice_url',
  'voice_method',
  'voice_fallback_url',
  'voice_fallback_method',
  'status_callback',
  'status_callback_method',
  'sms_url',
  'sms_method',
  'sms_fallback_url',
  'sms_fallback_method',
  'voice_application_sid',
  'sms_application_sid',
  'trunk_sid',
] as const;
type Setting = (typeof settings)[number];

/** One of the account's phone numbers. */
export interface SimulatedNumber {
  readonly sid: string;
  readonly phone_number: string;
  /** Where inbound calls are processed. */
  voice_region: string;
  readonly settings: Record<Setting, string>;
}

/** A number as it is after it was bought: Twilio's own demonstration answers. */
export function newNumber(phoneNumber: string): SimulatedNumber {
  const empty = Object.fromEntries(settings.map((name) => [name, ''])) as Record<Setting, string>;
  return {
    sid: `PN${createHash('md5').update(phoneNumber).digest('hex')}`,
    phone_number: phoneNumber,
    voice_region: 'us1',
    settings: {
      ...empty,
      voice_url: 'https://demo.twilio.com/welcome/voice/',
      voice_method: 'POST',
      sms_method: 'POST',
    },
  };
}

export interface NumbersApiOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** The account's token in us1, which routing asks for; by default the same. */
  readonly mainAuthToken?: string | undefined;
  readonly numbers: readonly SimulatedNumber[];
  readonly faults: FaultPlan;
  readonly clock: Clock;
}

/**
 * The account itself, its numbers and their routing: `GET /2010-04-01/Accounts/{sid}.json`, `GET …/IncomingPhoneNumbers.json` (filter
 * `PhoneNumber`), `GET` and `POST …/IncomingPhoneNumbers/{sid}.json`, `GET` and `POST /v2/PhoneNumbers/{number}`. Operations for
 * faults: `accounts.fetch`, `numbers.list`, `numbers.fetch`, `numbers.update`, `routes.fetch`, `routes.update`.
 */
export function createNumbersApi(options: NumbersApiOptions): Hono {
  const { accountSid, authToken, numbers, faults, clock } = options;
  const app = new Hono();
  const signedIn = (password: string) =>
    basicAuth({ username: accountSid, password, invalidUserMessage: { ...errors.unauthorised } });
  const authorised = signedIn(authToken);
  const authorisedInMain = signedIn(options.mainAuthToken ?? authToken);
  const answer = (env: unknown, operation: string, work: () => Response | Promise<Response>) =>
    answerWithFaults(env, { faults, clock, operation, errorResponse }, work);
  const account = `/2010-04-01/Accounts/${accountSid}`;
  const list = `${account}/IncomingPhoneNumbers`;
  const bySid = (file: string): SimulatedNumber | undefined =>
    numbers.find(({ sid }) => sid === file.replace(/\.json$/, ''));

  app.get(`${account}.json`, authorised, (context) =>
    answer(context.env, 'accounts.fetch', () =>
      Response.json({
        sid: accountSid,
        status: 'active',
        type: 'Full',
        friendly_name: 'Standardiste',
      }),
    ),
  );
  app.get(`${list}.json`, authorised, (context) =>
    answer(context.env, 'numbers.list', () => {
      const wanted = context.req.query('PhoneNumber');
      const found = numbers.filter(
        ({ phone_number }) => wanted === undefined || phone_number === wanted,
      );
      return Response.json({
        incoming_phone_numbers: found.map((number) => describe(number, accountSid)),
        page: 0,
        page_size: 50,
        next_page_uri: null,
      });
    }),
  );
  app.get(`${list}/:file`, authorised, (context) =>
    answer(context.env, 'numbers.fetch', () => {
      const number = bySid(context.req.param('file'));
      return number === undefined ? fail('notFound') : Response.json(describe(number, accountSid));
    }),
  );
  app.post(`${list}/:file`, authorised, (context) =>
    answer(context.env, 'numbers.update', async () => {
      const number = bySid(context.req.param('file'));
      if (number === undefined) return fail('notFound');
      for (const [name, value] of new URLSearchParams(await context.req.text())) {
        const setting = settings.find((each) => pascalCase(each) === name);
        if (setting === undefined) return fail('invalid');
        number.settings[setting] = value;
      }
      return Response.json(describe(number, accountSid));
    }),
  );
  app.get('/v2/PhoneNumbers/:number', authorisedInMain, (context) =>
    answer(context.env, 'routes.fetch', () => routing(context.req.param('number'))),
  );
  app.post('/v2/PhoneNumbers/:number', authorisedInMain, (context) =>
    answer(context.env, 'routes.update', async () => {
      const form = new URLSearchParams(await context.req.text());
      return routing(context.req.param('number'), form.get('VoiceRegion') ?? undefined);
    }),
  );
  return app;

  function routing(phoneNumber: string, voiceRegion?: string): Response {
    const number = numbers.find(({ phone_number }) => phone_number === phoneNumber);
    if (number === undefined) return fail('notFound');
    if (voiceRegion !== undefined && !regions.has(voiceRegion)) return fail('invalid');
    number.voice_region = voiceRegion ?? number.voice_region;
    const { phone_number, voice_region } = number;
    return Response.json({
      sid: `QQ${number.sid.slice(2)}`,
      account_sid: accountSid,
      phone_number,
      voice_region,
    });
  }
}

const regions = new Set(['us1', 'ie1', 'au1']);

function describe({ sid, phone_number, settings }: SimulatedNumber, accountSid: string): object {
  return { sid, account_sid: accountSid, phone_number, friendly_name: phone_number, ...settings };
}

function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const errors = {
  unauthorised: { code: 20003, message: 'Authenticate', status: 401 },
  notFound: { code: 20404, message: 'The requested resource was not found', status: 404 },
  invalid: { code: 20001, message: 'Invalid parameter', status: 400 },
} as const;

function fail(name: keyof typeof errors): Response {
  return Response.json(errors[name], { status: errors[name].status });
}

function errorResponse({ code, status }: FaultRule): Response {
  const body = { code: Number(code) || 20500, message: 'Simulated failure', status };
  return Response.json(body, { status });
}
