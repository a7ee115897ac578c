import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { describe, expect, it } from 'vitest';
import { createMortalProcess } from '../platform/fixtures/mortal-process.ts';
import { camille, openBookingDesk, sophie, type BookingDesk } from './fixtures/booking-desk.ts';
import { mortalCalendar } from './fixtures/mortal-calendar.ts';

const nine = slotAt('2026-11-23T08:00:00.000Z');
const ten = slotAt('2026-11-23T09:00:00.000Z');
const owner = { phone: camille.phone, recordId: camille.recordId };
const booking = { ...nine, generation: 1, contact: camille, topic: null };
const leaseMs = 15_000;

interface Change {
  readonly tool: 'calendar.book' | 'calendar.move' | 'calendar.cancel';
  /** What it asks for, once the appointment exists that it changes. */
  readonly values: (appointmentId: string) => Record<string, unknown>;
  readonly outcome: string;
  /** Starts of the appointments that stand in the end. */
  readonly standing: readonly string[];
  /** Versions that the world is told of, each once. */
  readonly versions: readonly number[];
}

const common = (appointmentId: string) => ({
  appointmentId,
  advisorId: 'sophie',
  owner,
  generation: 1,
  contact: camille,
});
const changes: readonly Change[] = [
  {
    tool: 'calendar.book',
    values: () => ({ ...booking, ...ten }),
    outcome: 'booked',
    standing: ['2026-11-23T09:00:00+01:00', '2026-11-23T10:00:00+01:00'],
    versions: [1, 1],
  },
  {
    tool: 'calendar.move',
    values: (appointmentId) => ({ ...common(appointmentId), to: ten }),
    outcome: 'moved',
    standing: ['2026-11-23T10:00:00+01:00'],
    versions: [1, 2],
  },
  {
    tool: 'calendar.cancel',
    values: common,
    outcome: 'cancelled',
    standing: [],
    versions: [1, 2],
  },
];

/**
 * What every document store must keep for the booking: whichever step of the protocol a process dies at, before it or after it, two
 * redeliveries at once end with one effect, one answer and one announcement. `openStore` gives an empty store each time.
 */
export function describeCrashes(
  name: string,
  openStore: (clock: Clock) => Promise<DocumentStore>,
): void {
  describe.each(changes)(`$tool on ${name}`, (change) => {
    it.each(['before', 'after'] as const)(
      'has one effect although its process dies %s any step and every delivery comes twice',
      async (when) => {
        let dieAt = 0;
        while (await survives(change, { openStore, dieAt, when })) dieAt += 1;
        // Fewer would mean that the process was not followed.
        expect(dieAt).toBeGreaterThan(8);
      },
      120_000,
    );
  });
}

/** Plays one death. False once the process lives to the end: there are no more steps to die at. */
async function survives(
  change: Change,
  death: {
    readonly openStore: (clock: Clock) => Promise<DocumentStore>;
    readonly dieAt: number;
    readonly when: 'before' | 'after';
  },
): Promise<boolean> {
  await using stack = new AsyncDisposableStack();
  const desk = await openBookingDesk({
    openStore: async (clock) => stack.use(await death.openStore(clock)),
    timeoutMs: 10_000,
  });
  stack.use(desk);
  const earlier = { callId: 'CA0', tool: 'calendar.book', values: booking } as const;
  await desk.deliver(earlier);
  const made = await desk.answer('calendar.book', { callId: 'CA0' });
  if (made.type !== 'booked') throw new TypeError(made.type);
  const request = { tool: change.tool, values: change.values(made.appointmentId) };

  const mortal = createMortalProcess(desk, death);
  await desk.deliver(request, { ...mortal, calendar: mortalCalendar(desk.calendar, mortal) });
  desk.advance(leaseMs + 1_000);
  const outcomes = await Promise.all([desk.deliver(request), desk.deliver(request)]);
  expect(outcomes.some((outcome) => outcome.startsWith('done'))).toBe(true);
  expect((await desk.answer(change.tool)).type).toBe(change.outcome);
  expect(standingIn(desk)).toEqual(change.standing);
  const told = new Map(
    desk.bus.messages.map((message) => [message.attributes['eventId'], message]),
  );
  const versions = [...told.values()].map(({ data }) => (data as { version: number }).version);
  expect(versions).toEqual(change.versions);
  return mortal.isDead;
}

function standingIn(desk: BookingDesk): unknown[] {
  return (desk.simulator.state().calendars[sophie] ?? [])
    .filter(({ status }) => status === 'confirmed')
    .map(({ start }) => start !== undefined && 'dateTime' in start && start.dateTime)
    .sort();
}

function slotAt(startAt: string) {
  const endAt = new Date(Date.parse(startAt) + 1_800_000).toISOString();
  return { startAt, endAt, advisorId: 'sophie' };
}
