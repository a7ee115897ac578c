import type { Advisor, Profile } from '@standardiste/shared/contracts/profile.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { Calendar, CalendarEvent } from '../integrations/calendar/calendar.ts';
import { belongsTo, type EventProperty } from './appointment-owner.ts';

/** One of an owner's appointments, where it is. */
export interface FoundAppointment {
  readonly event: CalendarEvent;
  readonly advisor: Advisor;
}

export interface AppointmentList {
  /** In order of start. */
  readonly appointments: readonly FoundAppointment[];
  /** Advisors whose calendars could not be read. */
  readonly unread: readonly Advisor[];
}

const dayMs = 86_400_000;
/** The longest horizon that a profile may have, and a day: one that was shortened since hides nothing. */
const searchedMs = 61 * dayMs;

/**
 * Appointments in the profile's calendars that have not begun and have one of these properties.
 * @throws VendorFailedError when none was found and a calendar could not be read: that is no "there is none".
 */
export async function listAppointments(
  { calendar, profile, logger }: { calendar: Calendar; profile: Profile; logger: Logger },
  { properties, nowMs }: { properties: readonly EventProperty[]; nowMs: number },
  signal: AbortSignal,
): Promise<AppointmentList> {
  const found: FoundAppointment[] = [];
  const unread: Advisor[] = [];
  let failure: VendorFailedError | undefined;
  const span = { startMs: nowMs, endMs: nowMs + searchedMs };
  const search = async (advisor: Advisor): Promise<void> => {
    const { calendarId } = advisor;
    try {
      const lists = await Promise.all(
        properties.map((privateProperty) =>
          calendar.list({ ...span, calendarId, privateProperty }, signal),
        ),
      );
      const events = new Map(lists.flat().map((event) => [event.id, event]));
      found.push(...[...events.values()].map((event) => ({ event, advisor })));
    } catch (error) {
      if (!(error instanceof VendorFailedError)) throw error;
      logger.error("An advisor's appointments cannot be read.", { advisorId: advisor.id, error });
      unread.push(advisor);
      failure = error;
    }
  };
  await Promise.all(profile.advisors.map(search));
  const appointments = found
    .filter(({ event }) => event.startMs > nowMs && belongsTo(event, properties))
    .toSorted((a, b) => a.event.startMs - b.event.startMs);
  if (appointments.length === 0 && failure !== undefined) throw failure;
  return { appointments, unread };
}
