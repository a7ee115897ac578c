import { isHoliday } from '../french/french-holidays.ts';
import { isoDateOf, toLocalTime, weekdayOf } from '../french/local-time.ts';
import type { OpeningHours } from './profile.ts';
import { minuteOf } from './time-of-day.ts';

/** Why nobody is there on a local day (counted from 1 January 1970); undefined when somebody is. */
export function whyClosed(
  openingHours: OpeningHours,
  epochDay: number,
): 'weekend' | 'outside-hours' | 'holiday' | undefined {
  const weekday = weekdayOf(epochDay);
  if (!openingHours.weekdays.includes(weekday)) return weekday >= 6 ? 'weekend' : 'outside-hours';
  const { closedOnFrenchHolidays, holidays = 'france' } = openingHours;
  if (closedOnFrenchHolidays && isHoliday(epochDay, holidays)) return 'holiday';
  const date = isoDateOf(epochDay);
  // Dates of one length and order compare as text.
  const isClosure = openingHours.closures.some(({ from, to }) => from <= date && date <= to);
  return isClosure ? 'holiday' : undefined;
}

/** Whether somebody is there at an instant (ms since the epoch): on an open day, inside a window. */
export function isOpenAt(openingHours: OpeningHours, timeZone: string, atMs: number): boolean {
  const { epochDay, minute } = toLocalTime(atMs, timeZone);
  if (whyClosed(openingHours, epochDay) !== undefined) return false;
  return openingHours.windows.some(
    ({ from, to }) => minuteOf(from) <= minute && minute < minuteOf(to),
  );
}
