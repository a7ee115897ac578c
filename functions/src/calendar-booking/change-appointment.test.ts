import { paths } from '@standardiste/shared/contracts/documents.ts';
import type { AppointmentOwner } from '@standardiste/shared/contracts/tools.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  camille,
  marc,
  openBookingDesk,
  schoolProfile,
  sophie,
  type BookingDesk,
} from './fixtures/booking-desk.ts';

const nine = slot('2026-11-23T09:00+01:00');
const ten = slot('2026-11-23T10:00+01:00');
const owner: AppointmentOwner = { phone: camille.phone, recordId: camille.recordId };
const stranger: AppointmentOwner = { phone: '+33639980009', recordId: '003000000000009AAA' };

let desk: BookingDesk;
let appointmentId: string;
beforeEach(async () => {
  desk = await openBookingDesk();
  appointmentId = await book('CA0', nine);
});
afterEach(() => desk[Symbol.asyncDispose]());

describe('calendar.list', () => {
  it.each([
    ['record and number', owner],
    ['record alone, from another number', { ...owner, phone: '+33639980008' }],
    ['number alone', { ...owner, recordId: null }],
  ])('tells appointments to their owner, known by %s', async (_, asked) => {
    expect(await list(asked)).toEqual({
      appointments: [{ appointmentId, ...nine }],
      isComplete: true,
    });
  });

  it('tells nobody of the appointments of somebody else, or of what else the advisors do', async () => {
    seed(sophie, '2026-11-24T09:00+01:00', '2026-11-24T10:00+01:00');
    expect((await list(stranger)).appointments).toEqual([]);
    expect((await list({ phone: null, recordId: null }, 't2')).appointments).toEqual([]);
  });

  it('tells them in order of time, of every advisor, as many as asked', async () => {
    const later = await book('CA2', { ...ten, advisorId: 'marc' });
    const all = await list(owner);
    expect(all.appointments.map(({ appointmentId: id }) => id)).toEqual([appointmentId, later]);
    expect((await list(owner, 't2', 1)).appointments).toHaveLength(1);
  });

  it('leaves out what has begun, was cancelled or was deleted by the advisor', async () => {
    const marcs = await book('CA2', { ...ten, advisorId: 'marc' });
    const { signal } = new AbortController();
    await desk.calendar.delete({ calendarId: marc, eventId: marcs }, signal);
    desk.advance(Date.parse(nine.startAt) - desk.clock.now() + 60_000);
    expect((await list(owner)).appointments).toEqual([]);
  });

  it('fails, and does not say that there is none, when a calendar cannot be read', async () => {
    desk.simulator.faults.set([{ operation: 'events.list', kind: 'error', times: null }]);
    expect(await ask('calendar.list', { owner, limit: 3 })).toBe('retry');
    await loseCalendarOf('marc');
    desk.simulator.faults.set([]);
    const values = { owner: stranger, limit: 3 };
    expect(await ask('calendar.list', values, { toolCallId: 't2' })).toBe('failed');
  });

  it('tells what it knows, and that it may not be all, when one calendar of several is lost', async () => {
    await loseCalendarOf('marc');
    expect(await list(owner)).toMatchObject({
      appointments: [{ appointmentId }],
      isComplete: false,
    });
  });
});

describe('calendar.move', () => {
  it('gives the appointment its new time, frees the old one and tells it to the world, once', async () => {
    expect(await move(ten)).toBe('done');
    expect(await desk.answer('calendar.move')).toEqual({ type: 'moved', appointmentId, ...ten });
    expect(confirmed(sophie)).toMatchObject([
      { id: appointmentId, start: { dateTime: '2026-11-23T10:00:00+01:00' } },
    ]);
    expect(desk.bus.messages).toMatchObject([
      { data: { change: 'booked', version: 1 } },
      {
        topic: 'appointment-changed',
        attributes: { eventId: `CA1:appointment:${appointmentId}:2` },
        data: { change: 'moved', version: 2, appointmentId, calendarId: sophie, ...ten },
      },
    ]);
    expect(await move(ten)).toBe('done-already');
    // The old time is free for the next caller at once, without waiting for any lock.
    await book('CA2', nine, { ...camille, recordId: '003000000000002AAA' });
    expect(confirmed(sophie)).toHaveLength(2);
  });

  it('counts versions on through moves and the end', async () => {
    await move(ten, { callId: 'CA1' });
    await move(nine, { callId: 'CA2' });
    await cancel({ callId: 'CA3' });
    expect(desk.bus.messages.map(({ data }) => data)).toMatchObject([
      { change: 'booked', version: 1 },
      { change: 'moved', version: 2 },
      { change: 'moved', version: 3 },
      { change: 'cancelled', version: 4 },
    ]);
  });

  it('may move to a time that overlaps the old one', async () => {
    const shifted = slot('2026-11-23T09:15+01:00');
    const { appointment } = schoolProfile;
    await desk.setProfile({ ...schoolProfile, appointment: { ...appointment, stepMinutes: 15 } });
    await move(shifted);
    expect(await desk.answer('calendar.move')).toMatchObject({ type: 'moved', ...shifted });
  });

  it('may go to another advisor, and come back, under its id', async () => {
    const withMarc = { ...ten, advisorId: 'marc' };
    await move(withMarc, { callId: 'CA1' });
    expect(await desk.answer('calendar.move')).toMatchObject({ type: 'moved', ...withMarc });
    expect([confirmed(sophie).length, confirmed(marc).length]).toEqual([0, 1]);
    await move(nine, { callId: 'CA2' });
    expect([confirmed(sophie).length, confirmed(marc).length]).toEqual([1, 0]);
    expect((await list(owner, 't9')).appointments).toEqual([{ appointmentId, ...nine }]);
  });

  it('leaves the appointment where it is when the new time is taken, and offers others', async () => {
    seed(sophie, '2026-11-23T09:45+01:00', '2026-11-23T12:00+01:00');
    await move(ten);
    const result = await desk.answer('calendar.move');
    if (result.type !== 'taken') throw new TypeError(result.type);
    expect(result.alternatives).toHaveLength(3);
    expect(startOf(appointmentId)).toBe('2026-11-23T09:00:00+01:00');
    expect(desk.bus.messages).toHaveLength(1);
  });

  it.each([
    ['on a Sunday', slot('2026-11-22T10:00+01:00')],
    ['at lunch', slot('2026-11-23T12:30+01:00')],
    ['of another length', { ...ten, endAt: '2026-11-23T11:00:00.000Z' }],
  ])('refuses a new time %s', async (_, to) => {
    await move(to);
    expect((await desk.answer('calendar.move')).type).toBe('taken');
    expect(startOf(appointmentId)).toBe('2026-11-23T09:00:00+01:00');
  });

  it('tells no event to anybody when the appointment is there already', async () => {
    await move(nine);
    expect((await desk.answer('calendar.move')).type).toBe('moved');
    expect(desk.bus.messages).toHaveLength(1);
  });

  it('acts only on what it has read: an advisor who moves it meanwhile is not overruled blindly', async () => {
    desk.simulator.faults.set([
      { operation: 'events.patch', kind: 'error', status: 412, code: 'conditionNotMet' },
    ]);
    await move(ten);
    expect((await desk.answer('calendar.move')).type).toBe('moved');
    const reads = desk.simulator.state().requests.filter((name) => name === 'events.get');
    expect(reads).toHaveLength(2);
  });

  it('gives one new time to one of six appointments that want it', async () => {
    const calls = Array.from({ length: 6 }, (_, index) => `CB${index}`);
    const starts = ['09:30', '10:30', '11:00', '11:30', '13:00', '13:30'];
    const ids: string[] = [];
    for (const [index, callId] of calls.entries()) {
      ids.push(await book(callId, slot(`2026-11-23T${starts[index]}+01:00`), person(index)));
    }
    await Promise.all(
      calls.map((callId, index) =>
        ask(
          'calendar.move',
          {
            ...change(person(index)),
            appointmentId: ids[index],
            to: ten,
          },
          { callId, toolCallId: 'm1' },
        ),
      ),
    );
    const results = await Promise.all(
      calls.map((callId) => desk.answer('calendar.move', { callId, toolCallId: 'm1' })),
    );
    expect(results.filter(({ type }) => type === 'moved')).toHaveLength(1);
    expect(results.filter(({ type }) => type === 'taken')).toHaveLength(5);
    expect(confirmed(sophie)).toHaveLength(7);
  });
});

describe('calendar.cancel', () => {
  it('takes the appointment out, frees its time and tells it to the world, once', async () => {
    expect(await cancel()).toBe('done');
    const result = await desk.answer('calendar.cancel');
    expect(result).toEqual({ type: 'cancelled', appointmentId, ...nine });
    expect(confirmed(sophie)).toEqual([]);
    expect(desk.bus.messages[1]).toMatchObject({
      data: { change: 'cancelled', version: 2, appointmentId, contact: camille, ...nine },
    });
    expect(await cancel()).toBe('done-already');
    await book('CA2', nine);
    expect(confirmed(sophie)).toHaveLength(1);
  });

  it('finds nothing to cancel in what is cancelled already', async () => {
    await cancel({ callId: 'CA1' });
    await cancel({ callId: 'CA2' });
    const again = await desk.answer('calendar.cancel', { callId: 'CA2' });
    expect(again).toEqual({ type: 'not-found' });
    expect(desk.bus.messages).toHaveLength(2);
  });
});

describe.each(['calendar.move', 'calendar.cancel'] as const)('%s', (tool) => {
  it('does nothing to the appointment of somebody else, and does not say that it exists', async () => {
    const values = { ...change(), appointmentId, owner: stranger };
    await request(values);
    expect(await desk.answer(tool)).toEqual({ type: 'not-found' });
    await request({ ...values, appointmentId: 'never0was0there' }, 'CA2');
    expect(await desk.answer(tool, { callId: 'CA2' })).toEqual({ type: 'not-found' });
    expect(startOf(appointmentId)).toBe('2026-11-23T09:00:00+01:00');
    expect(desk.bus.messages).toHaveLength(1);
  });

  it('leaves what people have put into the calendar alone, whatever its id', async () => {
    const { id } = seed(sophie, '2026-11-24T09:00+01:00', '2026-11-24T10:00+01:00');
    await request({ ...change(), appointmentId: id });
    expect(await desk.answer(tool)).toEqual({ type: 'not-found' });
    expect(confirmed(sophie)).toHaveLength(2);
  });

  it('comes too late for an appointment that has begun', async () => {
    desk.advance(Date.parse(nine.startAt) - desk.clock.now() + 60_000);
    await request();
    expect(await desk.answer(tool)).toEqual({ type: 'too-late' });
  });

  it('finds the appointment when nobody knows whose calendar it is in', async () => {
    await request({ ...change(), appointmentId, advisorId: null });
    expect(['moved', 'cancelled']).toContain((await desk.answer(tool)).type);
  });

  it('never takes a calendar that cannot be read for one without the appointment', async () => {
    desk.simulator.faults.set([{ operation: 'events.get', kind: 'error', times: null }]);
    expect(await request()).toBe('retry');
    desk.simulator.faults.set([]);
    await loseCalendarOf('sophie');
    expect(await request({ ...change(), appointmentId }, 'CA2')).toBe('failed');
    const stored = await desk.store.get(paths.tool('CA2', 't1'));
    expect(stored?.data['reason']).toContain('notFound');
  });

  it.each(['error', 'error-after-commit', 'cut', 'hang-after-commit'] as const)(
    'changes once although the calendar fails on the way (%s)',
    async (kind) => {
      desk.simulator.faults.set([
        { operation: 'events.patch', kind, status: 503 },
        { operation: 'events.delete', kind, status: 503 },
      ]);
      const outcomes: string[] = [];
      while (outcomes.length < 4 && outcomes.at(-1) !== 'done') outcomes.push(await request());
      expect(outcomes.at(-1)).toBe('done');
      expect(outcomes).toContain('retry');
      expect(['moved', 'cancelled']).toContain((await desk.answer(tool)).type);
      expect(desk.bus.messages.map(({ data }) => data)).toMatchObject([
        { version: 1 },
        { version: 2 },
      ]);
      expect(confirmed(sophie)).toHaveLength(tool === 'calendar.move' ? 1 : 0);
    },
  );

  function request(
    values: Record<string, unknown> = { ...change(), appointmentId },
    callId = 'CA1',
  ) {
    return ask(tool, values, { callId });
  }

  function change(): Record<string, unknown> {
    const common = { advisorId: 'sophie', owner, generation: 1, contact: camille };
    return tool === 'calendar.move' ? { ...common, to: ten } : common;
  }
});

describe('calendar.book for somebody who has many appointments', () => {
  it('refuses one more than the profile allows, and says why', async () => {
    const { appointment } = schoolProfile;
    await desk.setProfile({ ...schoolProfile, appointment: { ...appointment, maxPerPerson: 2 } });
    await book('CA1', ten);
    await ask('calendar.book', bookingOf({ ...ten, advisorId: 'marc' }), { callId: 'CA2' });
    expect(await desk.answer('calendar.book', { callId: 'CA2' })).toEqual({
      type: 'taken',
      alternatives: [],
      because: 'limit-reached',
    });
    // Another person is not held to it, and cancelling makes room.
    await book('CA3', { ...ten, advisorId: 'marc' }, person(3));
    await cancel({ callId: 'CA4' });
    await book('CA5', nine);
  });

  it('lets the booking through when nobody can count', async () => {
    const { appointment } = schoolProfile;
    await desk.setProfile({ ...schoolProfile, appointment: { ...appointment, maxPerPerson: 1 } });
    desk.simulator.faults.set([
      { operation: 'events.list', kind: 'error', status: 403, code: 'forbidden', times: 4 },
    ]);
    await book('CA1', ten);
  });
});

function slot(start: string) {
  const startMs = Date.parse(start);
  return {
    startAt: new Date(startMs).toISOString(),
    endAt: new Date(startMs + 1_800_000).toISOString(),
    advisorId: 'sophie',
  };
}

function person(index: number) {
  return { ...camille, phone: `+336399801${index}0`, recordId: `003000000000${index}00AAA` };
}

function bookingOf(to: ReturnType<typeof slot>, contact = camille) {
  return { ...to, generation: 1, contact, topic: null };
}

async function book(callId: string, to: ReturnType<typeof slot>, contact = camille) {
  await ask('calendar.book', bookingOf(to, contact), { callId, toolCallId: 'b1' });
  const result = await desk.answer('calendar.book', { callId, toolCallId: 'b1' });
  if (result.type !== 'booked') throw new TypeError(`${callId} is ${result.type}`);
  return result.appointmentId;
}

function change(contact = camille) {
  const { phone, recordId } = contact;
  return { advisorId: 'sophie', owner: { phone, recordId }, generation: 1, contact };
}

function move(to: ReturnType<typeof slot>, reference = {}) {
  return ask('calendar.move', { ...change(), appointmentId, to }, reference);
}

function cancel(reference = {}) {
  return ask('calendar.cancel', { ...change(), appointmentId }, reference);
}

async function list(asked: AppointmentOwner, toolCallId = 't1', limit = 3) {
  expect(await ask('calendar.list', { owner: asked, limit }, { toolCallId })).toBe('done');
  return desk.answer('calendar.list', { toolCallId });
}

function ask(
  tool: 'calendar.book' | 'calendar.list' | 'calendar.move' | 'calendar.cancel',
  values: Record<string, unknown>,
  reference: { callId?: string; toolCallId?: string } = {},
) {
  return desk.deliver({ tool, values, ...reference });
}

async function loseCalendarOf(advisorId: string) {
  const advisors = schoolProfile.advisors.map((advisor) =>
    advisor.id === advisorId ? { ...advisor, calendarId: 'gone@ecole-demo.example' } : advisor,
  );
  await desk.setProfile({ ...schoolProfile, advisors });
}

function seed(calendarId: string, from: string, to: string) {
  const at = (text: string) => ({ dateTime: new Date(text).toISOString() });
  return desk.simulator.seed(calendarId, { start: at(from), end: at(to) });
}

function confirmed(calendarId: string) {
  const events = desk.simulator.state().calendars[calendarId] ?? [];
  return events.filter(({ status }) => status === 'confirmed');
}

function startOf(id: string) {
  const start = confirmed(sophie).find((event) => event.id === id)?.start;
  return start !== undefined && 'dateTime' in start ? start.dateTime : undefined;
}
