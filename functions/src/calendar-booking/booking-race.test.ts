import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedDocumentStore } from '@standardiste/shared/cloud/embedded/embedded-document-store.ts';
import { describe, expect, it } from 'vitest';
import { createMortalProcess } from '../platform/fixtures/mortal-process.ts';
import { camille, openBookingDesk, sophie, type BookingDesk } from './fixtures/booking-desk.ts';
import { mortalCalendar } from './fixtures/mortal-calendar.ts';

const slot = {
  startAt: '2026-11-23T08:00:00.000Z',
  endAt: '2026-11-23T08:30:00.000Z',
  advisorId: 'sophie',
};
const calls = Array.from({ length: 50 }, (_, index) => `CA${index}`);
/** A booking that nothing disturbs takes fewer steps than this. */
const steps = 25;
const leaseMs = 15_000;

describe('Fifty callers who want one slot at the same moment', () => {
  it.each([
    ['every request comes twice', undefined],
    ['and each process dies before a step of its own', { when: 'before', shift: 0 }],
    ['and each process dies after a step of its own', { when: 'after', shift: 0 }],
    ['and each dies before another step', { when: 'before', shift: 13 }],
    ['and each dies after another step', { when: 'after', shift: 13 }],
  ] as const)(
    'get one event, one lock and one confirmation; %s',
    async (_, death) => {
      await using opened = await open();
      const { desk } = opened;
      const deaths = calls.map((_call, index) =>
        death === undefined
          ? undefined
          : createMortalProcess(desk, {
              dieAt: (index + death.shift) % steps,
              when: death.when,
            }),
      );
      await Promise.all(
        calls.flatMap((callId, index) => {
          const mortal = deaths[index];
          const first = mortal && { ...mortal, calendar: mortalCalendar(desk.calendar, mortal) };
          return [deliver(desk, callId, first), ...(mortal ? [] : [deliver(desk, callId)])];
        }),
      );
      if (death !== undefined) {
        expect(deaths.filter((mortal) => mortal?.isDead).length).toBeGreaterThan(20);
      }
      await deliverUntilAnswered(desk);

      const answers = await Promise.all(
        calls.map((callId) => desk.answer('calendar.book', { callId })),
      );
      const booked = answers.filter((answer) => answer.type === 'booked');
      const taken = answers.filter((answer) => answer.type === 'taken');
      expect([booked.length, taken.length]).toEqual([1, 49]);
      expect(taken.every(({ alternatives }) => alternatives.length === 3)).toBe(true);

      const appointmentId = booked[0]?.appointmentId;
      const events = desk.simulator.state().calendars[sophie] ?? [];
      const confirmed = events.filter(({ status }) => status === 'confirmed');
      expect(confirmed.map(({ id }) => id)).toEqual([appointmentId]);
      expect(new Set(desk.bus.messages.map(({ attributes }) => attributes['eventId']))).toEqual(
        new Set([
          `${confirmed[0]?.extendedProperties?.private?.['callId']}:appointment:${appointmentId}:1`,
        ]),
      );
      const locks = await desk.store.query({ collection: 'slotLocks' });
      expect(locks.map(({ data }) => data['holder'])).toEqual(Array(6).fill(appointmentId));
    },
    60_000,
  );
});

/** As the broker does: again and again, here even twice at once, until every request has its answer. */
async function deliverUntilAnswered(desk: BookingDesk): Promise<void> {
  for (let round = 0, open = calls; open.length > 0; round += 1) {
    expect(round).toBeLessThan(5);
    // Leases of the dead run out; the locks of whoever may have booked do not yet.
    desk.advance(leaseMs + 1_000);
    const outcomes = await Promise.all(
      open.map((callId) => Promise.all([deliver(desk, callId), deliver(desk, callId)])),
    );
    open = open.filter(
      (_, index) => !outcomes[index]?.some((outcome) => outcome.startsWith('done')),
    );
  }
}

function deliver(
  desk: BookingDesk,
  callId: string,
  process: Parameters<BookingDesk['deliver']>[1] = {},
): Promise<string> {
  const digits = callId.slice(2).padStart(2, '0');
  const contact = {
    ...camille,
    phone: `+3363998${digits}00`,
    recordId: `0030000000000${digits}AAA`,
  };
  const values = { ...slot, generation: 1, contact, topic: null };
  return desk.deliver({ tool: 'calendar.book', callId, values }, process);
}

async function open() {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'booking-race-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const desk = await openBookingDesk({
    openStore: async (clock) =>
      stack.use(await openEmbeddedDocumentStore({ file: join(folder, 'state.db'), clock })),
    timeoutMs: 10_000,
  });
  stack.use(desk);
  const kept = stack.move();
  return { desk, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
