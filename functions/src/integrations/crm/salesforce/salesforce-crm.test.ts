import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import {
  integrationUsername,
  startSalesforceSimulator,
  type SalesforceSimulator,
  type SalesforceSimulatorOptions,
} from '@standardiste/sandbox/vendors/salesforce/salesforce-simulator.ts';
import { StoreUnavailableError } from '@standardiste/shared/cloud/document-store.ts';
import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describeCrm, type CrmUnderTest } from '../crm.contract.ts';
import { createStoredPause } from './stored-pause.ts';
import { createSalesforceCrm, type SalesforceCrmOptions } from './salesforce-crm.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const app = { clientId: 'demo-client', publicKey };
const jwtBearer = {
  flow: 'jwt-bearer',
  clientId: app.clientId,
  username: integrationUsername,
  privateKey,
} as const;

type Overrides = Partial<SalesforceCrmOptions>;

function crmAt(simulator: SalesforceSimulator, overrides: Overrides = {}) {
  return createSalesforceCrm({
    loginUrl: simulator.origin,
    credentials: jwtBearer,
    activityKeyField: 'CallSid__c',
    ownerStrategy: 'both',
    leadDefaults: { company: 'Particulier', source: 'Téléphone' },
    clock: systemClock,
    timeoutMs: 2_000,
    ...overrides,
  });
}

async function open(
  options: SalesforceSimulatorOptions = {},
  overrides: Overrides = {},
): Promise<CrmUnderTest & { simulator: SalesforceSimulator }> {
  const simulator = await startSalesforceSimulator({ ...options, app });
  return {
    simulator,
    crm: crmAt(simulator, { timeoutMs: 1_000, ...overrides }),
    addUser: (name) => simulator.seed('User', { LastName: name, Username: name, IsActive: true }),
    addPerson({ record, firstName, lastName, phone, lastActivity, ownerId }) {
      const recordId = simulator.seed(record === 'contact' ? 'Contact' : 'Lead', {
        FirstName: firstName,
        LastName: lastName,
        Phone: phone,
        OwnerId: ownerId,
        LastActivityDate: lastActivity,
        CreatedDate: '2020-01-01T00:00:00.000+0000',
        ...(record === 'lead' ? { Company: 'Demo', IsConverted: false } : {}),
      });
      return { record, recordId };
    },
    followUps: () =>
      simulator
        .state()
        .tasks.filter((task) => task['Priority'] === 'High')
        .map(({ Subject: subject, WhoId: personId, ActivityDate: dueDate }) => ({
          subject,
          personId,
          dueDate,
        })),
    calls: () =>
      callsOf(simulator).map((task) => ({
        personId: task['WhoId'],
        ownerId: task['OwnerId'],
        disposition: task['CallDisposition'],
        description: task['Description'],
      })),
    appointments: () =>
      simulator.state().events.map((event) => ({
        personId: event['WhoId'],
        startAt: new Date(String(event['StartDateTime'])),
        subject: event['Subject'],
      })),
    leads: () =>
      simulator.state().leads.map((lead) => ({
        lastName: lead['LastName'],
        phone: lead['Phone'],
        email: lead['Email'],
      })),
    loseNextAnswer: () =>
      simulator.faults.set([
        { operation: 'sobjects.upsert', kind: 'hang-after-commit' },
        { operation: 'sobjects.create', kind: 'hang-after-commit' },
      ]),
    refuseNext: () => simulator.faults.set([{ operation: '*', kind: 'error', status: 503 }]),
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

function callsOf(simulator: SalesforceSimulator) {
  return simulator.state().tasks.filter((task) => task['TaskSubtype'] === 'Call');
}

describeCrm('Salesforce by jsforce', () => open());
describeCrm('Salesforce whose search index lags, on small pages', () =>
  open({ searchLagMs: 600_000, queryPageSize: 1 }),
);

const phone = '+33639980001';
const { signal } = new AbortController();

describe('signing in to Salesforce', () => {
  const password = 'demo-pass' + 'TOKEN';
  const passwords = { [integrationUsername]: password };
  const byPassword = {
    flow: 'password',
    username: integrationUsername,
    password: 'demo-pass',
    securityToken: 'TOKEN',
  } as const;
  const client = { clientId: 'demo-client', clientSecret: 'demo-client-key' };

  it.each([
    ['JWT bearer', jwtBearer, 'oauth.token'],
    ['client credentials', { flow: 'client-credentials', ...client } as const, 'oauth.token'],
    ['password grant', { ...byPassword, ...client }, 'oauth.token'],
    ['SOAP login', byPassword, 'soap.login'],
  ])('works by %s', async (_name, credentials, operation) => {
    await using under = await open({ passwords }, { credentials });
    await expect(under.crm.findPersonByPhone(phone, signal)).resolves.toBeUndefined();
    expect(under.simulator.state().requests[0]).toBe(operation);
  });

  it('signs in once for many requests at the same time', async () => {
    await using under = await open();
    await Promise.all([1, 2, 3].map(() => under.crm.findPersonByPhone(phone, signal)));
    const requests = under.simulator.state().requests;
    expect(requests.filter((operation) => operation === 'oauth.token')).toHaveLength(1);
  });

  it('renews an ended session without losing the request', async () => {
    await using under = await open();
    under.addPerson({ record: 'contact', firstName: 'A', lastName: 'B', phone });
    await under.crm.findPersonByPhone(phone, signal);
    under.simulator.expireSessions();
    const found = await Promise.all([1, 2].map(() => under.crm.findPersonByPhone(phone, signal)));
    expect(found).toMatchObject([{ lastName: 'B' }, { lastName: 'B' }]);
    const requests = under.simulator.state().requests;
    expect(requests.filter((operation) => operation === 'oauth.token')).toHaveLength(2);
  });

  it('gives up after one renewal when every session is refused', async () => {
    await using under = await open();
    under.simulator.faults.set([
      { operation: 'search', kind: 'error', status: 401, code: 'INVALID_SESSION_ID', times: null },
    ]);
    const failure = under.crm.findPersonByPhone(phone, signal);
    await expect(failure).rejects.toMatchObject({ code: 'vendor-failed', retryable: true });
    expect(under.simulator.state().requests).toEqual([
      'oauth.token',
      'search',
      'oauth.token',
      'search',
    ]);
  });

  it('does not retry credentials that are refused', async () => {
    await using under = await open(
      {},
      { credentials: { ...jwtBearer, username: 'nobody@demo.example' } },
    );
    const failure = under.crm.findPersonByPhone(phone, signal);
    await expect(failure).rejects.toMatchObject({ code: 'vendor-failed', retryable: false });
  });

  it('retries a sign-in that found the service down', async () => {
    await using under = await open();
    under.simulator.faults.set([{ operation: 'oauth.token', kind: 'error', status: 503 }]);
    const failure = under.crm.findPersonByPhone(phone, signal);
    await expect(failure).rejects.toMatchObject({ code: 'vendor-failed', retryable: true });
    await expect(under.crm.findPersonByPhone(phone, signal)).resolves.toBeUndefined();
  });

  it('limits the time of a sign-in that hangs', async () => {
    await using under = await open();
    under.simulator.faults.set([{ operation: 'oauth.token', kind: 'hang' }]);
    const failure = under.crm.findPersonByPhone(phone, signal);
    await expect(failure).rejects.toMatchObject({ code: 'vendor-failed', retryable: true });
  });
});

describe('what Salesforce answers', () => {
  const call = {
    key: 'CA1',
    subject: 'Appel',
    disposition: 'Autre',
    description: '',
    durationSeconds: 1,
    date: '2026-11-24',
    person: null,
    ownerId: null,
  } as const;

  it.each([
    ['REQUEST_LIMIT_EXCEEDED', 403, { retryable: true, ambiguous: false, retryAfterMs: 300_000 }],
    ['SERVER_UNAVAILABLE', 503, { retryable: true, ambiguous: true }],
    ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 400, { retryable: false, ambiguous: false }],
    ['INSUFFICIENT_ACCESS_OR_READONLY', 403, { retryable: false, ambiguous: false }],
  ])('is judged by its code: %s', async (code, status, verdict) => {
    await using under = await open();
    under.simulator.faults.set([{ operation: 'sobjects.upsert', kind: 'error', status, code }]);
    await expect(under.crm.saveCall(call, signal)).rejects.toMatchObject(verdict);
  });

  it('is no reason to ask on once the daily limit is used up, and one again later', async () => {
    const clock = { now: () => systemClock.now() + skippedMs, schedule: systemClock.schedule };
    let skippedMs = 0;
    await using under = await open({ dailyLimit: 2, clock }, { clock });
    await under.crm.saveCall(call, signal);
    const limited = { code: 'vendor-failed', retryable: true };
    await expect(under.crm.saveCall(call, signal)).rejects.toMatchObject(limited);
    const { length } = under.simulator.state().requests;
    for (let request = 0; request < 20; request += 1) {
      await expect(under.crm.saveCall(call, signal)).rejects.toMatchObject(limited);
    }
    expect(under.simulator.state().requests).toHaveLength(length);
    skippedMs = 86_400_000;
    await under.crm.saveCall(call, signal);
    expect(under.calls()).toHaveLength(1);
  });

  it('is heard by every instance when one was told that the daily limit is used up', async () => {
    const clock = { now: () => systemClock.now() + skippedMs, schedule: systemClock.schedule };
    let skippedMs = 0;
    await using store = await openMemoryDocumentStore({ clock });
    const sharedPause = createStoredPause(store);
    await using under = await open({ dailyLimit: 2, clock }, { clock, sharedPause });
    const others = [1, 2, 3].map(() => crmAt(under.simulator, { clock, sharedPause }));
    await under.crm.saveCall(call, signal);
    const limited = { code: 'vendor-failed', retryable: true };
    await expect(under.crm.saveCall(call, signal)).rejects.toMatchObject(limited);
    const { length } = under.simulator.state().requests;
    for (const crm of others)
      await expect(crm.saveCall(call, signal)).rejects.toMatchObject(limited);
    expect(under.simulator.state().requests).toHaveLength(length);
    skippedMs = 86_400_000;
    for (const crm of others.slice(0, 1)) await crm.saveCall(call, signal);
    expect(under.calls()).toHaveLength(1);
  });

  it('is asked all the same when the store that instances share is away', async () => {
    const store = await openMemoryDocumentStore({ clock: systemClock });
    await store[Symbol.asyncDispose]();
    const away = {
      ...store,
      get: () => Promise.reject(new StoreUnavailableError('away')),
      commit: () => Promise.reject(new StoreUnavailableError('away')),
    };
    await using under = await open({}, { sharedPause: createStoredPause(away) });
    await under.crm.saveCall(call, signal);
    const code = 'REQUEST_LIMIT_EXCEEDED';
    under.simulator.faults.set([
      { operation: 'sobjects.upsert', kind: 'error', status: 403, code },
    ]);
    await expect(under.crm.saveCall(call, signal)).rejects.toMatchObject({ retryable: true });
  });

  it('may be a locked row, which is tried again until it is free', async () => {
    await using under = await open({}, { random: () => 0.9 });
    const person = under.addPerson({ record: 'lead', firstName: 'A', lastName: 'B', phone });
    const lock = under.simulator.lockRow(person.recordId);
    const saving = under.crm.saveCall({ ...call, person }, signal);
    await vi.waitUntil(() => under.simulator.state().requests.includes('sobjects.upsert'));
    lock[Symbol.dispose]();
    await saving;
    expect(under.calls()).toMatchObject([{ personId: person.recordId }]);
  });

  it('may be a row that stays locked, for the event to come again', async () => {
    await using under = await open({}, { random: () => 0 });
    const person = under.addPerson({ record: 'lead', firstName: 'A', lastName: 'B', phone });
    using _lock = under.simulator.lockRow(person.recordId);
    const saving = under.crm.saveCall({ ...call, person }, signal);
    await expect(saving).rejects.toMatchObject({ retryable: true, ambiguous: false });
    const requests = under.simulator.state().requests;
    expect(requests.filter((operation) => operation === 'sobjects.upsert')).toHaveLength(3);
  });

  it('may be a broken connection, after which a write is uncertain and a read is not', async () => {
    await using under = await open();
    under.simulator.faults.set([
      { operation: 'sobjects.upsert', kind: 'cut' },
      { operation: 'search', kind: 'cut' },
    ]);
    await expect(under.crm.saveCall(call, signal)).rejects.toMatchObject({
      retryable: true,
      ambiguous: true,
    });
    const read = under.crm.findPersonByPhone(phone, signal);
    await expect(read).rejects.toMatchObject({ retryable: true, ambiguous: false });
  });

  it('knows that nothing was sent when nobody listens', async () => {
    const under = await open();
    await under[Symbol.asyncDispose]();
    const crm = crmAt(under.simulator, { credentials: jwtBearer });
    await expect(crm.saveCall(call, signal)).rejects.toMatchObject({
      retryable: true,
      ambiguous: false,
    });
  });

  it('loses the link, not the call, when the person or the owner is gone', async () => {
    await using under = await open();
    const person = { record: 'lead', recordId: '00QFk0000000zzzEAA' } as const;
    await under.crm.saveCall({ ...call, person, ownerId: '005Fk0000000zzzEAA' }, signal);
    expect(under.simulator.state().tasks).toMatchObject([
      { TaskSubtype: 'Call', CallType: 'Inbound' },
    ]);
    expect(under.calls()[0]?.personId).toBeUndefined();
  });

  it("names the owner of the contact's latest opportunity before the contact's own", async () => {
    await using under = await open();
    const [own, old, latest] = ['own', 'old', 'latest'].map((name) => under.addUser(name));
    const contact = under.addPerson({
      record: 'contact',
      firstName: 'A',
      lastName: 'B',
      phone,
      ownerId: own as string,
    });
    for (const [OwnerId, LastModifiedDate] of [
      [latest, '2026-10-02T00:00:00.000+0000'],
      [old, '2026-03-02T00:00:00.000+0000'],
    ]) {
      const OpportunityId = under.simulator.seed('Opportunity', { OwnerId, LastModifiedDate });
      under.simulator.seed('OpportunityContactRole', {
        OpportunityId,
        ContactId: contact.recordId,
      });
    }
    const ownerBy = async (ownerStrategy: 'both' | 'direct' | 'opportunity') =>
      (await crmAt(under.simulator, { ownerStrategy }).findPersonByPhone(phone, signal))?.ownerId;
    expect(await ownerBy('both')).toBe(latest);
    expect(await ownerBy('opportunity')).toBe(latest);
    expect(await ownerBy('direct')).toBe(own);
  });
});

describe('a lead by the mapping of the profile', () => {
  const lead = {
    firstName: 'Camille',
    lastName: 'Exemple',
    phone,
    email: 'camille@exemple.fr',
    interest: 'BTS',
  };
  const mapping = {
    interestField: 'Interest__c',
    completenessField: 'Completeness__c',
    values: { Company: 'Campus', Status: 'Working - Contacted' },
  };

  it('has its interest and completeness in fields of their own', async () => {
    await using under = await open();
    await under.crm.saveLead({ ...lead, mapping }, signal);
    const [made] = under.simulator.state().leads;
    expect(made).toMatchObject({
      Interest__c: 'BTS',
      Completeness__c: 'complete',
      Company: 'Campus',
      Status: 'Working - Contacted',
    });
    expect(made?.['Description']).toBeUndefined();
  });

  it.each([
    ['complete', {}, 'complète'],
    ['sufficient', { interest: null }, 'suffisante'],
    ['partial', { email: null }, 'partielle'],
    ['partial', { firstName: ' ' }, 'partielle'],
  ])('is %s with %j missing, in words without a mapping', async (level, missing, words) => {
    await using under = await open();
    await under.crm.saveLead({ ...lead, ...missing, mapping }, signal);
    const other = { email: 'email' in missing ? null : 'autre@exemple.fr' };
    await under.crm.saveLead({ ...lead, ...missing, ...other, phone: '+33639980009' }, signal);
    const [mapped, plain] = under.simulator.state().leads;
    expect(mapped).toMatchObject({ Completeness__c: level });
    expect(plain?.['Description']).toContain(`Fiche : ${words}`);
  });

  it.each([
    ['a field that the org does not have', { interestField: 'Nothing__c' }],
    ['a value that the picklist does not have', { values: { Status: 'Warm' } }],
    ['an interest that is too long for its field', {}, 'BTS '.repeat(50)],
  ])('is not lost by %s', async (_name, wrong, interest = 'BTS') => {
    await using under = await open();
    await under.crm.saveLead({ ...lead, interest, mapping: { ...mapping, ...wrong } }, signal);
    expect(under.simulator.state().leads).toMatchObject([
      { LastName: 'Exemple', Company: 'Particulier' },
    ]);
    expect(under.simulator.state().leads[0]?.['Description']).toContain('BTS');
  });
});

describe('a lead who calls again and tells more', () => {
  const first = { firstName: null, lastName: 'Exemple', phone, email: null, interest: null };
  const more = { ...first, firstName: 'Camille', email: 'camille@exemple.fr', interest: 'BTS' };
  const mapping = { interestField: 'Interest__c', completenessField: 'Completeness__c' };

  it('is brought to the level that is true now, in the words of the description', async () => {
    await using under = await open();
    await under.crm.saveLead(first, signal);
    const level = (): unknown => under.simulator.state().leads[0]?.['Description'];
    expect(level()).toBe('Fiche : partielle');
    await under.crm.saveLead({ ...more, interest: null }, signal);
    expect(level()).toBe('Fiche : suffisante');
    await under.crm.saveLead(more, signal);
    await under.crm.saveLead(first, signal);
    expect(level()).toBe('Demande au callbot : BTS\nFiche : complète');
    expect(under.simulator.state().leads).toMatchObject([
      { FirstName: 'Camille', Email: 'camille@exemple.fr' },
    ]);
  });

  it('is brought to it in the fields of the mapping, and what a person typed stays', async () => {
    await using under = await open();
    await under.crm.saveLead({ ...first, mapping }, signal);
    const lead = (): unknown => under.simulator.state().leads[0];
    expect(lead()).toMatchObject({ Completeness__c: 'partial' });
    await under.crm.saveLead({ ...more, mapping }, signal);
    expect(lead()).toMatchObject({ Completeness__c: 'complete', Interest__c: 'BTS' });
    await under.crm.saveLead({ ...more, interest: 'Licence', mapping }, signal);
    expect(lead()).toMatchObject({ Completeness__c: 'complete', Interest__c: 'BTS' });
  });

  it('stays at a level that a person has set higher', async () => {
    await using under = await open();
    const row = { LastName: 'Exemple', Company: 'Demo', Phone: phone };
    under.simulator.seed('Lead', { ...row, Completeness__c: 'complete', IsConverted: false });
    await under.crm.saveLead({ ...first, mapping }, signal);
    expect(under.simulator.state().leads).toMatchObject([{ Completeness__c: 'complete' }]);
  });

  it('is completed although the mapping names what the org does not have', async () => {
    await using under = await open();
    const wrong = { interestField: 'Nothing__c', completenessField: 'Neither__c' };
    await under.crm.saveLead(first, signal);
    await under.crm.saveLead({ ...more, mapping: wrong }, signal);
    expect(under.simulator.state().leads).toMatchObject([
      { FirstName: 'Camille', Description: 'Demande au callbot : BTS\nFiche : complète' },
    ]);
  });

  it("is completed, not doubled, when the org's duplicate rule knows them by their e-mail", async () => {
    await using under = await open();
    await under.crm.saveLead({ ...more, firstName: null, interest: null, mapping }, signal);
    await under.crm.saveLead({ ...more, phone: '+33639980007', mapping }, signal);
    expect(under.simulator.state().leads).toMatchObject([
      { Phone: phone, FirstName: 'Camille', Interest__c: 'BTS', Completeness__c: 'complete' },
    ]);
  });

  it('is looked for again when they are converted at the same moment', async () => {
    await using under = await open();
    await under.crm.saveLead(first, signal);
    const converted = under.addPerson({
      record: 'contact',
      firstName: 'C',
      lastName: 'E',
      phone: '+33639980008',
    });
    under.simulator.faults.set([
      {
        operation: 'sobjects.update',
        kind: 'error',
        status: 400,
        code: 'CANNOT_UPDATE_CONVERTED_LEAD',
      },
    ]);
    const saved = await under.crm.saveLead({ ...more, phone }, signal);
    expect(saved.record).toBe('lead');
    expect(saved.recordId).not.toBe(converted.recordId);
    expect(under.simulator.state().leads).toMatchObject([{ FirstName: 'Camille' }]);
  });

  it.each(['create', 'update'] as const)(
    'keeps an address that the org refuses, as a note (%s)',
    async (operation) => {
      await using under = await open();
      if (operation === 'update') await under.crm.saveLead(first, signal);
      const code = 'INVALID_EMAIL_ADDRESS';
      under.simulator.faults.set([
        { operation: `sobjects.${operation}`, kind: 'error', status: 400, code },
      ]);
      await under.crm.saveLead(more, signal);
      const [lead] = under.simulator.state().leads;
      expect(lead?.['Email']).toBeUndefined();
      expect(lead?.['Description']).toContain('E-mail : camille@exemple.fr');
    },
  );
});

describe('the opportunity of a contact', () => {
  const opportunity = {
    key: 'CA1',
    name: 'Appel callbot – A B',
    stage: 'Rendez-vous',
    moveFrom: ['Nouveau'],
    closeDate: '2026-12-24',
    ownerId: null,
  };
  const who = { record: 'contact', firstName: 'A', lastName: 'B', phone } as const;

  it('is made once, with its contact, also when answers are lost and requests meet', async () => {
    await using under = await open();
    const contactId = under.addPerson(who).recordId;
    under.simulator.faults.set([{ operation: 'sobjects.upsert', kind: 'error-after-commit' }]);
    const advance = () => under.crm.advanceOpportunity({ ...opportunity, contactId }, signal);
    await expect(advance()).rejects.toMatchObject({ retryable: true });
    await Promise.all([advance(), advance()]);
    const { opportunities, contactRoles } = under.simulator.state();
    expect(opportunities).toMatchObject([{ StageName: 'Rendez-vous', CloseDate: '2026-12-24' }]);
    expect(contactRoles).toMatchObject([{ ContactId: contactId, IsPrimary: true }]);
  });

  it.each([
    ['is moved from a stage before', 'Nouveau', ['Rendez-vous']],
    ['is left at any other stage', 'Négociation', ['Négociation']],
    ['is made anew when the last one is closed', 'Closed Lost', ['Closed Lost', 'Rendez-vous']],
  ])('%s', async (_name, StageName, expected) => {
    await using under = await open();
    const contactId = under.addPerson(who).recordId;
    const IsClosed = StageName.startsWith('Closed');
    const OpportunityId = under.simulator.seed('Opportunity', { Name: 'O', StageName, IsClosed });
    under.simulator.seed('OpportunityContactRole', { OpportunityId, ContactId: contactId });
    await under.crm.advanceOpportunity({ ...opportunity, contactId }, signal);
    await under.crm.advanceOpportunity({ ...opportunity, contactId }, signal);
    const stages = under.simulator.state().opportunities.map((row) => row['StageName']);
    expect(stages).toEqual(expected);
  });
});

describe('the file of a conversation', () => {
  const file = { key: 'CA1', title: 'Transcription CA1', text: 'Appelant : été 😀' };

  it('is attached to the call once', async () => {
    await using under = await open();
    expect(await under.crm.attachTranscript(file, signal)).toBe(false);
    const call = { key: 'CA1', subject: 'Appel', disposition: '', description: '' };
    const rest = { durationSeconds: 1, date: '2026-11-24', person: null, ownerId: null };
    const FirstPublishLocationId = await under.crm.saveCall({ ...call, ...rest }, signal);
    under.simulator.faults.set([{ operation: 'sobjects.create', kind: 'error-after-commit' }]);
    await expect(under.crm.attachTranscript(file, signal)).rejects.toMatchObject({
      retryable: true,
    });
    expect(await under.crm.attachTranscript(file, signal)).toBe(true);
    expect(under.simulator.state().files).toMatchObject([
      { Title: file.title, VersionData: file.text, FirstPublishLocationId },
    ]);
  });
});
