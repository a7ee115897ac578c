import type { Advisor, Profile } from '@standardiste/shared/contracts/profile.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Calendar, CalendarEvent, Interval } from '../integrations/calendar/calendar.ts';
import { changeProperties, isChangedBy, versionOf } from './appointment-change.ts';
import {
  keepsChanging,
  maxTries,
  type ChangeRequest,
  type Unchanged,
} from './cancel-appointment.ts';
import { overlaps } from './free-slot.ts';
import type { FoundAppointment } from './list-appointments.ts';
import type { SlotLocks } from './slot-locks.ts';

export interface MoveRequest extends ChangeRequest {
  readonly to: Interval & { readonly advisor: Advisor };
  readonly profile: Profile;
  /** Do the rules allow the new start? */
  readonly isAllowed: boolean;
}

export type MoveOutcome =
  | {
      readonly type: 'moved';
      readonly found: FoundAppointment;
      readonly version: number;
      /** False: it was there already. */
      readonly isChange: boolean;
    }
  /** Somebody else has the new time, or the rules forbid it; the appointment is where it was. */
  | { readonly type: 'taken' }
  | Unchanged;

interface Tools {
  readonly calendar: Calendar;
  readonly locks: SlotLocks;
}

/**
 * Gives one appointment a new time, at most once and only a free one: lock the new time, look, change on condition of what was read,
 * look again; whoever else turns out to be there keeps the slot and the appointment goes back. The event keeps its id and
 * carries the mark of the effect, by which a second attempt knows how far the first one came. The old time is free at the end.
 * @throws VendorFailedError; the next attempt goes on where this one stopped.
 */
export async function moveAppointment(tools: Tools, request: MoveRequest): Promise<MoveOutcome> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const found = await request.find();
    if (found === undefined || found.event.isCancelled) return { type: 'not-found' };
    const outcome = await tryMove(tools, request, found);
    if (outcome !== undefined) return outcome;
  }
  throw keepsChanging();
}

/** Undefined: the appointment changed meanwhile, and must be read again. */
async function tryMove(
  tools: Tools,
  request: MoveRequest,
  found: FoundAppointment,
): Promise<MoveOutcome | undefined> {
  const { event, advisor } = found;
  const { to, effectKey, nowMs } = request;
  const isThere = event.startMs === to.startMs && event.endMs === to.endMs;
  if (isChangedBy(event, hashKey(effectKey))) {
    if (isThere) return settle(tools, request, found);
    // Marked and elsewhere: an earlier attempt gave the new time up, perhaps without reaching its own calendar again.
    const from = originOf(event, request.profile)?.advisor ?? advisor;
    await transfer(tools.calendar, request, { event, from: advisor, to: from });
    return { type: 'taken' };
  }
  if (event.startMs <= nowMs) return { type: 'too-late' };
  if (isThere && advisor.id === to.advisor.id) {
    return { type: 'moved', found, version: versionOf(event), isChange: false };
  }
  if (!request.isAllowed) return { type: 'taken' };
  // The appointment holds its locks under its own id, so that it can move to a time that overlaps its old one.
  const lock = { ...to, calendarId: to.advisor.calendarId, holder: event.id };
  if (!(await tools.locks.take(lock))) return { type: 'taken' };
  const outcome = await changeIfFree(tools, request, found);
  if (outcome?.type === 'taken') await tools.locks.release({ ...lock, except: found.event });
  return outcome;
}

async function changeIfFree(
  tools: Tools,
  request: MoveRequest,
  found: FoundAppointment,
): Promise<MoveOutcome | undefined> {
  const { event, advisor } = found;
  const { to, effectKey, timeZone, signal } = request;
  if (await isTaken(tools.calendar, request, event.id)) return { type: 'taken' };
  const outcome = await tools.calendar.update(
    { calendarId: advisor.calendarId, eventId: event.id, version: event.version },
    {
      startMs: to.startMs,
      endMs: to.endMs,
      timeZone,
      privateProperties: {
        ...changeProperties(event, hashKey(effectKey)),
        advisorId: to.advisor.id,
        // Where it goes back to if somebody is faster, and which locks it leaves behind.
        movedFrom: `${event.startMs}:${event.endMs}:${advisor.id}`,
      },
    },
    signal,
  );
  if (outcome.type !== 'updated') return undefined;
  return settle(tools, request, { event: outcome.event, advisor });
}

/** The event has the new time; now it must be in the right calendar and have the slot to itself. */
async function settle(
  { calendar, locks }: Tools,
  request: MoveRequest,
  { event, advisor }: FoundAppointment,
): Promise<MoveOutcome> {
  const { to } = request;
  const from = originOf(event, request.profile) ?? { ...event, advisor };
  await transfer(calendar, request, { event, from: advisor, to: to.advisor });
  if (await isTaken(calendar, request, event.id)) {
    await goBack(calendar, request, { event, from });
    return { type: 'taken' };
  }
  const { calendarId } = from.advisor;
  const isSameCalendar = calendarId === to.advisor.calendarId;
  const left = { ...from, calendarId, holder: event.id };
  await locks.release(isSameCalendar ? { ...left, except: to } : left);
  const found = { event, advisor: to.advisor };
  return { type: 'moved', found, version: versionOf(event), isChange: true };
}

/** Does anything busy but the appointment itself overlap the new time or its buffer? Free/busy could not tell it apart. */
async function isTaken(
  calendar: Calendar,
  { to, profile, signal }: MoveRequest,
  eventId: string,
): Promise<boolean> {
  const bufferMs = profile.appointment.bufferMinutes * 60_000;
  const needed = { startMs: to.startMs - bufferMs, endMs: to.endMs + bufferMs };
  const { calendarId } = to.advisor;
  const others = await calendar.list({ ...needed, calendarId }, signal);
  return others.some((other) => other.isBusy && other.id !== eventId && overlaps(other, needed));
}

async function goBack(
  calendar: Calendar,
  { to, effectKey, timeZone, signal }: MoveRequest,
  { event, from }: { event: CalendarEvent; from: Interval & { advisor: Advisor } },
): Promise<void> {
  const { startMs, endMs, advisor } = from;
  const reference = { calendarId: to.advisor.calendarId, eventId: event.id };
  const privateProperties = { changedBy: hashKey(effectKey), advisorId: advisor.id };
  await calendar.update(reference, { startMs, endMs, timeZone, privateProperties }, signal);
  await transfer(calendar, { signal }, { event, from: to.advisor, to: advisor });
}

/** Nothing to do when both are one calendar. */
async function transfer(
  calendar: Calendar,
  { signal }: { signal: AbortSignal },
  { event, from, to }: { event: CalendarEvent; from: Advisor; to: Advisor },
): Promise<void> {
  if (from.calendarId === to.calendarId) return;
  const reference = { calendarId: from.calendarId, eventId: event.id };
  const outcome = await calendar.transfer(reference, to.calendarId, signal);
  if (outcome.type === 'updated') return;
  throw new VendorFailedError('The appointment was gone before it reached the other calendar', {
    vendor: 'calendar',
    retryable: true,
  });
}

function originOf(
  { privateProperties }: CalendarEvent,
  { advisors }: Profile,
): (Interval & { advisor: Advisor }) | undefined {
  const [startMs, endMs, advisorId] = (privateProperties['movedFrom'] ?? '').split(':');
  const advisor = advisors.find(({ id }) => id === advisorId);
  if (advisor === undefined) return undefined;
  return { startMs: Number(startMs), endMs: Number(endMs), advisor };
}
