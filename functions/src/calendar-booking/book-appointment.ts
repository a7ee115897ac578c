import type { Advisor, Profile } from '@standardiste/shared/contracts/profile.ts';
import { CallbotError, VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type {
  Calendar,
  CalendarEvent,
  NewCalendarEvent,
} from '../integrations/calendar/calendar.ts';
import { overlaps } from './free-slot.ts';
import type { SlotLocks } from './slot-locks.ts';

/** One booking to make. */
export interface BookingRequest {
  readonly event: NewCalendarEvent;
  readonly advisor: Advisor;
  readonly profile: Profile;
  readonly attempt: number;
  /** Do the rules still allow the start? An event that is made already does not ask. */
  readonly isAllowed: boolean;
  readonly signal: AbortSignal;
}

/** - `booked`: the event is in the calendar and has the slot to itself. - `taken`: somebody else has the slot. */
export type BookingOutcome = 'booked' | 'taken';

/**
 * Puts one event into a calendar, at most once and only into a free slot: lock, look, create, look again. Two bookings that
 * miss each other's lock still see each other's event, and never both stay.
 * @throws VendorFailedError; the locks are kept for the next attempt when that may succeed, and freed otherwise.
 */
export async function bookAppointment(
  dependencies: { calendar: Calendar; locks: SlotLocks },
  request: BookingRequest,
): Promise<BookingOutcome> {
  const { calendar, locks } = dependencies;
  const { advisor, event, attempt, signal } = request;
  const { calendarId } = advisor;
  if (attempt > 1) {
    // The attempt that crashed may have made it, and then the slot looks busy because of ourselves.
    const made = await calendar.get({ calendarId, eventId: event.id }, signal);
    if (made !== undefined) return verify(calendar, request, made);
  }
  if (!request.isAllowed) return 'taken';
  const lock = { calendarId, startMs: event.startMs, endMs: event.endMs, holder: event.id };
  if (!(await locks.take(lock))) return 'taken';
  try {
    const outcome = (await isFree(calendar, request))
      ? await createAndVerify(calendar, request)
      : 'taken';
    // A booked slot stays locked until the lock expires: free/busy may take a moment to show the event.
    if (outcome === 'taken') await locks.release(lock);
    return outcome;
  } catch (error) {
    const isFinal = error instanceof VendorFailedError && !error.retryable && !error.ambiguous;
    if (isFinal) await locks.release(lock);
    throw error;
  }
}

async function isFree(calendar: Calendar, request: BookingRequest): Promise<boolean> {
  const { calendarId } = request.advisor;
  const needed = neededSpan(request);
  const answers = await calendar.freeBusy({ ...needed, calendarIds: [calendarId] }, request.signal);
  const answer = answers.get(calendarId);
  if (answer?.type !== 'busy') {
    throw new VendorFailedError(
      `The calendar cannot be read: ${answer?.reason ?? 'not answered'}`,
      {
        vendor: 'calendar',
        retryable: answer?.retryable ?? true,
      },
    );
  }
  return !answer.intervals.some((busy) => overlaps(busy, needed));
}

async function createAndVerify(
  calendar: Calendar,
  request: BookingRequest,
): Promise<BookingOutcome> {
  const { advisor, event, signal } = request;
  const { calendarId } = advisor;
  const { event: made } = await calendar.create(calendarId, event, signal);
  try {
    return await verify(calendar, request, made);
  } catch (error) {
    // Another attempt finds the event and verifies it. Without one it must not stand: the caller is told that nothing is booked.
    const isFinal = !(error instanceof CallbotError && error.retryable);
    if (isFinal) await calendar.delete({ calendarId, eventId: made.id }, signal);
    throw error;
  }
}

/** Our event exists; it counts only if it takes place at the time asked for and no older one overlaps it. */
async function verify(
  calendar: Calendar,
  request: BookingRequest,
  made: CalendarEvent,
): Promise<BookingOutcome> {
  const { advisor, event, signal } = request;
  const { calendarId } = advisor;
  // Given up by an earlier attempt, or deleted by the advisor: its id is burnt, and the slot was refused once.
  if (made.isCancelled || made.startMs !== event.startMs) return 'taken';
  const found = await calendar.list({ ...neededSpan(request), calendarId }, signal);
  if (!found.some(({ id }) => id === made.id)) {
    // The list may lag behind; the event itself does not.
    const again = await calendar.get({ calendarId, eventId: made.id }, signal);
    if (again === undefined || again.isCancelled) return 'taken';
  }
  const isBeaten = found.some(
    (other) => other.isBusy && other.id !== made.id && comesFirst(other, made),
  );
  if (!isBeaten) return 'booked';
  await calendar.delete({ calendarId, eventId: made.id }, signal);
  return 'taken';
}

/**
 * Google tells the time of creation by the second. Within one second nobody can know who was first, so both give way: better
 * two callers who are offered another slot than two in one.
 */
function comesFirst(other: CalendarEvent, made: CalendarEvent): boolean {
  return other.createdMs <= made.createdMs;
}

function neededSpan({ event, profile }: BookingRequest): { startMs: number; endMs: number } {
  const bufferMs = profile.appointment.bufferMinutes * 60_000;
  return { startMs: event.startMs - bufferMs, endMs: event.endMs + bufferMs };
}
