import { easterSunday, isFrenchHoliday } from '@standardiste/shared/french/french-holidays.ts';
import { civilDateOf } from '@standardiste/shared/french/local-time.ts';

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
