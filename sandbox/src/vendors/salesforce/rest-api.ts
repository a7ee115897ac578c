import { Hono, type Context } from 'hono';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { Answer } from './answer.ts';
import { writeCollection } from './collection.ts';
import type { DailyLimit } from './daily-limit.ts';
import { fieldNamed, objectNamed, orgSchema, type ObjectName } from './org-schema.ts';
import { findCandidates, type SchedulerSetup } from './lightning-scheduler.ts';
import type { RecordTable } from './record-table.ts';
import { createQueryPages } from './query-pages.ts';
import { SalesforceError } from './salesforce-error.ts';
import type { SessionTable } from './session-table.ts';
import { parseSoql } from './soql-parser.ts';
import { attributesOf, runSoql } from './soql-runner.ts';
import { runSosl } from './sosl.ts';

export interface RestApiOptions {
  readonly table: RecordTable;
  readonly sessions: SessionTable;
  readonly dailyLimit: DailyLimit;
  readonly clock: Clock;
  readonly searchLagMs: number;
  readonly queryPageSize: number;
  readonly answer: Answer;
  /** Absent: the org has no Salesforce Scheduler. */
  readonly scheduler?: SchedulerSetup | undefined;
}

const supportedVersions = { first: 31, last: 67 } as const;

/** sObject rows, SOQL and SOSL, to be mounted at `/services/data/:version`. */
export function createRestApi(options: RestApiOptions) {
  const { table, sessions, clock, answer, searchLagMs, dailyLimit } = options;
  const rest = new Hono<{ Variables: { userId: string } }>();
  rest.use(async (context, next) => {
    checkVersion(context.req.param('version') ?? '');
    const token = /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '')?.[1];
    const userId = token === undefined ? undefined : sessions.use(token);
    if (userId === undefined) {
      throw new SalesforceError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    }
    if (!dailyLimit.take()) {
      const message = 'TotalRequests Limit exceeded.';
      throw new SalesforceError(403, 'REQUEST_LIMIT_EXCEEDED', message);
    }
    context.set('userId', userId);
    await next();
    const usage = `api-usage=${dailyLimit.used}/${dailyLimit.maximum}`;
    if (context.res.headers.get('content-type') !== null)
      context.res.headers.set('sforce-limit-info', usage);
  });
  for (const method of ['POST', 'PATCH'] as const) {
    rest.on(method, '/composite/sobjects', (context) =>
      answer(context, 'composite.sobjects', async () => {
        const options = {
          userId: context.get('userId'),
          allowDuplicates: allowsDuplicates(context),
        };
        return Response.json(writeCollection(table, method, await readFields(context), options));
      }),
    );
  }
  const pages = createQueryPages(options.queryPageSize);
  for (const operation of ['query', 'queryAll'] as const) {
    const withDeleted = operation === 'queryAll';
    rest.get(`/${operation}`, (context) =>
      answer(context, operation, () => {
        const records = runSoql(table, parseSoql(context.req.query('q') ?? ''), { withDeleted });
        const base = `/services/data/${context.req.param('version') ?? ''}/${operation}`;
        return Response.json(pages.first(records, base));
      }),
    );
    rest.get(`/${operation}/:locator`, (context) =>
      answer(context, `${operation}.more`, () =>
        Response.json(pages.next(context.req.param('locator'))),
      ),
    );
  }
  rest.get('/search', (context) =>
    answer(context, 'search', () => {
      const index = { now: clock.now(), lagMs: searchLagMs };
      return Response.json(runSosl(table, context.req.query('q') ?? '', index));
    }),
  );
  rest.post('/scheduling/getAppointmentCandidates', (context) =>
    answer(context, 'scheduling.candidates', async () => {
      const { scheduler } = options;
      if (scheduler === undefined) {
        const message = 'Salesforce Scheduler is not enabled for this organization or user.';
        throw new SalesforceError(403, 'FUNCTIONALITY_NOT_ENABLED', message);
      }
      const body = await readFields(context);
      const events = table.all('Event').map(({ fields }) => fields);
      const candidates = findCandidates({ setup: scheduler, events, nowMs: clock.now() }, body);
      return Response.json({ candidates });
    }),
  );
  rest.post('/sobjects/:object', (context) =>
    answer(context, 'sobjects.create', async () => {
      const id = table.create(knownObject(context), await readFields(context), {
        userId: context.get('userId'),
        allowDuplicates: allowsDuplicates(context),
      });
      return Response.json({ id, success: true, errors: [] }, { status: 201 });
    }),
  );
  rest.get('/sobjects/:object/:id', (context) =>
    answer(context, 'sobjects.retrieve', () => {
      const object = knownObject(context);
      const { fields } = table.require(object, context.req.param('id'));
      return rowResponse(object, selectFields(object, fields, context.req.query('fields')));
    }),
  );
  rest.patch('/sobjects/:object/:id', (context) =>
    answer(context, 'sobjects.update', async () => {
      table.update(knownObject(context), context.req.param('id'), await readFields(context));
      return new Response(null, { status: 204 });
    }),
  );
  rest.delete('/sobjects/:object/:id', (context) =>
    answer(context, 'sobjects.delete', () => {
      table.delete(knownObject(context), context.req.param('id'));
      return new Response(null, { status: 204 });
    }),
  );
  rest.get('/sobjects/:object/:field/:value', (context) =>
    answer(context, 'sobjects.retrieve', () => {
      const { object, record } = byExternalId(table, context);
      if (record === undefined)
        throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
      return rowResponse(object, record.fields);
    }),
  );
  rest.patch('/sobjects/:object/:field/:value', (context) =>
    answer(context, 'sobjects.upsert', async () => {
      const input = await readFields(context);
      const { object, field, value, record } = byExternalId(table, context);
      if (record !== undefined) {
        const id = String(record.fields['Id']);
        table.update(object, id, input);
        return Response.json({ id, success: true, errors: [], created: false });
      }
      const id = table.create(
        object,
        { ...input, [field]: value },
        {
          userId: context.get('userId'),
          allowDuplicates: allowsDuplicates(context),
        },
      );
      return Response.json({ id, success: true, errors: [], created: true }, { status: 201 });
    }),
  );
  rest.delete('/sobjects/:object/:field/:value', (context) =>
    answer(context, 'sobjects.delete', () => {
      const { object, record } = byExternalId(table, context);
      if (record === undefined)
        throw new SalesforceError(
          404,
          'NOT_FOUND',
          'Provided external ID field does not exist or is not accessible',
        );
      table.delete(object, String(record.fields['Id']));
      return new Response(null, { status: 204 });
    }),
  );
  return rest;
}

/** @throws SalesforceError for a field that the object does not have. */
function selectFields(
  object: ObjectName,
  fields: Readonly<Record<string, unknown>>,
  wanted: string | undefined,
): Readonly<Record<string, unknown>> {
  if (wanted === undefined) return fields;
  const names = wanted.split(',').map((given) => {
    const name = fieldNamed(object, given.trim());
    if (name !== undefined) return name;
    const message = `No such column '${given}' on sobject of type ${object}`;
    throw new SalesforceError(400, 'INVALID_FIELD', message);
  });
  return Object.fromEntries(['Id', ...names].map((name) => [name, fields[name] ?? null]));
}

function checkVersion(version: string): void {
  const number = Number(/^v(\d+)\.0$/.exec(version)?.[1]);
  if (number >= supportedVersions.first && number <= supportedVersions.last) return;
  throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
}

function knownObject(context: Context): ObjectName {
  const object = objectNamed(context.req.param('object') ?? '');
  if (object === undefined)
    throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
  return object;
}

async function readFields(context: Context): Promise<Record<string, unknown>> {
  const body: unknown = await context.req.json().catch(() => undefined);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw new SalesforceError(400, 'JSON_PARSER_ERROR', 'expected a JSON object');
}

function allowsDuplicates(context: Context): boolean {
  return /allowSave\s*=\s*true/i.test(context.req.header('sforce-duplicate-rule-header') ?? '');
}

function byExternalId(table: RecordTable, context: Context) {
  const object = knownObject(context);
  const field = fieldNamed(object, context.req.param('field') ?? '');
  const value = context.req.param('value') ?? '';
  if (field === undefined || orgSchema[object].fields[field]?.isExternalId !== true) {
    throw new SalesforceError(
      404,
      'NOT_FOUND',
      'Provided external ID field does not exist or is not accessible',
    );
  }
  const matches = table.withExternalId(object, field, value);
  return { object, field, value, record: matches[0] };
}

function rowResponse(object: ObjectName, fields: Readonly<Record<string, unknown>>): Response {
  return Response.json({ attributes: attributesOf(object, String(fields['Id'])), ...fields });
}
