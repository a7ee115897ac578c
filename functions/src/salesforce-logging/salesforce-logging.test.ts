import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  integrationUsername,
  startSalesforceSimulator,
} from '@standardiste/sandbox/vendors/salesforce/salesforce-simulator.ts';
import { createRandom } from '@standardiste/sandbox/random.ts';
import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import type { EventData, TopicName } from '@standardiste/shared/contracts/events.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { CrmSettings } from '@standardiste/shared/contracts/profile.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { createDemoCrm } from '../integrations/crm/salesforce/fixtures/demo-crm.ts';
import type { EventHandler } from '../platform/event-handler.ts';
import { profile as school } from '../sms-follow-up/fixtures/school.ts';
import { createLoggingHandlers } from './handlers.ts';

const callId = 'CA1234';
const phone = '+33639980001';
const sophie = '005Fk0000000sopIAA';
const contactId = '003Fk0000000conIAA';
const call = { callId, profileId: 'ecole-demo' };

const profile = {
  ...school,
  advisors: school.advisors.map((advisor) => ({ ...advisor, crmUserId: sophie })),
};

async function open(options: { contact?: boolean; crm?: CrmSettings; words?: string } = {}) {
  const simulator = await startSalesforceSimulator({
    app: { runAs: integrationUsername },
    users: [{ Id: sophie, FirstName: 'Sophie', LastName: 'Lambert', Username: 'sophie' }],
    contacts: options.contact
      ? [
          {
            Id: contactId,
            FirstName: 'Zoé',
            LastName: 'Démo',
            Phone: '06 39 98 00 01',
            OwnerId: sophie,
          },
        ]
      : [],
  });
  const clock = systemClock;
  const store = await openMemoryDocumentStore({ clock });
  const crm = createDemoCrm({ loginUrl: simulator.origin, clock });
  const at = new Date('2026-11-20T09:00:00Z');
  const turn = {
    isInterrupted: false,
    startedAt: at,
    endedAt: at,
    latency: {},
    sources: [],
    expireAt: at,
  };
  await store.commit([
    {
      type: 'set',
      path: paths.profile('ecole-demo'),
      data: options.crm === undefined ? profile : { ...profile, crm: options.crm },
    },
    { type: 'set', path: paths.call(callId), data: { callId, caller: null } },
    {
      type: 'set',
      path: paths.tool(callId, 'identity'),
      data: { callId, toolCallId: 'identity', status: 'requested', pending: true, result: null },
    },
    {
      type: 'set',
      path: paths.turn(callId, 1),
      data: {
        ...turn,
        n: 1,
        role: 'agent',
        said: 'Bonjour et bienvenue',
        heard: 'Bonjour',
        isInterrupted: true,
      },
    },
    {
      type: 'set',
      path: paths.turn(callId, 2),
      data: { ...turn, n: 2, role: 'caller', said: options.words ?? 'Un rendez-vous', heard: '' },
    },
  ]);
  const deps = { crm, store, clock };
  const handlers = createLoggingHandlers(deps);
  const logger = createMemoryLogger();

  /** One delivery, with its effect committed as the platform does. */
  async function deliver({ topic, data }: AnEvent): Promise<void> {
    const handler = handlers.find((each) => each.topic === topic) as EventHandler<TopicName>;
    const event = { topic, eventId: 'e', callId, traceparent: undefined, data };
    const { signal } = new AbortController();
    const context = { effectKey: handler.effectKey(event), attempt: 1, signal, logger };
    const { writes } = await handler.handle(event, context);
    await store.commit(writes);
  }
  return {
    simulator,
    store,
    deliver,
    logger,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await simulator[Symbol.asyncDispose]();
    },
  };
}

type AnEvent = { [Topic in TopicName]: { topic: Topic; data: EventData<Topic> } }[TopicName];

const started = (callerPhone: string | null): AnEvent => ({
  topic: 'call-started',
  data: {
    ...call,
    callerPhone,
    calledPhone: '+33199000001',
    startedAt: '2026-11-20T09:00:00Z',
    toolCallId: 'identity',
  },
});
const ended = (callerPhone: string | null): AnEvent => ({
  topic: 'call-ended',
  data: {
    ...call,
    callerPhone,
    startedAt: '2026-11-20T23:30:00Z',
    endedAt: '2026-11-20T23:31:02Z',
    durationMs: 62_400,
    outcome: 'appointment-booked',
    reason: 'caller-hung-up',
  },
});
const summarised: AnEvent = {
  topic: 'call-summarised',
  data: {
    ...call,
    outcome: 'appointment-booked',
    summary: 'Zoé Démo a pris rendez-vous. Elle demande le prix.',
    nextStep: 'Envoyer le tarif.',
    sentiment: 'positive',
    leadScore: 90,
    openQuestions: ['Quel est le prix ?'],
    source: 'model',
  },
};
const lead: AnEvent = {
  topic: 'lead-captured',
  data: {
    ...call,
    firstName: 'Camille',
    lastName: 'Exemple',
    phone: '+33639980002',
    email: 'camille@exemple.fr',
    interest: 'BTS',
  },
};
const changed = (
  version: number,
  change: 'booked' | 'moved' | 'cancelled',
  hour: number,
  contactPhone: string | null = null,
  appointmentId = 'rdv1',
): AnEvent => ({
  topic: 'appointment-changed',
  data: {
    ...call,
    appointmentId,
    version,
    change,
    calendarId: 's@demo',
    advisorId: 'sophie',
    startAt: `2026-11-24T${hour}:00:00Z`,
    endAt: `2026-11-24T${hour}:30:00Z`,
    contact: {
      firstName: 'Zoé',
      lastName: 'Démo',
      phone: contactPhone,
      email: null,
      record: null,
      recordId: null,
    },
  },
});

/** The confirmation of the first appointment, to the number that the lead leaves. */
const undelivered = (to: string): AnEvent => ({
  topic: 'message-undelivered',
  data: {
    ...call,
    key: 'sms:rdv1:1:booked',
    kind: 'booked',
    phone: to,
    appointmentId: 'rdv1',
    errorCode: 30_005,
  },
});

describe('who is calling', () => {
  const identityOf = async (under: Awaited<ReturnType<typeof open>>) => {
    const tool = await under.store.get(paths.tool(callId, 'identity'));
    const document = await under.store.get(paths.call(callId));
    expect(document?.data['caller']).toEqual(tool?.data['result']);
    expect(tool?.data).toMatchObject({ status: 'done', pending: true });
    return tool?.data['result'];
  };

  it('is a contact with an advisor and an appointment', async () => {
    await using under = await open({ contact: true });
    const soonMs = systemClock.now() + 86_400_000;
    const StartDateTime = new Date(soonMs).toISOString();
    const EndDateTime = new Date(soonMs + 1_800_000).toISOString();
    under.simulator.seed('Event', {
      WhoId: contactId,
      OwnerId: sophie,
      StartDateTime,
      EndDateTime,
      CallSid__c: 'rdv0',
    });
    await under.deliver(started(phone));
    expect(await identityOf(under)).toEqual({
      kind: 'known',
      record: 'contact',
      recordId: contactId,
      firstName: 'Zoé',
      lastName: 'Démo',
      email: null,
      phone,
      ownerId: sophie,
      advisorId: 'sophie',
      nextAppointment: {
        appointmentId: 'rdv0',
        startAt: StartDateTime,
        endAt: EndDateTime,
        advisorId: 'sophie',
      },
    });
  });

  it('is one of several for the record, and nobody aloud', async () => {
    await using under = await open({ contact: true });
    under.simulator.seed('Contact', {
      FirstName: 'Paul',
      LastName: 'Démo',
      Phone: phone,
      OwnerId: sophie,
      LastActivityDate: '2026-11-01',
    });
    await under.deliver(started(phone));
    const identity = await identityOf(under);
    expect(identity).toMatchObject({
      kind: 'known',
      firstName: '',
      lastName: '',
      email: null,
      advisorId: null,
      nextAppointment: null,
    });
    expect(JSON.stringify(identity)).not.toMatch(/Paul|Zoé|Démo/);
    await under.deliver(ended(phone));
    const { contacts, tasks } = under.simulator.state();
    const paul = contacts.find(({ FirstName }) => FirstName === 'Paul');
    expect(tasks).toMatchObject([{ WhoId: paul?.['Id'] }]);
  });

  it('costs a sign-in and then three requests, one after the other, of the second that there is', async () => {
    await using under = await open({ contact: true });
    await under.deliver(started(phone));
    // Search, owner of the opportunity, next appointment.
    expect(under.simulator.state().requests).toEqual(['oauth.token', 'search', 'query', 'query']);
  });

  it.each([
    "' OR Name != '",
    "\\' OR Name != '",
    'Robert"); --',
    'deux\nlignes',
    '👩‍🎓 Zoé',
    '<b>Zoé</b>',
    'é'.repeat(40),
  ])('is only themselves when their record says %j', async (name) => {
    await using under = await open({ contact: true });
    const hostile = { FirstName: name, LastName: name, Phone: '+33639980003' };
    const id = under.simulator.seed('Contact', hostile);
    await under.deliver(started('+33639980003'));
    expect(await identityOf(under)).toMatchObject({ recordId: id, firstName: name });
    await under.deliver(ended('+33639980003'));
    await under.deliver(changed(1, 'booked', 13, '+33639980003'));
    const { tasks, events, contacts } = under.simulator.state();
    expect(tasks).toMatchObject([{ WhoId: id }]);
    expect(events).toMatchObject([{ WhoId: id }]);
    expect(contacts.find(({ Id }) => Id === contactId)).toMatchObject({ LastName: 'Démo' });
  });

  it('is unknown when nobody has the number', async () => {
    await using under = await open();
    await under.deliver(started(phone));
    expect(await identityOf(under)).toEqual({ kind: 'unknown', phone });
  });

  it('is not asked of the CRM when the number is hidden', async () => {
    await using under = await open();
    await under.deliver(started(null));
    expect(await identityOf(under)).toEqual({ kind: 'anonymous' });
    expect(under.simulator.state().requests).toEqual([]);
  });

  it('is asked once more when the CRM stumbles', async () => {
    await using under = await open({ contact: true });
    under.simulator.faults.set([{ operation: 'search', kind: 'error', status: 503 }]);
    await under.deliver(started(phone));
    expect(await identityOf(under)).toMatchObject({ kind: 'known', lastName: 'Démo' });
  });

  it('is not said to be unknown when the CRM is down', async () => {
    await using under = await open({ contact: true });
    under.simulator.faults.set([{ operation: '*', kind: 'error', status: 503, times: null }]);
    await expect(under.deliver(started(phone))).rejects.toMatchObject({ retryable: true });
    expect((await under.store.get(paths.tool(callId, 'identity')))?.data['status']).toBe(
      'requested',
    );
  });

  it('is not told to a relay that has withdrawn its question', async () => {
    await using under = await open({ contact: true });
    const path = paths.tool(callId, 'identity');
    await under.store.commit([{ type: 'update', path, data: { status: 'withdrawn' } }]);
    await under.deliver(started(phone));
    expect((await under.store.get(path))?.data['status']).toBe('withdrawn');
  });
});

describe('a call in the CRM', () => {
  it('holds outcome, length, local day and the conversation as heard', async () => {
    await using under = await open({ contact: true });
    await under.deliver(ended(phone));
    expect(under.simulator.state().tasks).toMatchObject([
      {
        Subject: 'Appel callbot – Rendez-vous pris',
        Status: 'Completed',
        TaskSubtype: 'Call',
        CallType: 'Inbound',
        CallDurationInSeconds: 62,
        CallDisposition: 'Rendez-vous pris',
        CallObject: callId,
        ActivityDate: '2026-11-21', // 0 h 30 in Paris
        WhoId: contactId,
        OwnerId: sophie,
        Description:
          'Appel du samedi 21 novembre à 0 h 30, 1 min 02 s.\nCallbot : Bonjour […]\nAppelant : Un rendez-vous',
      },
    ]);
  });

  it('is completed with its summary, whichever comes first', async () => {
    for (const order of permutations([ended(phone), summarised])) {
      await using under = await open({ contact: true });
      for (const event of order) await under.deliver(event);
      const { tasks } = under.simulator.state();
      expect(tasks).toHaveLength(1);
      expect(tasks[0]?.['Description']).toBe(
        [
          'Appel du samedi 21 novembre à 0 h 30, 1 min 02 s.',
          '',
          'Résumé : Zoé Démo a pris rendez-vous. Elle demande le prix.',
          'À faire : Envoyer le tarif.',
          'Ressenti : positif – intérêt : 90/100',
          'Questions sans réponse :',
          '– Quel est le prix ?',
          '',
          'Callbot : Bonjour […]',
          'Appelant : Un rendez-vous',
        ].join('\n'),
      );
    }
  });

  it('does not wait for its summary, and makes no record of a summary alone', async () => {
    await using under = await open();
    await under.deliver(summarised);
    expect(under.simulator.state().tasks).toEqual([]);
    await under.deliver(ended(null));
    expect(under.simulator.state().tasks).toHaveLength(1);
  });

  it('is one record after an answer that was lost', async () => {
    await using under = await open();
    under.simulator.faults.set([
      { operation: 'sobjects.upsert', kind: 'error-after-commit', status: 503 },
    ]);
    await expect(under.deliver(ended(null))).rejects.toMatchObject({ retryable: true });
    await under.deliver(ended(null));
    expect(under.simulator.state().tasks).toHaveLength(1);
  });

  it('is logged without a profile and without turns', async () => {
    await using under = await open();
    await under.store.commit([
      { type: 'delete', path: paths.profile('ecole-demo') },
      { type: 'delete', path: paths.turn(callId, 1) },
      { type: 'delete', path: paths.turn(callId, 2) },
    ]);
    await under.deliver(ended(null));
    expect(under.simulator.state().tasks).toHaveLength(1);
  });
});

describe('a confirmation that never arrived', () => {
  it('stands at the top of the activity, and on the list of the advisor, in any order', async () => {
    for (const order of permutations([ended(phone), summarised, undelivered(phone)])) {
      await using under = await open({ contact: true });
      for (const event of [...order, ...order]) await under.deliver(event);
      const { tasks } = under.simulator.state();
      const activity = tasks.find((task) => task['CallSid__c'] === callId);
      expect(String(activity?.['Description']).split('\n').slice(0, 4), names(order)).toEqual([
        'Appel du samedi 21 novembre à 0 h 30, 1 min 02 s.',
        'Attention : Le SMS de confirmation du rendez-vous n’est pas arrivé.',
        '',
        'Résumé : Zoé Démo a pris rendez-vous. Elle demande le prix.',
      ]);
      expect(tasks.filter((task) => task !== activity)).toMatchObject([
        {
          Subject: 'À rappeler : Zoé Démo, SMS non reçu',
          Status: 'Not Started',
          Priority: 'High',
          CallObject: callId,
          WhoId: contactId,
          OwnerId: sophie,
          Description: expect.stringContaining('Merci d’appeler au') as unknown,
        },
      ]);
    }
  });

  it('is for the first advisor when nobody owns the caller', async () => {
    await using under = await open();
    await under.deliver(undelivered('+33639980005'));
    expect(under.simulator.state().tasks).toMatchObject([
      { Subject: 'À rappeler : SMS non reçu', OwnerId: sophie },
    ]);
  });

  it('leaves alone an entry that the advisor has closed', async () => {
    await using under = await open({ contact: true });
    await under.deliver(undelivered(phone));
    const [entry] = under.simulator.state().tasks;
    under.simulator.seed('Task', { ...entry, Status: 'Completed' });
    await under.deliver(undelivered(phone));
    expect(under.simulator.state().tasks).toMatchObject([{ Status: 'Completed' }]);
  });

  it('of another kind is told in the activity and asks nobody to call', async () => {
    await using under = await open({ contact: true });
    await under.deliver(ended(phone));
    const link = undelivered(phone);
    await under.deliver({ ...link, data: { ...link.data, kind: 'link' } } as AnEvent);
    const { tasks } = under.simulator.state();
    expect(tasks).toHaveLength(1);
    expect(tasks[0]?.['Description']).toContain('Le SMS avec le lien demandé n’est pas arrivé.');
  });
});

describe('what the profile asks of the CRM', () => {
  const opportunity = { stage: 'Rendez-vous', moveFrom: [], closeInDays: 30 };

  it('is an opportunity of the contact who booked, one for all of the call', async () => {
    await using under = await open({ contact: true, crm: { opportunity } });
    await under.deliver(changed(1, 'booked', 13, phone));
    await under.deliver(changed(2, 'moved', 14, phone));
    await under.deliver(changed(1, 'booked', 13, phone));
    const { opportunities, contactRoles } = under.simulator.state();
    expect(opportunities).toMatchObject([
      { Name: 'Appel callbot – Zoé Démo', StageName: 'Rendez-vous', OwnerId: sophie },
    ]);
    expect(contactRoles).toMatchObject([{ ContactId: contactId }]);
  });

  it('is an opportunity also when the contact is known by what they left, in any order', async () => {
    for (const order of permutations([changed(1, 'booked', 13), ended(null), lead])) {
      await using under = await open({ contact: true, crm: { opportunity } });
      under.simulator.seed('Contact', { LastName: 'Exemple', Phone: '+33639980002' });
      for (const event of order) await under.deliver(event);
      expect(under.simulator.state().opportunities, names(order)).toHaveLength(1);
    }
  });

  it('is no opportunity of a lead, nor without the setting', async () => {
    await using stranger = await open({ crm: { opportunity } });
    for (const event of [lead, changed(1, 'booked', 13)]) await stranger.deliver(event);
    expect(stranger.simulator.state().opportunities).toEqual([]);
    await using unset = await open({ contact: true });
    await unset.deliver(changed(1, 'booked', 13, phone));
    expect(unset.simulator.state().opportunities).toEqual([]);
  });

  it.each([
    ['always', 'Un rendez-vous', 1],
    ['when-cut', 'Un rendez-vous', 0],
    ['when-cut', 'mot '.repeat(9_000), 1],
    ['never', 'mot '.repeat(9_000), 0],
  ] as const)('is a file of the conversation: %s', async (transcriptFile, words, count) => {
    await using under = await open({ crm: { transcriptFile }, words });
    await under.deliver(ended(null));
    await under.deliver(ended(null));
    const { files, tasks } = under.simulator.state();
    expect(files).toHaveLength(count);
    expect(String(tasks[0]?.['Description']).length).toBeLessThanOrEqual(32_000);
    if (count === 1) expect(files[0]?.['VersionData']).toContain(`Appelant : ${words.trim()}`);
  });

  it('is fields of the lead', async () => {
    await using under = await open({ crm: { lead: { interestField: 'Interest__c' } } });
    await under.deliver(lead);
    expect(under.simulator.state().leads).toMatchObject([{ Interest__c: 'BTS' }]);
  });
});

describe('the events of one call', () => {
  const snapshot = (under: Awaited<ReturnType<typeof open>>) => {
    const { tasks, events, leads } = under.simulator.state();
    const leadIds = leads.map(({ Id }) => Id);
    const person = (id: unknown) => (leadIds.includes(id) ? 'the lead' : (id ?? null));
    return {
      tasks: tasks
        .filter((task) => task['TaskSubtype'] === 'Call')
        .map((task) => [
          task['CallSid__c'],
          task['CallDisposition'],
          person(task['WhoId']),
          String(task['Description']).includes('Résumé : Zoé'),
          String(task['Description']).includes('n’est pas arrivé'),
        ]),
      toDo: tasks
        .filter((task) => task['TaskSubtype'] !== 'Call')
        .map((task) => [task['Status'], person(task['WhoId']), task['OwnerId'] !== undefined]),
      events: events.map((event) => [
        event['CallSid__c'],
        event['StartDateTime'],
        person(event['WhoId']),
        event['OwnerId'],
      ]),
      leads: leads.map(({ LastName, Phone, Email, Company }) => [LastName, Phone, Email, Company]),
    };
  };
  const theLead = ['Exemple', '+33639980002', 'camille@exemple.fr', 'Particulier'];
  const expected = {
    tasks: [[callId, 'Rendez-vous pris', 'the lead', true, true]],
    toDo: [['Not Started', 'the lead', true]],
    events: [['rdv1', '2026-11-24T14:00:00.000+0000', 'the lead', sophie]],
    leads: [theLead],
  };
  const ofStranger = [
    started(null),
    changed(1, 'booked', 13),
    changed(2, 'moved', 14),
    // A second appointment, which they give up again: one entry is left for the one that lives.
    changed(1, 'booked', 15, null, 'rdv2'),
    changed(2, 'moved', 16, null, 'rdv2'),
    changed(3, 'cancelled', 16, null, 'rdv2'),
    undelivered('+33639980002'),
    lead,
    ended(null),
    summarised,
  ];

  it('end in the same records in any order, once and twice', async () => {
    const orders = fc.shuffledSubarray(ofStranger, { minLength: ofStranger.length });
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        await using under = await open();
        for (const event of order) await under.deliver(event);
        expect(snapshot(under), names(order)).toEqual(expected);
        for (const event of order) await under.deliver(event);
        expect(snapshot(under), names(order)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('end in the same records in any order, twice, with any failures between', async () => {
    const twice = [...ofStranger, ...ofStranger];
    const orders = fc.shuffledSubarray(twice, { minLength: twice.length });
    const failures = fc.array(fc.constantFrom(...someFailures), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(orders, failures, fc.nat(), async (order, faults, seed) => {
        await using under = await open();
        const random = createRandom(seed);
        under.simulator.faults.set(
          faults.map((fault) => ({ ...fault, skip: Math.floor(random() * 8) })),
        );
        for (const event of order) await untilDone(() => under.deliver(event));
        expect(snapshot(under), names(order)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('end in the same records when they come at the same time', async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      await using under = await open();
      const random = createRandom(seed);
      const jitter = Array.from({ length: 40 }, () => ({
        operation: '*',
        latencyMs: Math.floor(random() * 25),
      }));
      under.simulator.faults.set(jitter);
      await Promise.all(ofStranger.map((event) => under.deliver(event)));
      expect(snapshot(under)).toEqual(expected);
    }
  });

  it.each(
    permutations([started(phone), changed(1, 'booked', 13, phone), ended(phone)]).map(
      (order) => [names(order), order] as const,
    ),
  )('link to the contact who called when they come as %s', async (_name, order) => {
    await using under = await open({ contact: true });
    for (const event of order) await under.deliver(event);
    expect(snapshot(under)).toEqual({
      tasks: [[callId, 'Rendez-vous pris', contactId, false, false]],
      toDo: [],
      events: [['rdv1', '2026-11-24T13:00:00.000+0000', contactId, sophie]],
      leads: [],
    });
  });

  it('leave the newest version although an older one was written last', async () => {
    await using under = await open();
    under.simulator.faults.set([{ operation: 'sobjects.upsert', latencyMs: 150 }]);
    const older = under.deliver(changed(1, 'booked', 13));
    await vi.waitUntil(() => under.simulator.state().requests.includes('sobjects.upsert'));
    await under.deliver(changed(2, 'moved', 14));
    await older;
    const [event] = under.simulator.state().events;
    expect(event?.['StartDateTime']).toBe('2026-11-24T14:00:00.000+0000');
  });

  it('leave no entry of an appointment that was cancelled, in any order', async () => {
    for (const order of permutations([
      changed(1, 'booked', 13),
      changed(2, 'moved', 14),
      changed(3, 'cancelled', 14),
    ])) {
      await using under = await open();
      for (const event of order) await under.deliver(event);
      expect(under.simulator.state().events).toEqual([]);
    }
  });
});

/** What goes wrong on the way to Salesforce and back; each once, somewhere. */
const someFailures = [
  { operation: '*', kind: 'error', status: 503 },
  { operation: '*', kind: 'error-after-commit', status: 503 },
  { operation: '*', kind: 'cut' },
  { operation: '*', kind: 'error', status: 401, code: 'INVALID_SESSION_ID' },
  { operation: 'sobjects.upsert', kind: 'error', status: 400, code: 'UNABLE_TO_LOCK_ROW' },
  { operation: 'sobjects.create', kind: 'error-after-commit', status: 500 },
  { operation: 'sobjects.update', kind: 'error-after-commit', status: 502 },
  { operation: 'composite.sobjects', kind: 'error-after-commit', status: 503 },
] as const;

/** What redelivery does: the event comes again for as long as its failure may pass. */
async function untilDone(deliver: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await deliver();
    } catch (error) {
      if (!(error instanceof VendorFailedError && error.retryable) || attempt > 20) throw error;
    }
  }
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

function names(order: readonly AnEvent[]): string {
  return order
    .map(({ topic, data }) => ('version' in data ? `${topic} ${data.version}` : topic))
    .join(', ');
}
