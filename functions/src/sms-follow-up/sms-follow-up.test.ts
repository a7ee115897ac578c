import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { FaultPlan } from '@standardiste/sandbox/vendors/faults.ts';
import { listenHttp } from '@standardiste/sandbox/vendors/http-listener.ts';
import { createMessagesApi } from '@standardiste/sandbox/vendors/twilio/messages.ts';
import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import type { EventData } from '@standardiste/shared/contracts/events.ts';
import { phoneHash } from '@standardiste/shared/contracts/phone-hash.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { countSegments, toGsm7 } from '../integrations/messages/gsm7.ts';
import { createTwilioMessages } from '../integrations/messages/twilio/twilio-messages.ts';
import { createEventFunction } from '../platform/event-function.ts';
import { createRecordingBus, pushOf } from '../platform/fixtures/deliveries.ts';
import { createConfirmAppointment } from './confirm-appointment.ts';

const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'demo-key' };
const phoneHashKey = '1:a-key-for-this-test';
const phone = '+33639980001';

const profile = {
  profileId: 'ecole-demo',
  calledNumbers: ['+33199000001'],
  companyName: 'École Démo',
  timeZone: 'Europe/Paris',
  languageCode: 'fr-FR',
  voice: 'fr-FR-Chirp3-HD-Aoede',
  recording: { enabled: false },
  actions: ['book'],
  advisors: [
    { id: 'sophie', firstName: 'Sophie', lastName: 'Lambert', calendarId: 's@demo', crmUserId: '' },
  ],
  openingHours: {
    windows: [{ from: '09:00', to: '12:00' }],
    weekdays: [1],
    closedOnFrenchHolidays: true,
    closures: [],
  },
  appointment: {
    durationMinutes: 30,
    leadTimeMinutes: 60,
    bufferMinutes: 0,
    horizonDays: 30,
    stepMinutes: 30,
  },
  sms: { confirmation: true, sender: 'ECOLE' },
  prompt: { persona: 'Vous êtes la standardiste.' },
};

const booked: EventData<'appointment-changed'> = {
  callId: 'CA1',
  profileId: 'ecole-demo',
  appointmentId: 'rdv1',
  version: 1,
  change: 'booked',
  calendarId: 's@demo',
  advisorId: 'sophie',
  startAt: '2036-11-24T13:30:00Z',
  endAt: '2036-11-24T14:00:00Z',
  contact: { firstName: 'Zoé', lastName: 'Démo', phone, email: null, record: null, recordId: null },
};

async function open() {
  const clock = systemClock;
  const faults = new FaultPlan();
  const api = createMessagesApi({ ...account, faults, clock });
  const app = new Hono().route(`/2010-04-01/Accounts/${account.accountSid}`, api.app);
  const listener = await listenHttp(app);
  const store = await openMemoryDocumentStore({ clock });
  await store.commit([{ type: 'set', path: paths.profile('ecole-demo'), data: profile }]);
  const messages = createTwilioMessages({
    ...account,
    apiBaseUrl: listener.origin,
    timeoutMs: 300,
    clock,
  });
  const logger = createMemoryLogger();
  const deps = { store, messages, toPlainText: toGsm7, clock, phoneHashKey };
  const handlers = [createConfirmAppointment(deps)];
  const bus = createRecordingBus();
  const run = createEventFunction({ name: 'sms-follow-up', handlers, store, bus, clock, logger });
  return {
    api,
    faults,
    store,
    logger,
    deliver: (data: typeof booked = booked) =>
      run(
        pushOf({
          functionName: 'sms-follow-up',
          topic: 'appointment-changed',
          eventId: `CA1:appointment-${data.version}`,
          data,
        }),
      ),
    async [Symbol.asyncDispose]() {
      api[Symbol.dispose]();
      await store[Symbol.asyncDispose]();
      await listener[Symbol.asyncDispose]();
    },
  };
}

describe('the confirmation of an appointment', () => {
  it('says with whom and when, in one segment', async () => {
    await using under = await open();
    expect(await under.deliver()).toMatchObject({ status: 200 });
    const [message, ...others] = under.api.messages();
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      to: phone,
      from: 'ECOLE',
      body: 'Bonjour Zoé, votre rendez-vous avec Sophie est confirmé : lundi 24 novembre à 14 h 30. École Démo',
      segments: 1,
    });
    expect(countSegments(message?.body ?? '')).toBe(message?.segments);
  });

  it('is sent once however often the event comes', async () => {
    await using under = await open();
    for (let delivery = 0; delivery < 3; delivery += 1) await under.deliver();
    expect(under.api.messages()).toHaveLength(1);
  });

  it('is sent once although Twilio took it and never answered', async () => {
    await using under = await open();
    under.faults.set([
      { operation: 'messages.create', kind: 'hang-after-commit' },
      { operation: 'messages.list', kind: 'error', status: 503 },
    ]);
    const first = await under.deliver();
    expect(first.status).toBeGreaterThanOrEqual(400);
    expect(await under.deliver()).toMatchObject({ status: 200 });
    expect(await under.deliver()).toMatchObject({ status: 200 });
    expect(under.api.messages()).toHaveLength(1);
  });

  it('is tried again when Twilio was busy', async () => {
    await using under = await open();
    under.faults.set([{ operation: 'messages.create', kind: 'error', status: 429 }]);
    expect((await under.deliver()).status).toBeGreaterThanOrEqual(400);
    await under.deliver();
    expect(under.api.messages()).toHaveLength(1);
  });

  const contact = booked.contact;
  it.each([
    ['not-a-booking', { ...booked, change: 'moved' as const }],
    ['no-phone', { ...booked, contact: { ...contact, phone: null } }],
    ['not-mobile', { ...booked, contact: { ...contact, phone: '+33199000001' } }],
    ['appointment-begun', { ...booked, startAt: '2020-01-01T09:00:00Z' }],
  ])('is left out with its reason: %s', async (reason, data) => {
    await using under = await open();
    expect(await under.deliver(data)).toMatchObject({ status: 200 });
    expect(under.api.messages()).toEqual([]);
    expect(under.logger.entries).toContainEqual(
      expect.objectContaining({
        message: 'No confirmation was sent.',
        fields: expect.objectContaining({ reason }) as unknown,
      }),
    );
  });

  it('is left out when the profile switches it off', async () => {
    await using under = await open();
    const sms = { confirmation: false, sender: 'ECOLE' };
    await under.store.commit([
      { type: 'update', path: paths.profile('ecole-demo'), data: { sms } },
    ]);
    await under.deliver();
    expect(under.api.messages()).toEqual([]);
  });

  it('is left out for somebody who wants no messages', async () => {
    await using under = await open();
    const path = paths.suppression(phoneHash(phoneHashKey, phone));
    await under.store.commit([{ type: 'set', path, data: { source: 'sms' } }]);
    await under.deliver();
    expect(under.api.messages()).toEqual([]);
  });

  it('remembers an opt-out that only Twilio knew of', async () => {
    await using under = await open();
    under.api.optOut(phone);
    expect(await under.deliver()).toMatchObject({ status: 200 });
    const stored = await under.store.get(paths.suppression(phoneHash(phoneHashKey, phone)));
    expect(stored?.data).toMatchObject({ source: 'provider' });
  });
});
