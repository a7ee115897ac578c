import type { Advisor, Profile } from '@standardiste/shared/contracts/profile.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Calendar } from '../integrations/calendar/calendar.ts';
import { belongsTo, type EventProperty } from './appointment-owner.ts';
import type { FoundAppointment } from './list-appointments.ts';

export interface AppointmentQuestion {
  readonly appointmentId: string;
  /** Where it is looked for first. */
  readonly advisorIds: readonly string[];
  /** Whose it must be. */
  readonly properties: readonly EventProperty[];
}

/**
 * The appointment with this id, in whichever calendar it is, if it belongs to the owner; a cancelled one only if there is no
 * other. Undefined: there is none, or it is somebody else's.
 * @throws VendorFailedError when none was found and a calendar could not be read.
 */
export async function findAppointment(
  { calendar, profile }: { calendar: Calendar; profile: Profile },
  { appointmentId, advisorIds, properties }: AppointmentQuestion,
  signal: AbortSignal,
): Promise<FoundAppointment | undefined> {
  let cancelled: FoundAppointment | undefined;
  for (const advisor of inOrder(profile.advisors, advisorIds)) {
    const { calendarId } = advisor;
    const event = await calendar.get({ calendarId, eventId: appointmentId }, signal);
    if (event === undefined || !belongsTo(event, properties)) continue;
    if (!event.isCancelled) return { event, advisor };
    cancelled ??= { event, advisor };
  }
  if (cancelled === undefined) await demandReadable(calendar, profile, signal);
  return cancelled;
}

function inOrder(advisors: readonly Advisor[], first: readonly string[]): readonly Advisor[] {
  const rank = ({ id }: Advisor): number => {
    const index = first.indexOf(id);
    return index < 0 ? first.length : index;
  };
  return advisors.toSorted((a, b) => rank(a) - rank(b));
}

/** To `get`, a calendar that is not ours to see looks like one without the event; free/busy tells them apart. */
async function demandReadable(
  calendar: Calendar,
  { advisors }: Profile,
  signal: AbortSignal,
): Promise<void> {
  const calendarIds = [...new Set(advisors.map(({ calendarId }) => calendarId))];
  const answers = await calendar.freeBusy({ calendarIds, startMs: 0, endMs: 60_000 }, signal);
  for (const calendarId of calendarIds) {
    const answer = answers.get(calendarId);
    if (answer?.type === 'busy') continue;
    const reason = answer?.reason ?? 'not answered';
    throw new VendorFailedError(`A calendar cannot be searched: ${reason}`, {
      vendor: 'calendar',
      retryable: answer?.retryable ?? true,
    });
  }
}
