import { paths } from '@standardiste/shared/contracts/documents.ts';
import type { MessageKind } from '@standardiste/shared/contracts/message-events.ts';
import { phoneHash } from '@standardiste/shared/contracts/phone-hash.ts';
import { describe, expect, it } from 'vitest';
import { countSegments } from '../integrations/messages/gsm7.ts';
import { openSmsFollowUp, phoneHashKey } from './fixtures/open-sms-follow-up.ts';
import {
  booked,
  callEnded,
  cancelled,
  linkRequested,
  moved,
  phone,
  profile,
  stop,
} from './fixtures/school.ts';

const hourMs = 3_600_000;
const messagingServiceSid = `MG${'1'.repeat(32)}`;
const withReminder = { ...profile.sms, reminder: { minutesBefore: 1_440 } };
const hash = phoneHash(phoneHashKey, phone);

async function open(sms: object = profile.sms, options: { messagingServiceSid?: string } = {}) {
  const under = await openSmsFollowUp({ profile: { ...profile, sms: { ...sms } }, ...options });
  return {
    ...under,
    deliver: (data: typeof booked = booked) =>
      under.publish('appointment-changed', `CA1:appointment-${data.version}`, data),
    bodies: () => under.arrived().map(({ body }) => body),
    [Symbol.asyncDispose]: () => under[Symbol.asyncDispose](),
  };
}

describe('the confirmation of an appointment', () => {
  it('says with whom and when, in one segment', async () => {
    await using under = await open();
    await under.deliver();
    const [message, ...others] = under.arrived();
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      to: phone,
      from: 'ECOLE',
      body: 'Bonjour Zoé, votre rendez-vous avec Sophie est confirmé : mardi 24 novembre à 14 h 30. École Démo',
      segments: 1,
    });
    expect(countSegments(message?.body ?? '')).toBe(message?.segments);
  });

  it('follows every change', async () => {
    await using under = await open();
    for (const data of [booked, moved, cancelled]) await under.deliver(data);
    expect(under.bodies().slice(1)).toEqual([
      'Bonjour Zoé, votre rendez-vous avec Sophie est déplacé : jeudi 26 novembre à 10 h. École Démo',
      'Bonjour Zoé, votre rendez-vous avec Sophie du jeudi 26 novembre à 10 h est annulé. École Démo',
    ]);
  });

  it('is not sent of a version that another one has overtaken', async () => {
    await using under = await open();
    for (const data of [moved, booked]) await under.deliver(data);
    expect(under.bodies()).toHaveLength(1);
    expect(under.bodies()[0]).toContain('déplacé');
  });

  it('is sent once however often the event comes', async () => {
    await using under = await open();
    for (let delivery = 0; delivery < 3; delivery += 1) await under.deliver();
    expect(under.arrived()).toHaveLength(1);
  });

  it('is sent once although Twilio took it and never answered', async () => {
    await using under = await open();
    under.faults.set([
      { operation: 'messages.create', kind: 'hang-after-commit' },
      { operation: 'messages.list', kind: 'error', status: 503 },
    ]);
    await under.deliver();
    await under.deliver();
    expect(under.arrived()).toHaveLength(1);
  });

  it.each([429, 500])('is tried again after an answer %i', async (status) => {
    await using under = await open();
    under.faults.set([{ operation: 'messages.create', kind: 'error', status }]);
    await under.deliver();
    expect(under.arrived()).toHaveLength(1);
  });

  const contact = booked.contact;
  it.each([
    ['no-phone', { ...booked, contact: { ...contact, phone: null } }],
    ['not-mobile', { ...booked, contact: { ...contact, phone: '+33199000001' } }],
    ['appointment-begun', { ...booked, startAt: '2020-01-01T09:00:00Z' }],
  ])('is left out with its reason: %s', async (reason, data) => {
    await using under = await open();
    await under.deliver(data);
    expect(under.arrived()).toEqual([]);
    expect(under.logger.entries).toContainEqual(
      expect.objectContaining({
        message: 'No message is planned.',
        fields: expect.objectContaining({ reason }) as unknown,
      }),
    );
  });

  it.each([
    ['booked', { confirmation: false }, booked],
    ['moved', { moved: false }, moved],
    ['cancelled', { cancelled: false }, cancelled],
  ])('is left out when the profile switches it off: %s', async (_kind, off, data) => {
    await using under = await open({ ...profile.sms, ...off });
    await under.deliver(data);
    expect(under.arrived()).toEqual([]);
  });

  it('has the words of the profile, and a warning when they are long', async () => {
    const templates = { booked: `{bonjour} ! ${'Très long. '.repeat(32)}{entreprise}` };
    await using under = await open({ ...profile.sms, templates });
    await under.deliver();
    expect(under.bodies()[0]).toMatch(/^Bonjour Zoé ! Très long/);
    expect(under.logger.entries).toContainEqual(
      expect.objectContaining({ fields: expect.objectContaining({ segments: 3 }) as unknown }),
    );
  });

  it('is left out for somebody who wants no messages', async () => {
    await using under = await open();
    await under.store.commit([
      { type: 'set', path: paths.suppression(hash), data: { source: 'sms' } },
    ]);
    await under.deliver();
    expect(under.arrived()).toEqual([]);
  });

  it('remembers an opt-out that only Twilio knew of', async () => {
    await using under = await open();
    under.api.optOut(phone);
    await under.deliver();
    const stored = await under.store.get(paths.suppression(hash));
    expect(stored?.data).toMatchObject({ source: 'provider', reason: 'opted-out' });
  });
});

describe('the reminder of an appointment', () => {
  it('waits in the schedule of a messaging service', async () => {
    await using under = await open(withReminder, { messagingServiceSid });
    await under.deliver();
    expect(under.arrived()).toMatchObject([
      {},
      { status: 'scheduled', sendAtMs: Date.UTC(2026, 10, 23, 13, 30) },
    ]);
    await under.pass(4 * 24 * hourMs);
    expect(under.arrived()).toMatchObject([{ status: 'delivered' }, { status: 'delivered' }]);
    expect(under.bodies()[1]).toContain('nous vous rappelons votre rendez-vous avec Sophie');
  });

  it('waits for the sweep without one', async () => {
    await using under = await open(withReminder);
    await under.deliver();
    await under.sweep();
    expect(under.arrived()).toHaveLength(1);
    await under.pass(77 * hourMs);
    for (let minute = 0; minute < 3; minute += 1) {
      await under.sweep();
      await under.pass(60_000);
    }
    expect(under.arrived()).toHaveLength(2);
  });

  it.each([['with', messagingServiceSid] as const, ['without', undefined] as const])(
    'follows the appointment %s a messaging service',
    async (_name, service) => {
      const options = service === undefined ? {} : { messagingServiceSid: service };
      await using under = await open(withReminder, options);
      await under.deliver(booked);
      await under.deliver(moved);
      await under.pass(5 * 24 * hourMs + hourMs);
      await under.sweep();
      const reminders = under.bodies().filter((body) => body.includes('rappelons'));
      expect(reminders).toHaveLength(1);
      expect(reminders[0]).toContain('jeudi 26 novembre à 10 h');
    },
  );

  it('goes with the appointment', async () => {
    await using under = await open(withReminder, { messagingServiceSid });
    for (const data of [booked, moved, cancelled]) await under.deliver(data);
    await under.pass(8 * 24 * hourMs);
    expect(under.bodies().filter((body) => body.includes('rappelons'))).toEqual([]);
  });
});

describe('the note after a call that broke off', () => {
  const ended = callEnded;

  it.each(['abandoned', 'technical-failure'] as const)(
    'asks to call again after a call that is %s',
    async (outcome) => {
      await using under = await open({ ...profile.sms, cutOff: true });
      await under.publish('call-ended', 'CA9:call-ended', { ...ended, outcome });
      expect(under.bodies()).toEqual([
        'Bonjour, nous avons été coupés. Vous pouvez nous rappeler au 01 99 00 00 01. École Démo',
      ]);
    },
  );

  it('names the number to call, once a day', async () => {
    await using under = await open({ ...profile.sms, callBackNote: true });
    const promised = { ...ended, outcome: 'call-back-promised' as const };
    await under.publish('call-ended', 'CA9:call-ended', promised);
    await under.publish('call-ended', 'CA10:call-ended', { ...promised, callId: 'CA10' });
    expect(under.bodies()).toEqual([
      'Bonjour, un conseiller vous rappelle au plus vite. Vous pouvez aussi nous joindre au 01 99 00 00 01. École Démo',
    ]);
  });

  it.each([
    ['is off by default', {}, {}],
    ['is not for a wrong number', { callBackNote: true }, { durationMs: 2_000 }],
    [
      'is not for a call that ended well',
      { callBackNote: true },
      { outcome: 'no-action' as const },
    ],
    ['is not for a hidden number', { callBackNote: true }, { callerPhone: null }],
  ])('%s', async (_name, sms, fields) => {
    await using under = await open({ ...profile.sms, ...sms });
    await under.publish('call-ended', 'CA9:call-ended', { ...ended, ...fields });
    expect(under.arrived()).toEqual([]);
  });
});

describe('a link', () => {
  const requested = linkRequested;
  const marketing = { ...requested, purpose: 'marketing' as const };
  const number = { ...profile.sms, sender: '+33639980100' };

  it('is sent at any hour to who asked for it', async () => {
    await using under = await open();
    await under.publish('follow-up-requested', 'CA1:link', requested);
    expect(under.bodies()).toEqual([
      'Bonjour, voici le lien demandé (programme) : https://ecole.example/programme École Démo',
    ]);
  });

  it('that is marketing goes to nobody who has not agreed', async () => {
    await using under = await open(number);
    await under.publish('follow-up-requested', 'CA1:link', marketing);
    expect(under.arrived()).toEqual([]);
  });

  it('that is marketing waits for its hours, and names the way out', async () => {
    await using under = await open(number);
    await under.store.commit([
      { type: 'set', path: paths.consent(hash), data: { marketing: true } },
    ]);
    await under.pass(12 * hourMs); // Friday, 22 h in Paris
    await under.publish('follow-up-requested', 'CA1:link', marketing);
    await under.sweep();
    expect(under.arrived()).toEqual([]);
    await under.pass(10 * hourMs);
    await under.sweep();
    expect(under.bodies()).toEqual([expect.stringContaining('Répondez STOP')]);
  });

  it('that is marketing goes no more after STOP, also not after START', async () => {
    await using under = await open(number);
    await under.store.commit([
      { type: 'set', path: paths.consent(hash), data: { marketing: true } },
    ]);
    await under.publish('message-received', 'SM1:message-received', stop);
    const start = { ...stop, callId: 'SM2', body: 'START', receivedAt: '2026-11-20T09:00:30Z' };
    await under.publish('message-received', 'SM2:message-received', start);
    await under.publish('follow-up-requested', 'CA1:link', marketing);
    expect(under.arrived()).toEqual([]);
    await under.deliver();
    expect(under.arrived()).toHaveLength(1);
    expect((await under.store.get(paths.consent(hash)))?.data).toMatchObject({ marketing: false });
  });

  it('that is marketing needs a way out', async () => {
    await using under = await open();
    await under.publish('follow-up-requested', 'CA1:link', marketing);
    expect(under.logger.entries).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('stopNotice') as unknown }),
    );
  });
});

describe('a number that can take none', () => {
  it.each([
    [21211, 'invalid-number'],
    [21612, 'invalid-number'],
    [21614, 'not-mobile'],
    [21610, 'opted-out'],
  ])('is remembered, and not tried again: refused with %i', async (code, reason) => {
    await using under = await open();
    under.faults.set([
      { operation: 'messages.create', kind: 'error', status: 400, code: String(code) },
    ]);
    await under.deliver(booked);
    expect((await under.store.get(paths.suppression(hash)))?.data).toMatchObject({ reason });
    await under.deliver(moved);
    expect(under.arrived()).toEqual([]);
    // Somebody has to call about both; not whoever wants no messages.
    const told = under.bus.messages.filter(({ topic }) => topic === 'message-undelivered');
    expect(told.map(({ data }) => (data as { kind: string }).kind)).toEqual(
      reason === 'opted-out' ? [] : ['booked', 'moved'],
    );
    const stored = await under.store.query({ collection: 'messages' });
    expect(stored.map(({ data }) => data['state']).sort()).toEqual(['refused', 'skipped']);
  });

  it('is told once for an appointment, not again for its reminder', async () => {
    await using under = await open(withReminder, { messagingServiceSid });
    under.faults.set([{ operation: 'messages.create', kind: 'error', status: 400, code: '21614' }]);
    await under.deliver(booked);
    await under.pass(8 * 24 * hourMs);
    const told = under.bus.messages.filter(({ topic }) => topic === 'message-undelivered');
    expect(told).toHaveLength(1);
  });

  it.each([30003, 30005, 30007, 30008])(
    'is tried again when it may have been a passing fault: %i',
    async (code) => {
      await using under = await open();
      under.api.failDelivery(phone, code);
      await under.deliver(booked);
      await under.pass(20_000);
      await under.deliver(moved);
      expect(under.arrived()).toHaveLength(2);
    },
  );
});

describe('each kind of message', () => {
  const ended = (outcome: 'abandoned' | 'call-back-promised') => (under: Under) =>
    under.publish('call-ended', 'CA9:call-ended', { ...callEnded, outcome });
  type Under = Awaited<ReturnType<typeof open>>;
  const kinds: Readonly<Record<MessageKind, readonly [object, object, (under: Under) => unknown]>> =
    {
      booked: [{ confirmation: true }, { confirmation: false }, (under) => under.deliver(booked)],
      moved: [{ moved: true }, { moved: false }, (under) => under.deliver(moved)],
      cancelled: [{ cancelled: true }, { cancelled: false }, (under) => under.deliver(cancelled)],
      reminder: [
        { confirmation: false, reminder: { minutesBefore: 1_440 } },
        { confirmation: false },
        (under) => under.deliver(booked),
      ],
      'call-back-note': [
        { callBackNote: true },
        { callBackNote: false },
        ended('call-back-promised'),
      ],
      'cut-off': [{ cutOff: true }, { cutOff: false }, ended('abandoned')],
      link: [
        { link: true },
        { link: false },
        (under) => under.publish('follow-up-requested', 'CA1:link', linkRequested),
      ],
      reply: [
        { reply: true },
        { reply: false },
        (under) =>
          under.publish('message-received', 'SM1:message-received', {
            ...{ callId: 'SM1', profileId: 'ecole-demo', from: phone, to: '+33199000001' },
            ...{ body: 'Aide', optOut: null, receivedAt: '2026-11-20T09:00:00Z' },
          }),
      ],
    };

  it.each(Object.entries(kinds))('has a switch of its own: %s', async (kind, [on, off, happen]) => {
    const plannedWith = async (sms: object): Promise<unknown[]> => {
      await using under = await open({ ...profile.sms, ...sms });
      await happen(under);
      const stored = await under.store.query({ collection: 'messages' });
      return stored.map(({ data }) => data['kind']);
    };
    expect(await plannedWith(on)).toEqual([kind]);
    expect(await plannedWith(off)).toEqual([]);
  });
});

describe('delivery reports', () => {
  it.each(['in-order', 'twice', 'reversed', 'late'] as const)(
    'that come %s end with the truth',
    async (order) => {
      await using under = await open();
      under.api.orderCallbacks(order);
      await under.deliver();
      await under.pass(20_000);
      const { sid = '' } = under.arrived()[0] ?? {};
      const stored = await under.store.get(paths.messageDelivery(sid));
      expect(stored?.data).toMatchObject({ status: 'delivered' });
    },
  );

  it('tell once of a confirmation that does not arrive, and remember a landline', async () => {
    await using under = await open();
    under.api.failDelivery(phone, 30006);
    under.api.orderCallbacks('twice');
    await under.deliver();
    await under.pass(20_000);
    const told = under.bus.messages.filter(({ topic }) => topic === 'message-undelivered');
    expect(told.map(({ data }) => data)).toEqual([
      {
        callId: 'CA1',
        profileId: 'ecole-demo',
        key: 'sms:rdv1:1:confirmation',
        kind: 'booked',
        phone,
        appointmentId: 'rdv1',
        errorCode: 30006,
      },
    ]);
    await under.deliver(moved);
    expect(under.arrived()).toHaveLength(1);
    expect(under.bus.messages.filter(({ topic }) => topic === 'message-undelivered')).toHaveLength(
      2,
    );
  });
});

describe('a message that somebody wrote', () => {
  const written = (body: string, id = 'SM1', more: { optOut?: 'STOP'; from?: string } = {}) => ({
    callId: id,
    profileId: 'ecole-demo',
    from: phone,
    to: '+33199000001',
    body,
    optOut: null,
    receivedAt: '2026-11-20T09:00:00Z',
    ...more,
  });
  const receive = (under: Awaited<ReturnType<typeof open>>, data: ReturnType<typeof written>) =>
    under.publish('message-received', `${data.callId}:message-received`, data);

  it.each([
    ['Oui', "Merci, c'est noté. A mardi 24 novembre à 14 h 30. École Démo"],
    ['Déplacer', 'Pour déplacer votre rendez-vous, appelez le 01 99 00 00 01. École Démo'],
    [
      'Quels sont vos tarifs ?',
      'Merci de votre message. Pour toute question, appelez le 01 99 00 00 01. Répondez STOP pour ne plus recevoir de SMS. École Démo',
    ],
  ])('gets one answer: %s', async (body, answer) => {
    await using under = await open();
    await under.deliver();
    await receive(under, written(body));
    await receive(under, written(body));
    expect(under.bodies().slice(1)).toEqual([answer]);
  });

  it('ends everything with STOP, also what is scheduled, until START', async () => {
    await using under = await open(withReminder, { messagingServiceSid });
    await under.deliver();
    await receive(under, written('Stop.'));
    await under.deliver(moved);
    expect(under.arrived()).toHaveLength(1);
    await receive(under, { ...written('START', 'SM2'), receivedAt: '2026-11-20T10:00:00Z' });
    await under.deliver(cancelled);
    expect(under.arrived()).toHaveLength(2);
  });

  it('counts in the order in which it was written', async () => {
    await using under = await open();
    await receive(under, { ...written('START', 'SM2'), receivedAt: '2026-11-20T10:00:00Z' });
    await receive(under, written('STOP', 'SM1'));
    await under.deliver();
    expect(under.arrived()).toHaveLength(1);
  });

  it.each([
    ['what the provider has answered', written('STOP', 'SM1', { optOut: 'STOP' })],
    ['a short code', written('Promo !', 'SM1', { from: '36180' })],
    ['our own number', written('Bonjour', 'SM1', { from: '+33199000001' })],
  ])('gets no answer: %s', async (_name, data) => {
    await using under = await open();
    await receive(under, data);
    expect(under.arrived()).toEqual([]);
  });
});
