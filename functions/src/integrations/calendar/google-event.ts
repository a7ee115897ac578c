import { MessageInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/index.js';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { CalendarEvent, EventChanges, NewCalendarEvent } from './calendar.ts';

const timeSchema = z.union([
  z.object({ dateTime: z.iso.datetime({ offset: true }) }),
  z.object({ date: z.iso.date() }),
]);

/** What we read of Google's event resource: https://developers.google.com/workspace/calendar/api/v3/reference/events */
const eventSchema = z.object({
  id: z.string(),
  etag: z.string(),
  status: z.string().default('confirmed'),
  summary: z.string().default(''),
  description: z.string().default(''),
  created: z.iso.datetime({ offset: true }),
  transparency: z.string().default('opaque'),
  start: timeSchema,
  end: timeSchema,
  extendedProperties: z
    .object({ private: z.record(z.string(), z.string()).default({}) })
    .default({ private: {} }),
});

/**
 * Google's event as ours; an all-day event lasts from midnight to midnight in `timeZone`.
 * @throws MessageInvalidError when it has not the documented shape.
 */
export function parseGoogleEvent(resource: unknown, timeZone: string): CalendarEvent {
  const parsed = eventSchema.safeParse(resource);
  if (!parsed.success) {
    throw new MessageInvalidError(`Google Calendar event: ${z.prettifyError(parsed.error)}`);
  }
  const event = parsed.data;
  return {
    id: event.id,
    isCancelled: event.status === 'cancelled',
    title: event.summary,
    description: event.description,
    privateProperties: event.extendedProperties.private,
    createdMs: Date.parse(event.created),
    isBusy: event.transparency === 'opaque' && event.status !== 'cancelled',
    version: event.etag,
    startMs: instantOf(event.start, timeZone),
    endMs: instantOf(event.end, timeZone),
  };
}

/** Our event as Google wants it: local time with its zone, so that repetitions keep their hour across a clock change. */
export function formatGoogleEvent(event: NewCalendarEvent): calendar_v3.Schema$Event {
  return {
    id: event.id,
    summary: event.title,
    description: event.description,
    start: localTime(event.startMs, event.timeZone),
    end: localTime(event.endMs, event.timeZone),
    extendedProperties: { private: { ...event.privateProperties } },
    ...(event.recurrence && { recurrence: [...event.recurrence] }),
  };
}

/** The fields that change, and no other. */
export function formatGoogleChanges(changes: EventChanges): calendar_v3.Schema$Event {
  const { timeZone, startMs, endMs, title, description, privateProperties, revive } = changes;
  return {
    ...(title !== undefined && { summary: title }),
    ...(description !== undefined && { description }),
    ...(startMs !== undefined && { start: localTime(startMs, timeZone) }),
    ...(endMs !== undefined && { end: localTime(endMs, timeZone) }),
    ...(privateProperties && { extendedProperties: { private: { ...privateProperties } } }),
    ...(revive === true && { status: 'confirmed' }),
  };
}

function localTime(atMs: number, timeZone: string): calendar_v3.Schema$EventDateTime {
  const zoned = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone);
  // With its offset, because one local hour exists twice on the last Sunday of October.
  return { dateTime: zoned.toString({ timeZoneName: 'never' }), timeZone };
}

function instantOf(time: z.infer<typeof timeSchema>, timeZone: string): number {
  if ('dateTime' in time) return Date.parse(time.dateTime);
  return Temporal.PlainDate.from(time.date).toZonedDateTime(timeZone).epochMilliseconds;
}
