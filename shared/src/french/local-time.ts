import { Temporal } from 'temporal-polyfill';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Days whose offset is remembered; a few calls need a few hundred. */
const maxRemembered = 2_048;
const remembered = new Map<string, number | undefined>();

/** A day counted from 1 January 1970, and the minutes since its midnight on the wall clock of a zone. */
export interface LocalTime {
  epochDay: number;
  minute: number;
  /** Seconds and milliseconds within the minute, in ms. */
  restMs: number;
}

export interface CivilDate {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
}

/** What the wall clock of a zone shows at an instant. @throws RangeError when the zone is unknown. */
export function toLocalTime(instantMs: number, timeZone: string): LocalTime {
  const localMs = instantMs + offsetAt(instantMs, timeZone);
  const epochDay = Math.floor(localMs / dayMs);
  const inDayMs = localMs - epochDay * dayMs;
  const minute = Math.floor(inDayMs / minuteMs);
  return { epochDay, minute, restMs: inDayMs - minute * minuteMs };
}

/**
 * The instant at which a wall clock shows a day and a minute (which may be 1,440 for the end of the day). A time that the spring
 * change skips is the same time after the change; one that the autumn change repeats is the first.
 */
export function toInstantMs(epochDay: number, minute: number, timeZone: string): number {
  const localMs = epochDay * dayMs + minute * minuteMs;
  const before = steadyOffset(Math.floor((localMs - dayMs / 2) / dayMs), timeZone);
  const after = steadyOffset(Math.floor((localMs + dayMs / 2) / dayMs), timeZone);
  if (before !== undefined && before === after) return localMs - before;
  const date = civilDateOf(epochDay + Math.floor(minute / 1_440));
  const inDay = minute % 1_440;
  return Temporal.PlainDateTime.from({
    ...date,
    hour: Math.floor(inDay / 60),
    minute: inDay % 60,
  }).toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds;
}

function offsetAt(instantMs: number, timeZone: string): number {
  const utcDay = Math.floor(instantMs / dayMs);
  return steadyOffset(utcDay, timeZone) ?? readOffset(instantMs, timeZone);
}

/** The offset of a whole UTC day in ms, or undefined when it changes within it. */
function steadyOffset(utcDay: number, timeZone: string): number | undefined {
  const key = `${timeZone} ${utcDay}`;
  if (remembered.has(key)) return remembered.get(key);
  const start = readOffset(utcDay * dayMs, timeZone);
  const end = readOffset((utcDay + 1) * dayMs, timeZone);
  const offset = start === end ? start : undefined;
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(key, offset);
  return offset;
}

function readOffset(instantMs: number, timeZone: string): number {
  const instant = Temporal.Instant.fromEpochMilliseconds(instantMs);
  return instant.toZonedDateTimeISO(timeZone).offsetNanoseconds / 1_000_000;
}

/** Days from 1 January 1970 to a date. Out of range months and days roll over, as with `Date.UTC`. */
export function epochDayOf({ year, month, day }: CivilDate): number {
  return Date.UTC(year, month - 1, day) / dayMs;
}

export function civilDateOf(epochDay: number): CivilDate {
  const date = new Date(epochDay * dayMs);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** ISO weekday: Monday is 1, Sunday is 7. */
export function weekdayOf(epochDay: number): number {
  return ((((epochDay + 3) % 7) + 7) % 7) + 1;
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** `2026-11-24`. */
export function isoDateOf(epochDay: number): string {
  return new Date(epochDay * dayMs).toISOString().slice(0, 10);
}
