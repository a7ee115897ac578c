import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { GoogleCalendarError } from './calendar-error.ts';

const dateTimePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

const timeSchema = z.union([
  z.object({ dateTime: z.string().regex(dateTimePattern), timeZone: z.string().optional() }),
  z.object({ date: z.iso.date() }),
]);
export type EventTime = z.infer<typeof timeSchema>;

const properties = z.record(z.string().max(44), z.string().max(1_024));

/** What a client may send; other fields are kept away, as they change nothing here. */
export const eventInputSchema = z.object({
  id: z.string().optional(),
  status: z.enum(['confirmed', 'tentative', 'cancelled']).optional(),
  summary: z.string().optional(),
  description: z.string().max(8_192).optional(),
  location: z.string().optional(),
  transparency: z.enum(['opaque', 'transparent']).optional(),
  start: timeSchema.optional(),
  end: timeSchema.optional(),
  recurrence: z.array(z.string()).optional(),
  attendees: z.array(z.object({ email: z.string() })).optional(),
  extendedProperties: z
    .object({ private: properties.optional(), shared: properties.optional() })
    .optional(),
});
export type EventInput = z.infer<typeof eventInputSchema>;

/** @throws GoogleCalendarError 400 when a body is not an event. */
export function parseEventInput(body: unknown): EventInput {
  const parsed = eventInputSchema.safeParse(body);
  if (!parsed.success) {
    throw new GoogleCalendarError(400, 'invalid', z.prettifyError(parsed.error));
  }
  return parsed.data;
}

/** @throws GoogleCalendarError 400 when a client's id breaks the rule: base32hex in lower case, 5 to 1,024 characters. */
export function checkEventId(id: string): void {
  if (!/^[a-v0-9]{5,1024}$/.test(id)) {
    throw new GoogleCalendarError(400, 'invalid', 'Invalid resource id value.');
  }
}

/** The instant that a time stands for; a time without offset is local to its zone. @throws GoogleCalendarError 400. */
export function instantOf(time: EventTime, calendarZone: string): number {
  try {
    if ('date' in time) {
      return Temporal.PlainDate.from(time.date).toZonedDateTime(calendarZone).epochMilliseconds;
    }
    if (/(Z|[+-]\d\d:\d\d)$/.test(time.dateTime)) return Date.parse(time.dateTime);
    if (time.timeZone === undefined) {
      throw new GoogleCalendarError(
        400,
        'required',
        'Missing time zone definition for start time.',
      );
    }
    return Temporal.PlainDateTime.from(time.dateTime).toZonedDateTime(time.timeZone)
      .epochMilliseconds;
  } catch (error) {
    if (error instanceof GoogleCalendarError) throw error;
    throw new GoogleCalendarError(400, 'invalid', `Invalid time: ${(error as Error).message}`);
  }
}

/** @throws GoogleCalendarError 400 when an event has no span, an empty one, or repeats without a zone. */
export function checkTimes(event: EventInput, calendarZone: string): void {
  const { start, end, recurrence } = event;
  if (start === undefined || end === undefined) {
    throw new GoogleCalendarError(400, 'required', `Missing ${start ? 'end' : 'start'} time.`);
  }
  if (instantOf(end, calendarZone) < instantOf(start, calendarZone)) {
    throw new GoogleCalendarError(400, 'timeRangeEmpty', 'The specified time range is empty.');
  }
  const repeats = recurrence !== undefined && recurrence.length > 0;
  if (repeats && 'dateTime' in start && start.timeZone === undefined) {
    throw new GoogleCalendarError(400, 'required', 'Missing time zone definition for start time.');
  }
}
