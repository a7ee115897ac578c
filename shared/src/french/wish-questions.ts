import { monthName, weekdayName } from './calendar-words.ts';
import { civilDateOf, weekdayOf } from './local-time.ts';
import type { DayResult } from './resolve-days.ts';
import { dayNumber } from './speak-date-time.ts';

/** What the callbot asks when the words name no single day. */
export function askDay(result: Exclude<DayResult, { type: 'days' }>, today: number): string {
  switch (result.type) {
    case 'either':
      return askEither(result.days, today);
    case 'impossible':
      return result.month === undefined
        ? `Le ${dayNumber(result.day)} n'existe pas dans les prochains mois. Quel jour vous conviendrait ?`
        : `Le ${dayNumber(result.day)} ${monthName(result.month)} n'existe pas. Quel jour vous conviendrait ?`;
    case 'mismatch':
      return askMismatch(result.date, result.weekday);
  }
}

function askEither([first, second]: readonly [number, number], today: number): string {
  if (first === today) return `Aujourd'hui ou ${dayOf(second)} ?`;
  const isSameMonth = civilDateOf(first).month === civilDateOf(second).month;
  return `${capital(isSameMonth ? shortDayOf(first) : dayOf(first))} ou ${dayOf(second)} ?`;
}

/** The date wins over the weekday in one offer, the weekday nearest to it is the other. */
function askMismatch(date: number, weekday: number): string {
  const ahead = (weekday - weekdayOf(date) + 7) % 7;
  const near = ahead <= 3 ? date + ahead : date + ahead - 7;
  return `Le ${dayNumber(civilDateOf(date).day)} est un ${weekdayName(weekdayOf(date))}. Voulez-vous ${shortDayOf(date)} ou ${dayOf(near)} ?`;
}

export const askAnotherTime = 'Cette heure est déjà passée. Quel autre moment vous conviendrait ?';
export const askAnotherDay = 'Cette date est déjà passée. Quel autre jour vous conviendrait ?';
export const askWhich =
  "Je n'ai pas bien compris le moment. Quel jour et vers quelle heure vous conviendrait ?";

function dayOf(epochDay: number): string {
  return `${shortDayOf(epochDay)} ${monthName(civilDateOf(epochDay).month)}`;
}

function shortDayOf(epochDay: number): string {
  return `${weekdayName(weekdayOf(epochDay))} ${dayNumber(civilDateOf(epochDay).day)}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
