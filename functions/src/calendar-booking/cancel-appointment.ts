import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Calendar, CalendarEvent } from '../integrations/calendar/calendar.ts';
import { changeProperties, isChangedBy } from './appointment-change.ts';
import type { FoundAppointment } from './list-appointments.ts';
import type { SlotLocks } from './slot-locks.ts';

/** What changing an appointment needs beside the change. */
export interface ChangeRequest {
  /** Looks for the owner's appointment as it is now. */
  find(): Promise<FoundAppointment | undefined>;
  /** Business key: what the event is marked with. */
  readonly effectKey: string;
  readonly nowMs: number;
  readonly timeZone: string;
  readonly signal: AbortSignal;
}

/** - `not-found`: none that is the owner's. - `too-late`: it has begun. */
export type Unchanged = { readonly type: 'not-found' } | { readonly type: 'too-late' };

export type CancelOutcome =
  | { readonly type: 'cancelled'; readonly found: FoundAppointment; readonly version: number }
  | Unchanged;

/** An event that people and programs change under our hands is read again this often. */
export const maxTries = 4;

/**
 * Takes one appointment out of its calendar, at most once: mark it with the effect on condition of what was read, then delete. A
 * second attempt knows the mark, on the deleted event too. Its slot is free at once.
 * @throws VendorFailedError; the next attempt goes on where this one stopped.
 */
export async function cancelAppointment(
  { calendar, locks }: { calendar: Calendar; locks: SlotLocks },
  request: ChangeRequest,
): Promise<CancelOutcome> {
  const { effectKey, nowMs, signal } = request;
  const mark = hashKey(effectKey);
  for (let tries = 0; tries < maxTries; tries += 1) {
    const found = await request.find();
    if (found === undefined) return { type: 'not-found' };
    const { event, advisor } = found;
    const { calendarId } = advisor;
    const isMine = isChangedBy(event, mark);
    if (event.isCancelled && !isMine) return { type: 'not-found' };
    if (!isMine && event.startMs <= nowMs) return { type: 'too-late' };
    const marked = isMine ? event : await markEvent(calendar, request, found);
    if (marked === undefined) continue;
    if (!marked.isCancelled) await calendar.delete({ calendarId, eventId: event.id }, signal);
    await locks.release({ ...marked, calendarId, holder: event.id });
    return {
      type: 'cancelled',
      found: { event: marked, advisor },
      version: Number(marked.privateProperties['version']),
    };
  }
  throw keepsChanging();
}

/** Undefined: somebody else was faster, and what they did must be looked at first. */
async function markEvent(
  calendar: Calendar,
  { effectKey, timeZone, signal }: ChangeRequest,
  { event, advisor }: FoundAppointment,
): Promise<CalendarEvent | undefined> {
  const outcome = await calendar.update(
    { calendarId: advisor.calendarId, eventId: event.id, version: event.version },
    { privateProperties: changeProperties(event, hashKey(effectKey)), timeZone },
    signal,
  );
  return outcome.type === 'updated' ? outcome.event : undefined;
}

/** Somebody else changes the event again and again; it may stop. */
export function keepsChanging(): VendorFailedError {
  return new VendorFailedError(`The appointment changed ${maxTries} times while it was read`, {
    vendor: 'calendar',
    retryable: true,
  });
}
