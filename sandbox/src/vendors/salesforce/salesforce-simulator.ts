import { Hono } from 'hono';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { FaultPlan, type FaultRule } from '../faults.ts';
import { answerWithFaults } from '../http-faults.ts';
import { listenHttp } from '../http-listener.ts';
import type { VendorSimulator } from '../simulator.ts';
import type { Answer } from './answer.ts';
import { DailyLimit } from './daily-limit.ts';
import type { ObjectName } from './org-schema.ts';
import type { SchedulerSetup } from './lightning-scheduler.ts';
import { makeRecordId, toLongId } from './record-id.ts';
import { RecordTable } from './record-table.ts';
import { SalesforceError } from './salesforce-error.ts';
import { createRestApi } from './rest-api.ts';
import { SessionTable } from './session-table.ts';
import { createSignInApi } from './sign-in-api.ts';
import type { ConnectedApp } from './sign-in.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface SalesforceSeed {
  readonly users?: readonly Fields[];
  readonly contacts?: readonly Fields[];
  readonly leads?: readonly Fields[];
  readonly opportunities?: readonly Fields[];
  readonly contactRoles?: readonly Fields[];
  readonly events?: readonly Fields[];
}

export interface SalesforceSimulatorOptions extends SalesforceSeed {
  readonly port?: number;
  readonly clock?: Clock;
  readonly app?: Partial<ConnectedApp>;
  /** Password with its security token, by user name. */
  readonly passwords?: Readonly<Record<string, string>>;
  /** How long the search index lags behind the records. */
  readonly searchLagMs?: number;
  /** Rows on a page of a query. Default 2,000, as the platform's; it makes them smaller for long texts. */
  readonly queryPageSize?: number;
  /** Requests in any 24 hours. Default 100,000. */
  readonly dailyLimit?: number;
  /** How long a session lives unused. Default two hours, as new orgs have it. */
  readonly sessionLifeMs?: number;
  /** What Salesforce Scheduler is set up with. Absent: the org does not have it. */
  readonly scheduler?: SchedulerSetup;
}

export interface SalesforceState {
  readonly users: readonly Fields[];
  readonly contacts: readonly Fields[];
  readonly leads: readonly Fields[];
  readonly tasks: readonly Fields[];
  readonly events: readonly Fields[];
  readonly opportunities: readonly Fields[];
  readonly contactRoles: readonly Fields[];
  /** `ContentVersion` rows, with the text of `VersionData`. */
  readonly files: readonly Fields[];
  /** Every operation in the order in which it came: `query`, `sobjects.upsert`, … */
  readonly requests: readonly string[];
}

export interface SalesforceSimulator extends VendorSimulator<SalesforceState> {
  /** Ends every session, as an administrator or the org's time-out does. */
  expireSessions(): void;
  /** Holds a record as another transaction does, until the result is disposed of. */
  lockRow(id: string): Disposable;
  /** Adds a record as it stands and returns its id. */
  seed(object: ObjectName, fields: Fields): string;
}

/** The user that signs in unless the options say otherwise. */
export const integrationUsername = 'callbot@ecole-demo.example';

const defaultApp: ConnectedApp = {
  clientId: 'demo-client',
  clientSecret: 'demo-client-key',
  runAs: integrationUsername,
};

const organizationId = toLongId('00D00000000demo');

/**
 * One Salesforce org on this machine: OAuth (JWT bearer, client credentials, password), SOAP `login()`, and the REST API's
 * sObject rows, SOQL and SOSL phone search, with the platform's checks. Fault operations: `oauth.token`, `soap.login`, `query`, `query.more`, `queryAll`, `queryAll.more`,
 * `search`, `sobjects.create`, `sobjects.retrieve`, `sobjects.update`, `sobjects.upsert`, `sobjects.delete`,
 * `composite.sobjects`, `scheduling.candidates`.
 */
export async function startSalesforceSimulator(
  options: SalesforceSimulatorOptions = {},
): Promise<SalesforceSimulator> {
  const org = createOrg(options);
  const listener = await listenHttp(org.app, options.port);
  org.origin = listener.origin;
  return {
    origin: listener.origin,
    faults: org.faults,
    state: () => org.state(),
    reset: () => org.reset(),
    expireSessions: () => org.sessions.clear(),
    lockRow: (id) => org.table.lock(id),
    seed: (object, fields) => org.table.seed(object, fields),
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}

interface Org {
  readonly app: Hono;
  readonly faults: FaultPlan;
  readonly table: RecordTable;
  readonly sessions: SessionTable;
  origin: string;
  state(): SalesforceState;
  reset(): void;
}

function createOrg(options: SalesforceSimulatorOptions): Org {
  const clock = options.clock ?? systemClock;
  const faults = new FaultPlan();
  const table = new RecordTable(() => clock.now());
  const requests: string[] = [];
  const dailyLimit = new DailyLimit(() => clock.now(), options.dailyLimit ?? 100_000);
  const plain = (object: ObjectName): Fields[] =>
    table.all(object).map((row) => ({ ...row.fields }));
  const org: Org = {
    app: new Hono(),
    faults,
    table,
    sessions: new SessionTable(() => clock.now(), options.sessionLifeMs ?? 2 * 3_600_000),
    origin: '',
    state: () => ({
      users: plain('User'),
      contacts: plain('Contact'),
      leads: plain('Lead'),
      tasks: plain('Task'),
      events: plain('Event'),
      opportunities: plain('Opportunity'),
      contactRoles: plain('OpportunityContactRole'),
      files: plain('ContentVersion').map((file) => ({
        ...file,
        VersionData: Buffer.from(String(file['VersionData']), 'base64').toString('utf8'),
      })),
      requests: [...requests],
    }),
    reset() {
      faults.set([]);
      table.clear();
      org.sessions.clear();
      dailyLimit.clear();
      requests.length = 0;
      seedOrg(table, options);
    },
  };
  org.reset();
  const answer: Answer = (context, operation, work) => {
    requests.push(operation);
    const fault = { faults, clock, operation, errorResponse: faultBody };
    return answerWithFaults(context.env, fault, work);
  };
  const { sessions } = org;
  const restApi = createRestApi({
    table,
    sessions,
    dailyLimit,
    clock,
    searchLagMs: options.searchLagMs ?? 0,
    queryPageSize: options.queryPageSize ?? 2_000,
    answer,
    scheduler: options.scheduler,
  });
  const signInApi = createSignInApi({
    table,
    sessions,
    clock,
    organizationId,
    app: { ...defaultApp, ...options.app },
    passwords: options.passwords ?? {},
    origin: () => org.origin,
    answer,
  });
  org.app.route('/services/data/:version', restApi);
  org.app.route('/', signInApi);
  org.app.notFound(() => new SalesforceError(404, 'NOT_FOUND', 'no such resource').toResponse());
  org.app.onError((error) => {
    if (error instanceof SalesforceError) return error.toResponse();
    return new SalesforceError(500, 'UNKNOWN_EXCEPTION', error.message).toResponse();
  });
  return org;
}

function faultBody(rule: FaultRule): Response {
  const code = rule.code === '' ? 'SERVER_UNAVAILABLE' : rule.code;
  return new SalesforceError(rule.status, code, `simulated ${code}`).toResponse();
}

function seedOrg(table: RecordTable, seed: SalesforceSeed): void {
  table.seed('User', {
    Id: makeRecordId('005', 0),
    Username: integrationUsername,
    FirstName: 'Intégration',
    LastName: 'Callbot',
    IsActive: true,
  });
  const lists = [
    ['User', seed.users],
    ['Contact', seed.contacts],
    ['Lead', seed.leads?.map((lead) => ({ IsConverted: false, ...lead }))],
    ['Opportunity', seed.opportunities],
    ['OpportunityContactRole', seed.contactRoles],
    ['Event', seed.events],
  ] as const;
  for (const [object, records] of lists) {
    for (const fields of records ?? []) table.seed(object, fields);
  }
}
