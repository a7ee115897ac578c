import { isFrenchHoliday } from '@standardiste/shared/french/french-holidays.ts';
import { toInstantMs, toLocalTime, weekdayOf } from '@standardiste/shared/french/local-time.ts';

/** Marketing is sent Monday to Saturday from 8 to 20 h, not on public holidays: the rule of the French carriers, by the recipient's clock. */
const fromMinute = 8 * 60;
const toMinute = 20 * 60;
const sunday = 7;

/** The longest run of days without marketing is three; more is a mistake. */
const maxDays = 10;

/** The first instant at or after `nowMs` at which marketing may be sent: `nowMs` itself when it may now. */
export function nextMarketingMs(nowMs: number, timeZone: string): number {
  const now = toLocalTime(nowMs, timeZone);
  for (let ahead = 0; ahead < maxDays; ahead += 1) {
    const day = now.epochDay + ahead;
    if (weekdayOf(day) === sunday || isFrenchHoliday(day)) continue;
    if (ahead > 0 || now.minute < fromMinute) return toInstantMs(day, fromMinute, timeZone);
    if (now.minute < toMinute) return nowMs;
  }
  throw new TypeError(`No marketing hours within ${maxDays} days`);
}
