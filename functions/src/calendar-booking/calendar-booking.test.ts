import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import { profileSchema, type Profile } from '@standardiste/shared/contracts/profile.ts';
import { bookResult, findSlotsResult } from '@standardiste/shared/contracts/tools.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import {
  startGoogleCalendarSimulator,
  type GoogleCalendarSimulator,
} from '@standardiste/sandbox/vendors/google-calendar/google-calendar-simulator.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Calendar } from '../integrations/calendar/calendar.ts';
import { createGoogleCalendar } from '../integrations/calendar/google-calendar.ts';
import { createEventFunction } from '../platform/event-function.ts';
import { createRecordingBus, pushOf, type RecordingBus } from '../platform/fixtures/deliveries.ts';
import { createToolHandler } from '../platform/tool-handler.ts';
import { bookAppointment } from './book-appointment.ts';
import { createBookTool } from './book-tool.ts';
import { createFindSlotsTool } from './find-slots-tool.ts';
import { appointmentEvent } from './appointment-event.ts';

/** Friday 20 November 2026, 10:10 in Paris; timers are real. */
let nowMs = Date.parse('2026-11-20T10:10+01:00');
const clock: Clock = {
  now: () => nowMs,
  schedule: (delayMs, fire) => systemClock.schedule(delayMs, fire),
};
const sophie = 'sophie@ecole-demo.example';
const marc = 'marc@ecole-demo.example';
const startAt = '2026-11-23T08:00:00.000Z';
const endAt = '2026-11-23T08:30:00.000Z';
const phoneHashKey = '1:a-secret-for-tests-only';
const contact = {
  firstName: 'Camille',
  lastName: 'Durand',
  phone: '+33639980001',
  email: null,
  record: 'contact' as const,
  recordId: '003000000000001AAA',
};
const profile: Profile = profileSchema.parse({
  profileId: 'demo',
  calledNumbers: ['+33199000001'],
  companyName: 'École Démo',
  advisors: [
    {
      id: 'sophie',
      firstName: 'Sophie',
      lastName: 'Lambert',
      calendarId: sophie,
      crmUserId: '005A',
    },
    { id: 'marc', firstName: 'Marc', lastName: 'Petit', calendarId: marc, crmUserId: '005B' },
  ],
  openingHours: {
    windows: [
      { from: '09:00', to: '12:00' },
      { from: '13:00', to: '16:00' },
    ],
    weekdays: [1, 2, 3, 4, 5],
    closedOnFrenchHolidays: true,
    closures: [],
  },
  appointment: {},
  sms: { sender: 'ECOLE' },
  prompt: { persona: 'x' },
});

let store: DocumentStore;
let bus: RecordingBus;
let simulator: GoogleCalendarSimulator;
let calendar: Calendar;

beforeEach(async () => {
  nowMs = Date.parse('2026-11-20T10:10+01:00');
  store = await openMemoryDocumentStore({ clock });
  await store.commit([{ type: 'create', path: paths.profile('demo'), data: { ...profile } }]);
  bus = createRecordingBus();
  simulator = await startGoogleCalendarSimulator({
    calendars: [{ id: sophie }, { id: marc }],
    clock,
  });
  calendar = createGoogleCalendar({
    identity: { type: 'token', accessToken: 'simulated' },
    clock,
    timeZone: 'Europe/Paris',
    baseUrl: simulator.origin,
    timeoutMs: 1_000,
    readRetryDelaysMs: [1],
  });
});
afterEach(() => simulator[Symbol.asyncDispose]());

describe('calendar.book', () => {
  it('puts the appointment into the calendar and tells it to the world, once', async () => {
    expect(await book()).toBe('done');
    const id = hashKey(`book:CA1:sophie:${startAt}:1`);
    expect(await booked()).toEqual({
      type: 'booked',
      appointmentId: id,
      startAt,
      endAt,
      advisorId: 'sophie',
    });
    const [event] = confirmed();
    expect(event).toMatchObject({
      id,
      summary: 'Rendez-vous téléphonique – Camille Durand',
      start: { dateTime: '2026-11-23T09:00:00+01:00', timeZone: 'Europe/Paris' },
      extendedProperties: {
        private: { callId: 'CA1', recordId: contact.recordId, record: 'contact' },
      },
    });
    expect(bus.messages).toMatchObject([
      {
        topic: 'appointment-changed',
        attributes: { eventId: `CA1:appointment:${id}:1` },
        data: { version: 1, change: 'booked', calendarId: sophie, contact },
      },
    ]);
    expect(await book()).toBe('done-already');
    expect(confirmed()).toHaveLength(1);
  });

  it('gives one slot to one of fifty callers who want it at the same moment', async () => {
    const calls = Array.from({ length: 50 }, (_, index) => `CA${index}`);
    await Promise.all(calls.map((callId) => book({ callId })));
    const results = await Promise.all(calls.map((callId) => booked(callId)));
    expect(results.filter(({ type }) => type === 'booked')).toHaveLength(1);
    expect(results.filter(({ type }) => type === 'taken')).toHaveLength(49);
    expect(confirmed()).toHaveLength(1);
    expect(bus.messages).toHaveLength(1);
  }, 20_000);

  it('leaves at most one booking in a slot even where no lock keeps them apart', async () => {
    const locks = { take: () => Promise.resolve(true), release: () => Promise.resolve() };
    const advisor = profile.advisors[0];
    if (advisor === undefined) throw new TypeError('no advisor');
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const values = { startAt, endAt, advisorId: 'sophie', generation: 1, contact, topic: null };
        const effectKey = `book:CA${index}`;
        const event = appointmentEvent(values, {
          id: hashKey(effectKey),
          callId: `CA${index}`,
          profile,
          phoneHashKey,
        });
        const { signal } = new AbortController();
        return bookAppointment(
          { calendar, locks },
          { event, advisor, profile, attempt: 1, isAllowed: true, signal },
        );
      }),
    );
    const winners = outcomes.filter((outcome) => outcome === 'booked').length;
    expect(winners).toBeLessThanOrEqual(1);
    expect(confirmed()).toHaveLength(winners);
  });

  it('refuses a slot that a longer event covers, and offers others', async () => {
    seed(sophie, '2026-11-23T08:00+01:00', '2026-11-23T13:00+01:00');
    await book();
    const result = await booked();
    if (result.type !== 'taken') throw new TypeError(result.type);
    expect(result.alternatives.map(({ startAt, advisorId }) => `${startAt} ${advisorId}`)).toEqual([
      '2026-11-23T08:00:00.000Z marc',
      '2026-11-23T08:30:00.000Z marc',
      '2026-11-23T09:00:00.000Z marc',
    ]);
    expect(simulator.state().requests).not.toContain('events.insert');
  });

  it.each([
    ['on a Sunday', '2026-11-22T09:00:00.000Z', '2026-11-22T09:30:00.000Z'],
    ['at lunch', '2026-11-23T11:30:00.000Z', '2026-11-23T12:00:00.000Z'],
    ['in the past', '2026-11-20T09:00:00.000Z', '2026-11-20T09:30:00.000Z'],
    ['of another length', startAt, '2026-11-23T09:30:00.000Z'],
  ])('refuses a slot %s', async (_, from, to) => {
    await book({ values: { startAt: from, endAt: to } });
    expect((await booked()).type).toBe('taken');
    expect(simulator.state().requests).not.toContain('events.insert');
  });

  it('takes a slot whose lead time has passed while the caller made up his mind', async () => {
    nowMs = Date.parse('2026-11-23T08:20+01:00');
    await book();
    expect((await booked()).type).toBe('booked');
  });

  it.each(['error-after-commit', 'hang-after-commit'] as const)(
    'finds its event when the answer is lost (%s)',
    async (kind) => {
      simulator.faults.set([{ operation: 'events.insert', kind }]);
      expect(await book()).toBe('done');
      expect((await booked()).type).toBe('booked');
      expect(confirmed()).toHaveLength(1);
    },
  );

  it('books once when the calendar fails and the event comes again', async () => {
    simulator.faults.set([{ operation: 'events.insert', kind: 'error', status: 503 }]);
    expect(await book()).toBe('retry');
    expect(confirmed()).toHaveLength(0);
    expect(await book()).toBe('done');
    expect((await booked()).type).toBe('booked');
    expect(confirmed()).toHaveLength(1);
  });

  it('knows its own event again after a crash behind the insert', async () => {
    simulator.faults.set([
      { operation: 'events.insert', kind: 'error-after-commit' },
      { operation: 'events.get', kind: 'error', times: 2 },
    ]);
    expect(await book()).toBe('retry');
    expect(confirmed()).toHaveLength(1);
    expect(await book()).toBe('done');
    expect((await booked()).type).toBe('booked');
    expect(confirmed()).toHaveLength(1);
  });

  it('leaves no event behind that it cannot verify for good', async () => {
    simulator.faults.set([
      { operation: 'events.list', kind: 'error', status: 403, code: 'forbidden', times: null },
    ]);
    expect(await book()).toBe('failed');
    expect(confirmed()).toHaveLength(0);
  });

  it('frees the slot for the next caller when it turns out to be taken', async () => {
    simulator.faults.set([
      { operation: 'events.insert', kind: 'error', status: 403, code: 'forbidden' },
    ]);
    expect(await book()).toBe('failed');
    expect(await book({ callId: 'CA2' })).toBe('done');
    expect((await booked('CA2')).type).toBe('booked');
  });

  it('never takes a calendar that cannot be read for a free one', async () => {
    const lost = {
      ...profile,
      advisors: profile.advisors.map((advisor) => ({
        ...advisor,
        calendarId: 'gone@ecole-demo.example',
      })),
    };
    await store.commit([{ type: 'set', path: paths.profile('demo'), data: lost }]);
    expect(await book()).toBe('failed');
    expect(await readTool()).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('notFound') as string,
    });
    simulator.faults.set([{ operation: 'freebusy.query', kind: 'error', times: null }]);
    await store.commit([{ type: 'set', path: paths.profile('demo'), data: { ...profile } }]);
    expect(await book({ callId: 'CA2' })).toBe('retry');
    expect(confirmed()).toHaveLength(0);
  });

  it('fails for good when there is no such advisor or profile', async () => {
    expect(await book({ values: { advisorId: 'nobody' } })).toBe('failed');
    await store.commit([{ type: 'delete', path: paths.profile('demo') }]);
    expect(await book({ callId: 'CA2' })).toBe('failed');
    expect(await readTool('CA2')).toMatchObject({ reason: 'profile-unusable: No profile demo' });
  });
});

describe('calendar.find-slots', () => {
  it('offers what is free in the real calendar', async () => {
    seed(sophie, '2026-11-23T09:00+01:00', '2026-11-23T15:00+01:00');
    const found = await find({ windows: [day('2026-11-23')] });
    expect(found).toEqual({
      slots: [
        {
          startAt: '2026-11-23T14:00:00.000Z',
          endAt: '2026-11-23T14:30:00.000Z',
          advisorId: 'sophie',
        },
        {
          startAt: '2026-11-23T14:30:00.000Z',
          endAt: '2026-11-23T15:00:00.000Z',
          advisorId: 'sophie',
        },
      ],
      alternatives: [],
      refusal: null,
    });
  });

  it('offers another advisor when the preferred one is away, and when her calendar cannot be read', async () => {
    seed(sophie, '2026-11-23T00:00+01:00', '2026-11-24T00:00+01:00');
    const away = await find({ windows: [day('2026-11-23')] });
    expect(away.slots.map(({ advisorId }) => advisorId)).toEqual(['marc', 'marc', 'marc']);
    const advisors = profile.advisors.map((advisor) =>
      advisor.id === 'sophie' ? { ...advisor, calendarId: 'gone@ecole-demo.example' } : advisor,
    );
    await store.commit([
      { type: 'set', path: paths.profile('demo'), data: { ...profile, advisors } },
    ]);
    const unread = await find({ callId: 'CA2' });
    expect(new Set(unread.slots.map(({ advisorId }) => advisorId))).toEqual(new Set(['marc']));
  });

  it('says why a wished day has nothing', async () => {
    const found = await find({ windows: [day('2026-11-22')] });
    expect(found).toMatchObject({ slots: [], refusal: 'weekend' });
    expect(found.alternatives).toHaveLength(3);
  });

  it('fails, and says nothing of free slots, when the calendar is down', async () => {
    simulator.faults.set([{ operation: 'freebusy.query', kind: 'error', times: null }]);
    expect(
      await request('calendar.find-slots', 'CA1', { windows: [], advisorId: null, limit: 3 }),
    ).toBe('retry');
    expect(await readTool()).toMatchObject({ status: 'claimed', result: null });
  });
});

function day(date: string) {
  const from = new Date(`${date}T00:00+01:00`);
  return { from: from.toISOString(), to: new Date(from.getTime() + 86_400_000).toISOString() };
}

function seed(calendarId: string, from: string, to: string): void {
  const at = (text: string) => ({ dateTime: new Date(text).toISOString() });
  simulator.seed(calendarId, { start: at(from), end: at(to) });
}

function confirmed() {
  return (simulator.state().calendars[sophie] ?? []).filter(({ status }) => status === 'confirmed');
}

async function book({ callId = 'CA1', values = {} }: { callId?: string; values?: object } = {}) {
  const defaults = { startAt, endAt, advisorId: 'sophie', generation: 1, contact, topic: 'BTS' };
  return request('calendar.book', callId, { ...defaults, ...values });
}

async function find({ callId = 'CA1', windows = [] as { from: string; to: string }[] }) {
  await request('calendar.find-slots', callId, { windows, advisorId: 'sophie', limit: 3 });
  return findSlotsResult.parse((await readTool(callId))?.['result']);
}

async function booked(callId = 'CA1') {
  return bookResult.parse((await readTool(callId))?.['result']);
}

async function readTool(callId = 'CA1') {
  return (await store.get(paths.tool(callId, 't1')))?.data;
}

async function request(tool: string, callId: string, values: Record<string, unknown>) {
  const path = paths.tool(callId, 't1');
  if ((await store.get(path)) === undefined) {
    const expireAt = new Date(nowMs + 86_400_000);
    const ids = { callId, toolCallId: 't1', tool, relayId: 'r1' };
    const open = {
      pending: true,
      status: 'requested',
      result: null,
      reason: null,
      finishedAt: null,
    };
    await store.commit([
      { type: 'create', path, data: { ...ids, ...open, requestedAt: new Date(nowMs), expireAt } },
    ]);
  }
  const dependencies = { calendars: { google: calendar }, store, clock, phoneHashKey };
  const run = createEventFunction({
    name: 'calendar-booking',
    handlers: [
      createToolHandler({ ...createFindSlotsTool(dependencies), clock }),
      createToolHandler({ ...createBookTool(dependencies), clock }),
    ],
    store,
    bus,
    clock,
    logger: createMemoryLogger(),
  });
  const notAfter = new Date(nowMs + 30_000).toISOString();
  const response = await run(
    pushOf({
      functionName: 'calendar-booking',
      topic: 'tool-requested',
      eventId: `${callId}:t1`,
      attributes: { tool },
      data: { callId, profileId: 'demo', toolCallId: 't1', tool, arguments: values, notAfter },
    }),
  );
  return response.body.outcome;
}
