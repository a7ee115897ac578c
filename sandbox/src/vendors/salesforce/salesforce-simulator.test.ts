import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describe, expect, it } from 'vitest';
import { makeRecordId, toLongId } from './record-id.ts';
import { startSalesforceSimulator, type SalesforceSimulator } from './salesforce-simulator.ts';

async function connect(simulator: SalesforceSimulator) {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'demo-client',
    client_secret: 'demo-client-key',
  });
  const answer = await fetch(`${simulator.origin}/services/oauth2/token`, {
    method: 'POST',
    body: form,
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return async (
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ) => {
    const response = await fetch(`${simulator.origin}/services/data/v67.0${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: (text === '' ? undefined : JSON.parse(text)) as unknown,
    };
  };
}

const query = (soql: string): string => `/query?q=${encodeURIComponent(soql)}`;

describe('the Salesforce simulator', () => {
  it('refuses a request without a session', async () => {
    await using simulator = await startSalesforceSimulator();
    const response = await fetch(`${simulator.origin}/services/data/v67.0/query?q=x`);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject([{ errorCode: 'INVALID_SESSION_ID' }]);
  });

  it.each([
    ["SELECT Id FROM Contact WHERE LastName = 'b' OR Email = 'x'", 2],
    ["SELECT Id FROM Contact WHERE LastName LIKE 'B%' AND Email = null", 1],
    ["SELECT Id FROM Contact WHERE LastName IN ('B', 'C') AND (NOT Email = 'x')", 1],
    ["SELECT Id FROM Contact WHERE Owner.Name = 'Sophie Démo'", 1],
    [
      'SELECT Id FROM Contact WHERE CreatedDate > 2000-01-01T00:00:00Z ORDER BY LastName LIMIT 1',
      1,
    ],
    ["SELECT Id FROM Contact WHERE LastName = 'it\\'s'", 0],
  ])('runs %s', async (soql, size) => {
    const sophie = makeRecordId('005', 77);
    await using simulator = await startSalesforceSimulator({
      users: [{ Id: sophie, FirstName: 'Sophie', LastName: 'Démo', Username: 's' }],
      contacts: [
        { LastName: 'B', OwnerId: sophie },
        { LastName: 'C', Email: 'x' },
      ],
    });
    const call = await connect(simulator);
    expect((await call('GET', query(soql))).body).toMatchObject({ totalSize: size });
  });

  it.each([
    ["SELECT Id FROM Contact WHERE LastName = 'O'Neil'", 'MALFORMED_QUERY'],
    ["SELECT Id FROM Contact WHERE LastName = 'a", 'MALFORMED_QUERY'],
    ["SELECT Id FROM Contact WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", 'MALFORMED_QUERY'],
    ['SELECT COUNT() FROM Contact', 'MALFORMED_QUERY'],
    ['SELECT Secret__c FROM Contact', 'INVALID_FIELD'],
    ["SELECT Id FROM Event WHERE StartDateTime > '2026-01-01'", 'INVALID_FIELD'],
    ['SELECT Id FROM Unicorn', 'INVALID_TYPE'],
  ])('refuses %s', async (soql, errorCode) => {
    await using simulator = await startSalesforceSimulator();
    const call = await connect(simulator);
    expect(await call('GET', query(soql))).toMatchObject({ status: 400, body: [{ errorCode }] });
  });

  it.each([
    [{ FirstName: 'A' }, 'REQUIRED_FIELD_MISSING'],
    [{ LastName: 'A', Company: 'B', Phone: '1'.repeat(41) }, 'STRING_TOO_LONG'],
    [{ LastName: 'A', Company: 'B', Status: 'Chaud' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    [{ LastName: 'A', Company: 'B', Colour: 'red' }, 'INVALID_FIELD'],
    [
      { LastName: 'A', Company: 'B', OwnerId: makeRecordId('005', 999) },
      'INVALID_CROSS_REFERENCE_KEY',
    ],
    [{ LastName: 'A', Company: 'B', Email: 'dup@exemple.fr' }, 'DUPLICATES_DETECTED'],
  ])('refuses the lead %j', async (fields, errorCode) => {
    await using simulator = await startSalesforceSimulator({
      leads: [{ LastName: 'Z', Company: 'Z', Email: 'Dup@exemple.fr' }],
    });
    const call = await connect(simulator);
    const refused = await call('POST', '/sobjects/Lead', fields);
    expect(refused).toMatchObject({ status: 400, body: [{ errorCode }] });
    expect(simulator.state().leads).toHaveLength(1);
  });

  it('saves a duplicate when the header allows it', async () => {
    await using simulator = await startSalesforceSimulator();
    const call = await connect(simulator);
    const fields = { LastName: 'A', Company: 'B', Email: 'a@exemple.fr' };
    const headers = { 'sforce-duplicate-rule-header': 'allowSave=true' };
    await call('POST', '/sobjects/Lead', fields);
    expect(await call('POST', '/sobjects/Lead', fields, headers)).toMatchObject({ status: 201 });
  });

  it('upserts by external id and keeps what may be set only once', async () => {
    await using simulator = await startSalesforceSimulator();
    const call = await connect(simulator);
    const path = '/sobjects/Task/CallSid__c/CA1';
    expect((await call('PATCH', path, { TaskSubtype: 'Call' })).status).toBe(201);
    expect(await call('PATCH', path, { Subject: 'x' })).toMatchObject({
      status: 200,
      body: { created: false },
    });
    expect(await call('PATCH', path, { TaskSubtype: 'Email' })).toMatchObject({
      status: 400,
      body: [{ errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', fields: ['TaskSubtype'] }],
    });
    expect(simulator.state().tasks).toMatchObject([{ TaskSubtype: 'Call', Subject: 'x' }]);
    expect((await call('PATCH', `${path}/more`, { Subject: 'y' })).status).toBe(404);
  });

  it('finds a phone number by its digits once the index has it', async () => {
    await using simulator = await startSalesforceSimulator({
      contacts: [{ LastName: 'A', Phone: '06 39 98 00 01' }],
    });
    const call = await connect(simulator);
    const find = (term: string): string =>
      `/search?q=${encodeURIComponent(`FIND {${term}} IN PHONE FIELDS RETURNING Contact(Id, LastName), Lead(Id WHERE IsConverted = false)`)}`;
    expect((await call('GET', find('0639980001'))).body).toMatchObject({
      searchRecords: [{ LastName: 'A' }],
    });
    expect((await call('GET', find('33639980001'))).body).toEqual({ searchRecords: [] });
    expect((await call('GET', find('+33639980001'))).body).toMatchObject([
      { errorCode: 'MALFORMED_SEARCH' },
    ]);
  });

  it('answers an error before or after the work, as it is told', async () => {
    await using simulator = await startSalesforceSimulator();
    const call = await connect(simulator);
    simulator.faults.set([
      { operation: 'sobjects.create', kind: 'error', status: 503 },
      {
        operation: 'sobjects.create',
        kind: 'error-after-commit',
        status: 500,
        code: 'UNKNOWN_EXCEPTION',
      },
    ]);
    expect((await call('POST', '/sobjects/Task', { Subject: 'x' })).status).toBe(503);
    expect(simulator.state().tasks).toHaveLength(0);
    expect((await call('POST', '/sobjects/Task', { Subject: 'x' })).status).toBe(500);
    expect(simulator.state().tasks).toHaveLength(1);
  });

  it('makes the 18-character form of an id', () => {
    expect(toLongId('001A000001Fr4Ab')).toBe('001A000001Fr4AbIAJ');
  });

  it('ends a session that nobody used for as long as the org says', async () => {
    let skippedMs = 0;
    const clock = { now: () => skippedMs, schedule: systemClock.schedule };
    await using simulator = await startSalesforceSimulator({ sessionLifeMs: 1_000, clock });
    const send = await connect(simulator);
    skippedMs = 900;
    expect((await send('GET', query('SELECT Id FROM Lead'))).status).toBe(200);
    skippedMs = 1_800;
    expect((await send('GET', query('SELECT Id FROM Lead'))).status).toBe(200);
    skippedMs = 2_900;
    expect(await send('GET', query('SELECT Id FROM Lead'))).toMatchObject({
      status: 401,
      body: [{ errorCode: 'INVALID_SESSION_ID' }],
    });
  });

  it('counts requests, and refuses those beyond the allowance of 24 hours', async () => {
    let skippedMs = 0;
    const clock = { now: () => skippedMs, schedule: systemClock.schedule };
    await using simulator = await startSalesforceSimulator({
      dailyLimit: 2,
      sessionLifeMs: 10 * 86_400_000,
      clock,
    });
    const send = await connect(simulator);
    const ask = () => send('GET', query('SELECT Id FROM Lead'));
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
    expect(await ask()).toMatchObject({
      status: 403,
      body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
    });
    skippedMs = 86_400_001;
    expect((await ask()).status).toBe(200);
  });

  it('writes no record that hangs on a locked one', async () => {
    const lead = toLongId(makeRecordId('00Q', 7));
    await using simulator = await startSalesforceSimulator({
      leads: [{ Id: lead, LastName: 'A', Company: 'B' }],
    });
    const send = await connect(simulator);
    const locked = { status: 400, body: [{ errorCode: 'UNABLE_TO_LOCK_ROW' }] };
    {
      using _lock = simulator.lockRow(lead);
      expect(await send('PATCH', `/sobjects/Lead/${lead}`, { LastName: 'C' })).toMatchObject(
        locked,
      );
      expect(await send('POST', '/sobjects/Task', { WhoId: lead })).toMatchObject(locked);
    }
    expect((await send('POST', '/sobjects/Task', { WhoId: lead })).status).toBe(201);
  });

  it('answers 200 to a collection of which rows failed', async () => {
    await using simulator = await startSalesforceSimulator();
    const send = await connect(simulator);
    const attributes = { type: 'Lead' };
    const records = [
      { attributes, LastName: 'A', Company: 'B' },
      { attributes, LastName: 'A' },
    ];
    const missing = { statusCode: 'REQUIRED_FIELD_MISSING', fields: ['Company'] };
    expect(await send('POST', '/composite/sobjects', { records, allOrNone: true })).toMatchObject({
      status: 200,
      body: [
        { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
        { success: false, errors: [missing] },
      ],
    });
    expect(simulator.state().leads).toHaveLength(0);
    expect(await send('POST', '/composite/sobjects', { records })).toMatchObject({
      status: 200,
      body: [{ success: true }, { success: false, errors: [missing] }],
    });
    expect(simulator.state().leads).toHaveLength(1);
  });

  it('answers a long list in pages, and forgets a page that was read to its end', async () => {
    await using simulator = await startSalesforceSimulator({ queryPageSize: 2 });
    for (const LastName of ['A', 'B', 'C']) simulator.seed('Contact', { LastName });
    const call = await connect(simulator);
    const first = await call('GET', query('SELECT LastName FROM Contact ORDER BY LastName'));
    expect(first.body).toMatchObject({ totalSize: 3, done: false, records: [{}, {}] });
    const { nextRecordsUrl } = first.body as { nextRecordsUrl: string };
    const next = nextRecordsUrl.replace('/services/data/v67.0', '');
    expect((await call('GET', next)).body).toMatchObject({
      done: true,
      records: [{ LastName: 'C' }],
    });
    expect(await call('GET', next)).toMatchObject({
      status: 400,
      body: [{ errorCode: 'INVALID_QUERY_LOCATOR' }],
    });
  });

  it.each([
    ['an address that is none', 'camille arobase exemple', 'INVALID_EMAIL_ADDRESS'],
    ['quotes in an address', '"a b"@exemple.fr', 'INVALID_EMAIL_ADDRESS'],
    ['an address that is too long', `${'a'.repeat(80)}@exemple.fr`, 'STRING_TOO_LONG'],
  ])('refuses %s', async (_what, Email, errorCode) => {
    await using simulator = await startSalesforceSimulator();
    const call = await connect(simulator);
    const lead = { LastName: 'A', Company: 'B', Email };
    expect(await call('POST', '/sobjects/Lead', lead)).toMatchObject({
      status: 400,
      body: [{ errorCode, fields: ['Email'] }],
    });
    expect(simulator.state().leads).toEqual([]);
  });

  it('reads the fields that are asked for, and refuses one that it does not have', async () => {
    await using simulator = await startSalesforceSimulator();
    const id = simulator.seed('Lead', { LastName: 'A', Company: 'B' });
    const call = await connect(simulator);
    expect((await call('GET', `/sobjects/Lead/${id}?fields=LastName,Email`)).body).toMatchObject({
      LastName: 'A',
      Email: null,
    });
    expect(await call('GET', `/sobjects/Lead/${id}?fields=Nothing__c`)).toMatchObject({
      status: 400,
      body: [{ errorCode: 'INVALID_FIELD' }],
    });
  });

  it('makes the contact of a new opportunity its primary one, and closes it by its stage', async () => {
    const contact = toLongId(makeRecordId('003', 7));
    await using simulator = await startSalesforceSimulator({
      contacts: [{ Id: contact, LastName: 'A' }],
    });
    const send = await connect(simulator);
    const fields = { Name: 'A', StageName: 'Closed Won', CloseDate: '2026-12-01' };
    await send('POST', '/sobjects/Opportunity', { ...fields, ContactId: contact });
    expect(simulator.state().opportunities).toMatchObject([{ IsClosed: true }]);
    expect(simulator.state().contactRoles).toMatchObject([{ ContactId: contact, IsPrimary: true }]);
  });

  it('links a file to where it was first published', async () => {
    const task = toLongId(makeRecordId('00T', 7));
    await using simulator = await startSalesforceSimulator();
    simulator.seed('Task', { Id: task });
    const send = await connect(simulator);
    const file = { Title: 'T', PathOnClient: 't.txt', VersionData: 'w6k=' };
    await send('POST', '/sobjects/ContentVersion', { ...file, FirstPublishLocationId: task });
    const links = query(
      `SELECT ContentDocument.Title FROM ContentDocumentLink WHERE LinkedEntityId = '${task}'`,
    );
    expect(await send('GET', links)).toMatchObject({
      body: { records: [{ ContentDocument: { Title: 'T' } }] },
    });
    expect(simulator.state().files).toMatchObject([{ VersionData: 'é' }]);
    const all = await send('GET', query('SELECT Id FROM ContentDocumentLink'));
    expect(all).toMatchObject({ status: 400, body: [{ errorCode: 'MALFORMED_QUERY' }] });
  });
});
