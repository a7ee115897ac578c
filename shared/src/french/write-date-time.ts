import { monthName, weekdayName } from './calendar-words.ts';
import { civilDateOf, toLocalTime, weekdayOf } from './local-time.ts';

/** « mardi 24 novembre à 14 h 30 », for what callers and advisors read. */
export function writeDateTime(instantMs: number, timeZone: string): string {
  return `${writeDate(instantMs, timeZone)} à ${writeTime(instantMs, timeZone)}`;
}

/** « mardi 24 novembre », « mardi 1er décembre ». */
export function writeDate(instantMs: number, timeZone: string): string {
  const { epochDay } = toLocalTime(instantMs, timeZone);
  const { month, day } = civilDateOf(epochDay);
  return `${weekdayName(weekdayOf(epochDay))} ${day === 1 ? '1er' : day} ${monthName(month)}`;
}

/** « 14 h 30 », « 9 h », « 9 h 05 ». */
export function writeTime(instantMs: number, timeZone: string): string {
  const minuteOfDay = toLocalTime(instantMs, timeZone).minute;
  const minute = minuteOfDay % 60;
  const hour = `${Math.floor(minuteOfDay / 60)} h`;
  return minute === 0 ? hour : `${hour} ${String(minute).padStart(2, '0')}`;
}
