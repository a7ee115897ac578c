import { monthName, weekdayName } from './calendar-words.ts';
import { civilDateOf, toLocalTime, weekdayOf } from './local-time.ts';

export interface SpeakDateOptions {
  nowMs: number;
  timeZone: string;
}

/** From here on a date is said with its year. */
const daysWithoutYear = 300;

/** « mardi 24 novembre à 14 heures 30 », « demain mardi 24 novembre à 9 heures », « aujourd'hui à midi ». */
export function speakDateTime(instantMs: number, options: SpeakDateOptions): string {
  return `${speakDate(instantMs, options)} à ${speakTime(instantMs, options.timeZone)}`;
}

/** « mardi 24 novembre », « demain mardi 24 novembre », « aujourd'hui ». */
export function speakDate(instantMs: number, { nowMs, timeZone }: SpeakDateOptions): string {
  const { epochDay } = toLocalTime(instantMs, timeZone);
  const days = epochDay - toLocalTime(nowMs, timeZone).epochDay;
  if (days === 0) return "aujourd'hui";
  const year = Math.abs(days) > daysWithoutYear ? ` ${civilDateOf(epochDay).year}` : '';
  return `${days === 1 ? 'demain ' : ''}${dayAndMonth(epochDay)}${year}`;
}

/** « 14 heures 30 », « midi », « minuit »; small hours, which could be heard as the afternoon, as « 1 heure du matin ». */
export function speakTime(instantMs: number, timeZone: string): string {
  return speakMinute(toLocalTime(instantMs, timeZone).minute);
}

/** As `speakTime`, for minutes since midnight. */
export function speakMinute(minuteOfDay: number): string {
  if (minuteOfDay === 0) return 'minuit';
  if (minuteOfDay === 720) return 'midi';
  const hour = Math.floor(minuteOfDay / 60);
  const minute = minuteOfDay % 60;
  const unit = hour <= 1 ? 'heure' : 'heures';
  const night = hour >= 1 && hour <= 6 ? ' du matin' : '';
  return `${hour} ${unit}${minute === 0 ? '' : ` ${minute}`}${night}`;
}

/** Several starts, those of one day together: « mardi 24 novembre à 9 heures, à 10 heures 30, ou jeudi 26 à 14 heures ». */
export function speakSlots(startsMs: readonly number[], options: SpeakDateOptions): string {
  const sorted = [...startsMs].sort((a, b) => a - b);
  const parts = sorted.map((startMs, index) => speakNext(startMs, sorted[index - 1], options));
  const last = parts.pop();
  if (last === undefined) return '';
  return parts.length === 0 ? last : `${parts.join(', ')}, ou ${last}`;
}

/** A start after another one: the day is not said twice, nor the month. */
function speakNext(
  startMs: number,
  previousMs: number | undefined,
  options: SpeakDateOptions,
): string {
  if (previousMs === undefined) return speakDateTime(startMs, options);
  const time = `à ${speakTime(startMs, options.timeZone)}`;
  const { epochDay } = toLocalTime(startMs, options.timeZone);
  const previous = toLocalTime(previousMs, options.timeZone).epochDay;
  if (epochDay === previous) return time;
  const date = civilDateOf(epochDay);
  const isSameMonth = date.month === civilDateOf(previous).month && epochDay - previous < 28;
  const isToday = previous === toLocalTime(options.nowMs, options.timeZone).epochDay;
  if (!isSameMonth || isToday) return `${speakDate(startMs, options)} ${time}`;
  return `${weekdayName(weekdayOf(epochDay))} ${dayNumber(date.day)} ${time}`;
}

function dayAndMonth(epochDay: number): string {
  const { day, month } = civilDateOf(epochDay);
  return `${weekdayName(weekdayOf(epochDay))} ${dayNumber(day)} ${monthName(month)}`;
}

/** Only the first of the month is an ordinal. */
export function dayNumber(day: number): string {
  return day === 1 ? '1er' : String(day);
}
