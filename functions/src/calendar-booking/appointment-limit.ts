import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import { CallbotError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import type { Calendar } from '../integrations/calendar/calendar.ts';
import type { EventProperty } from './appointment-owner.ts';
import { listAppointments } from './list-appointments.ts';

/** Nobody reaches this by good faith; it stops one phone from emptying the calendars. */
const defaultMaxPerPerson = 5;
/** A part of the 11 s that a booking has. */
const timeoutMs = 2_000;

/**
 * Has this person as many appointments ahead as the profile allows, `bookingId` apart? When nobody can tell in two seconds, no: the
 * limit keeps off abuse, and a calendar that is slow for a moment must not keep off callers. Two bookings of one person at the same
 * moment do not see each other.
 */
export async function hasReachedLimit(
  {
    calendar,
    profile,
    clock,
    logger,
  }: { calendar: Calendar; profile: Profile; clock: Clock; logger: Logger },
  { properties, bookingId }: { properties: readonly EventProperty[]; bookingId: string },
  signal: AbortSignal,
): Promise<boolean> {
  const max = profile.appointment.maxPerPerson ?? defaultMaxPerPerson;
  if (properties.length === 0) return false;
  const question = { properties, nowMs: clock.now() };
  try {
    const limit = { timeoutMs, what: "Counting a person's appointments", signal };
    const { appointments } = await withTimeout(clock, limit, (limited) =>
      listAppointments({ calendar, profile, logger }, question, limited),
    );
    return appointments.filter(({ event }) => event.id !== bookingId).length >= max;
  } catch (error) {
    if (signal.aborted || !(error instanceof CallbotError)) throw error;
    logger.warning("A person's appointments cannot be counted; the booking goes on.", { error });
    return false;
  }
}
