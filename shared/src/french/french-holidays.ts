import { civilDateOf, epochDayOf } from './local-time.ts';

/** Holidays of the whole of France on fixed dates, as month and day: article L3133-1 of the Code du travail. */
const fixedHolidays = [
  [1, 1],
  [5, 1],
  [5, 8],
  [7, 14],
  [8, 15],
  [11, 1],
  [11, 11],
  [12, 25],
] as const;

/** Days after Easter Sunday: Easter Monday, Ascension, Whit Monday. */
const daysAfterEaster = [1, 39, 50] as const;

/** Is this day (counted from 1 January 1970) a public holiday in the whole of France? Alsace-Moselle and overseas have more. */
export function isFrenchHoliday(epochDay: number): boolean {
  const { year, month, day } = civilDateOf(epochDay);
  if (fixedHolidays.some(([m, d]) => m === month && d === day)) return true;
  const easter = easterSunday(year);
  return daysAfterEaster.some((days) => epochDay === easter + days);
}

/** Easter Sunday of the Gregorian calendar, by the anonymous algorithm of 1876 (Nature 13, p. 487). */
export function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const leapCorrection = b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3);
  const h = (19 * a + leapCorrection + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const day = ((h + l - 7 * m + 114) % 31) + 1;
  return epochDayOf({ year, month, day });
}

/** Where holidays are counted. */
export type HolidayRegion = 'france' | 'alsace-moselle';

/**
 * Is this day (counted from 1 January 1970) a public holiday there? Bas-Rhin, Haut-Rhin and Moselle have Good Friday and 26 December
 * besides: article L3134-13 of the Code du travail (Good Friday where there is a Protestant church, and by custom everywhere).
 */
export function isHoliday(epochDay: number, region: HolidayRegion): boolean {
  if (isFrenchHoliday(epochDay)) return true;
  if (region === 'france') return false;
  const { year, month, day } = civilDateOf(epochDay);
  return epochDay === easterSunday(year) - 2 || (month === 12 && day === 26);
}
