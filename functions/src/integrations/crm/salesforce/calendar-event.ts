import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import { toInstantMs } from '@standardiste/shared/french/local-time.ts';
import { z } from 'zod';
import type { CalendarEvent, Interval, NewCalendarEvent } from '../../calendar/calendar.ts';
import { isRecordId } from './record-id.ts';
import type { SoqlName } from './soql.ts';

/** `2026-11-24T13:30:00.000+0000` lacks the colon that ISO 8601 wants in an offset. */
export const instant = z
  .string()
  .transform((text) => Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')))
  .refine((atMs) => !Number.isNaN(atMs), 'expected an instant');

/** What we read of an Event: object reference, API 67.0. */
export const eventRow = z.looseObject({
  Id: z.string(),
  OwnerId: z.string(),
  Subject: z.string().nullish(),
  Description: z.string().nullish(),
  StartDateTime: instant,
  EndDateTime: instant,
  IsAllDayEvent: z.boolean().nullish(),
  ShowAs: z.string().nullish(),
  CreatedDate: instant,
  SystemModstamp: z.string(),
  IsDeleted: z.boolean().default(false),
});
export type EventRow = z.infer<typeof eventRow>;

/** The names of our own fields, and where days begin. */
export interface EventFieldNames {
  readonly key: SoqlName;
  readonly data: SoqlName;
  readonly timeZone: string;
}

const dayMs = 86_400_000;
/** Limits of the fields that we fill (field reference). */
const maxLength = { subject: 255, description: 32_000 } as const;
const propertiesSchema = z.record(z.string(), z.string());

/** An Event as ours; an all-day one lasts from midnight to midnight in the zone. */
export function toCalendarEvent(row: EventRow, names: EventFieldNames): CalendarEvent {
  const key = row[names.key.name];
  const { startMs, endMs } = spanOf(row, names.timeZone);
  const { SystemModstamp, Subject, Description, OwnerId } = row;
  return {
    id: typeof key === 'string' ? key : row.Id,
    startMs,
    endMs,
    isCancelled: row.IsDeleted,
    title: Subject ?? '',
    description: Description ?? '',
    privateProperties: readProperties(row, names),
    createdMs: row.CreatedDate,
    isBusy: row.ShowAs !== 'Free' && !row.IsDeleted,
    // The stamp counts seconds: what a person could change within one is compared too.
    version: hashKey(
      JSON.stringify([
        SystemModstamp,
        startMs,
        endMs,
        Subject,
        Description,
        OwnerId,
        row[names.data.name],
      ]),
    ),
  };
}

/** Our private properties; none when the field holds something else. */
export function readProperties(
  row: EventRow,
  { data }: EventFieldNames,
): Readonly<Record<string, string>> {
  const text = row[data.name];
  if (typeof text !== 'string') return {};
  try {
    const parsed = propertiesSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : {};
  } catch {
    // A person has written into the field: then the event is not ours.
    return {};
  }
}

/** The named parts of an event as fields, and no other. The person of the private properties is linked. */
export function eventFields(
  event: Partial<Omit<NewCalendarEvent, 'id'>>,
  { data }: EventFieldNames,
): Readonly<Record<string, unknown>> {
  const { title, description, startMs, endMs, privateProperties } = event;
  const recordId = privateProperties?.['recordId'] ?? '';
  const isPerson = isRecordId(recordId, 'contact') || isRecordId(recordId, 'lead');
  return {
    ...(title !== undefined && { Subject: title.slice(0, maxLength.subject) }),
    ...(description !== undefined && { Description: description.slice(0, maxLength.description) }),
    ...(startMs !== undefined && { StartDateTime: new Date(startMs).toISOString() }),
    ...(endMs !== undefined && { EndDateTime: new Date(endMs).toISOString() }),
    ...(privateProperties && { [data.name]: JSON.stringify(privateProperties) }),
    ...(isPerson && startMs !== undefined && { WhoId: recordId }),
  };
}

/** Overlapping and touching spans as one, in order. */
export function mergeIntervals(spans: readonly Interval[]): readonly Interval[] {
  const merged: { startMs: number; endMs: number }[] = [];
  for (const { startMs, endMs } of spans.toSorted((a, b) => a.startMs - b.startMs)) {
    const last = merged.at(-1);
    if (last !== undefined && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs);
    else merged.push({ startMs, endMs });
  }
  return merged;
}

function spanOf(
  { IsAllDayEvent, StartDateTime, EndDateTime }: EventRow,
  timeZone: string,
): Interval {
  if (IsAllDayEvent !== true) return { startMs: StartDateTime, endMs: EndDateTime };
  const midnight = (atMs: number, daysLater: number): number =>
    toInstantMs(Math.floor(atMs / dayMs) + daysLater, 0, timeZone);
  return { startMs: midnight(StartDateTime, 0), endMs: midnight(EndDateTime, 1) };
}
