import { paths } from '@standardiste/shared/contracts/documents.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import type { RemoteToolName } from '@standardiste/shared/contracts/tools.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appointmentEvent } from './appointment-event.ts';
import { bookAppointment } from './book-appointment.ts';
import {
  camille as contact,
  openBookingDesk,
  schoolProfile as profile,
  sophie,
  type BookingDesk,
} from './fixtures/booking-desk.ts';
import { phoneHashKey } from './fixtures/booking-function.ts';

const startAt = '2026-11-23T08:00:00.000Z';
const endAt = '2026-11-23T08:30:00.000Z';

let desk: BookingDesk;
beforeEach(async () => void (desk = await openBookingDesk()));
afterEach(() => desk[Symbol.asyncDispose]());

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
    expect(desk.bus.messages).toMatchObject([
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
    expect(desk.bus.messages).toHaveLength(1);
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
          { calendar: desk.calendar, locks },
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
    expect(desk.simulator.state().requests).not.toContain('events.insert');
  });

  it.each([
    ['on a Sunday', '2026-11-22T09:00:00.000Z', '2026-11-22T09:30:00.000Z'],
    ['at lunch', '2026-11-23T11:30:00.000Z', '2026-11-23T12:00:00.000Z'],
    ['in the past', '2026-11-20T09:00:00.000Z', '2026-11-20T09:30:00.000Z'],
    ['of another length', startAt, '2026-11-23T09:30:00.000Z'],
  ])('refuses a slot %s', async (_, from, to) => {
    await book({ values: { startAt: from, endAt: to } });
    expect((await booked()).type).toBe('taken');
    expect(desk.simulator.state().requests).not.toContain('events.insert');
  });

  it('takes a slot whose lead time has passed while the caller made up his mind', async () => {
    desk.advance(Date.parse('2026-11-23T08:20+01:00') - desk.clock.now());
    await book();
    expect((await booked()).type).toBe('booked');
  });

  it.each(['error-after-commit', 'hang-after-commit'] as const)(
    'finds its event when the answer is lost (%s)',
    async (kind) => {
      desk.simulator.faults.set([{ operation: 'events.insert', kind }]);
      expect(await book()).toBe('done');
      expect((await booked()).type).toBe('booked');
      expect(confirmed()).toHaveLength(1);
    },
  );

  it('books once when the calendar fails and the event comes again', async () => {
    desk.simulator.faults.set([{ operation: 'events.insert', kind: 'error', status: 503 }]);
    expect(await book()).toBe('retry');
    expect(confirmed()).toHaveLength(0);
    expect(await book()).toBe('done');
    expect((await booked()).type).toBe('booked');
    expect(confirmed()).toHaveLength(1);
  });

  it('knows its own event again after a crash behind the insert', async () => {
    desk.simulator.faults.set([
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
    desk.simulator.faults.set([
      { operation: 'events.list', kind: 'error', status: 403, code: 'forbidden', times: null },
    ]);
    expect(await book()).toBe('failed');
    expect(confirmed()).toHaveLength(0);
  });

  it('frees the slot for the next caller when it turns out to be taken', async () => {
    desk.simulator.faults.set([
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
    await desk.setProfile(lost);
    expect(await book()).toBe('failed');
    expect(await readTool()).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('notFound') as string,
    });
    desk.simulator.faults.set([{ operation: 'freebusy.query', kind: 'error', times: null }]);
    await desk.setProfile(profile);
    expect(await book({ callId: 'CA2' })).toBe('retry');
    expect(confirmed()).toHaveLength(0);
  });

  it('fails for good when there is no such advisor or profile', async () => {
    expect(await book({ values: { advisorId: 'nobody' } })).toBe('failed');
    await desk.store.commit([{ type: 'delete', path: paths.profile('demo') }]);
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
    await desk.setProfile({ ...profile, advisors });
    const unread = await find({ callId: 'CA2' });
    expect(new Set(unread.slots.map(({ advisorId }) => advisorId))).toEqual(new Set(['marc']));
  });

  it('says why a wished day has nothing', async () => {
    const found = await find({ windows: [day('2026-11-22')] });
    expect(found).toMatchObject({ slots: [], refusal: 'weekend' });
    expect(found.alternatives).toHaveLength(3);
  });

  it('fails, and says nothing of free slots, when the calendar is down', async () => {
    desk.simulator.faults.set([{ operation: 'freebusy.query', kind: 'error', times: null }]);
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
  desk.simulator.seed(calendarId, { start: at(from), end: at(to) });
}

function confirmed() {
  return (desk.simulator.state().calendars[sophie] ?? []).filter(
    ({ status }) => status === 'confirmed',
  );
}

async function book({ callId = 'CA1', values = {} }: { callId?: string; values?: object } = {}) {
  const defaults = { startAt, endAt, advisorId: 'sophie', generation: 1, contact, topic: 'BTS' };
  return request('calendar.book', callId, { ...defaults, ...values });
}

async function find({ callId = 'CA1', windows = [] as { from: string; to: string }[] }) {
  await request('calendar.find-slots', callId, { windows, advisorId: 'sophie', limit: 3 });
  return desk.answer('calendar.find-slots', { callId });
}

function booked(callId = 'CA1') {
  return desk.answer('calendar.book', { callId });
}

async function readTool(callId = 'CA1') {
  return (await desk.store.get(paths.tool(callId, 't1')))?.data;
}

function request(tool: RemoteToolName, callId: string, values: Record<string, unknown>) {
  return desk.deliver({ tool, callId, values });
}
