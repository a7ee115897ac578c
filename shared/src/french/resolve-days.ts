import { civilDateOf, daysInMonth, epochDayOf, weekdayOf } from './local-time.ts';
import type { Alternative } from './group-wish.ts';
import type { DayBoundItem, DayItem, NthWeekdayItem, Part, PeriodItem } from './wish-items.ts';

/** Days from the first to the one before `to`, counted from 1 January 1970. */
export interface DayRange {
  from: number;
  to: number;
}

/** Days, or the several days that the words could mean, or a date that does not exist. */
export type DayResult =
  | { type: 'days'; ranges: DayRange[] }
  | { type: 'either'; days: readonly [number, number] }
  | { type: 'impossible'; day: number; month: number | undefined }
  | { type: 'mismatch'; date: number; weekday: number };

/** How far ahead an open wish (« le mardi », « pas le vendredi ») is followed, in days. */
export const horizonDays = 28;
/** Wishes with a time but no day are followed for two weeks. */
export const timeOnlyDays = 14;

/** The days of an alternative, seen from a day. Bounds narrow them; without any day they are the next two weeks. */
export function resolveDays(alternative: Alternative, today: number): DayResult {
  const period = periodRange(alternative.periods, today);
  if (period !== undefined && period.type !== 'days') return period;
  const { day } = alternative;
  const days = day === undefined ? period : resolveDay(day, today, period?.ranges);
  if (days !== undefined && days.type !== 'days') return days;
  const openDays = alternative.dayBounds.length > 0 ? horizonDays : timeOnlyDays;
  const base = days ?? { type: 'days', ranges: [{ from: today, to: today + openDays }] };
  return narrow(base.ranges, alternative.dayBounds, today);
}

/** Ranges cut to what day bounds leave. */
export function narrow(
  ranges: readonly DayRange[],
  bounds: readonly DayBoundItem[],
  today: number,
): DayResult {
  let result = [...ranges];
  for (const bound of bounds) {
    const resolved =
      bound.day.type === 'day' ? resolveDay(bound.day, today) : periodRange([bound.day], today);
    if (resolved === undefined) continue;
    if (resolved.type !== 'days') return resolved;
    const [first] = resolved.ranges;
    if (first === undefined) continue;
    const kept = boundRange(kindOf(bound), first);
    result = result
      .map(({ from, to }) => ({ from: Math.max(from, kept.from), to: Math.min(to, kept.to) }))
      .filter(({ from, to }) => from < to);
  }
  return { type: 'days', ranges: result };
}

/** « avant la fin du mois » includes the end of the month. */
function kindOf({ kind, day }: DayBoundItem): DayBoundItem['kind'] {
  const isEnd = day.type === 'period' && 'part' in day && day.part === 'end';
  return isEnd && kind === 'before' ? 'until' : kind;
}

function boundRange(kind: DayBoundItem['kind'], { from, to }: DayRange): DayRange {
  switch (kind) {
    case 'from':
      return { from, to: Infinity };
    case 'after':
      return { from: to, to: Infinity };
    case 'until':
      return { from: -Infinity, to };
    case 'before':
      return { from: -Infinity, to: from };
  }
}

export function resolveDay(item: DayItem, today: number, within?: readonly DayRange[]): DayResult {
  switch (item.kind) {
    case 'offset':
      return oneDay(today + item.days);
    case 'weekday':
      return resolveWeekday(item, today, within);
    case 'date':
      return resolveDate(item, today);
    case 'nth':
      return resolveNth(item, today);
  }
}

function oneDay(day: number): DayResult {
  return { type: 'days', ranges: [{ from: day, to: day + 1 }] };
}

function resolveWeekday(
  { weekday, modifier }: Extract<DayItem, { kind: 'weekday' }>,
  today: number,
  within: readonly DayRange[] | undefined,
): DayResult {
  if (within !== undefined) return { type: 'days', ranges: weekdaysWithin(weekday, within) };
  const ahead = (weekday - weekdayOf(today) + 7) % 7;
  const coming = today + (ahead === 0 ? 7 : ahead);
  switch (modifier) {
    case 'every':
      return {
        type: 'days',
        ranges: weekdaysWithin(weekday, [{ from: today, to: today + horizonDays }]),
      };
    case 'in-eight':
      return oneDay(today + ahead + 7);
    case 'in-fifteen':
      return oneDay(today + ahead + 14);
    case 'this':
      return oneDay(today + ahead);
    case 'next':
      // « vendredi prochain » said on Monday is this Friday for some and the next one for others.
      return ahead > 0 && weekday > weekdayOf(today)
        ? { type: 'either', days: [coming, coming + 7] }
        : oneDay(coming);
    case 'plain':
      return ahead === 0 ? { type: 'either', days: [today, today + 7] } : oneDay(coming);
  }
}

function weekdaysWithin(weekday: number, ranges: readonly DayRange[]): DayRange[] {
  return ranges.flatMap(({ from, to }) => {
    const found: DayRange[] = [];
    const end = Math.min(to, from + 62);
    for (let day = from + ((weekday - weekdayOf(from) + 7) % 7); day < end; day += 7)
      found.push({ from: day, to: day + 1 });
    return found;
  });
}

function resolveNth(item: NthWeekdayItem, today: number): DayResult {
  const range = monthRange(
    {
      type: 'period',
      kind: 'month',
      month: item.month,
      monthsAhead: item.monthsAhead,
      part: undefined,
    },
    today,
  );
  const found = weekdaysWithin(item.weekday, [range]).at(item.nth > 0 ? item.nth - 1 : item.nth);
  return { type: 'days', ranges: found === undefined ? [] : [found] };
}

function resolveDate(item: Extract<DayItem, { kind: 'date' }>, today: number): DayResult {
  const candidates = dateCandidates(item, today);
  const [first] = candidates;
  if (first === undefined) return { type: 'impossible', day: item.day, month: item.month };
  if (item.weekday === undefined) return oneDay(first);
  // With a month, another year is too far-fetched: « mercredi 24 novembre » when the 24th is a Tuesday is a mistake.
  const near = item.month === undefined ? candidates : candidates.slice(0, 1);
  const agreeing = near.find((day) => weekdayOf(day) === item.weekday);
  if (agreeing !== undefined) return oneDay(agreeing);
  return { type: 'mismatch', date: first, weekday: item.weekday };
}

/** Dates from today that the words fit, nearest first: the next months for a bare day, this year or the next for a month. */
function dateCandidates(item: Extract<DayItem, { kind: 'date' }>, today: number): number[] {
  const now = civilDateOf(today);
  const months: { year: number; month: number }[] = [];
  if (item.month !== undefined) {
    const years = item.year === undefined ? [now.year, now.year + 1] : [item.year];
    months.push(...years.map((year) => ({ year, month: item.month ?? 1 })));
  } else {
    const ahead = item.monthsAhead === undefined ? monthsFor(item.weekday) : [item.monthsAhead];
    months.push(...ahead.map((count) => addMonths(now, count)));
  }
  const isPastAllowed = item.year !== undefined;
  return months
    .filter(({ year, month }) => item.day <= daysInMonth(year, month))
    .map(({ year, month }) => epochDayOf({ year, month, day: item.day }))
    .filter((day) => isPastAllowed || day >= today);
}

/** A weekday helps to find the month, but nobody means a month far away. */
function monthsFor(weekday: number | undefined): number[] {
  return weekday === undefined ? [0, 1, 2] : [0, 1];
}

function addMonths(
  { year, month }: { year: number; month: number },
  count: number,
): { year: number; month: number } {
  const index = year * 12 + (month - 1) + count;
  return { year: Math.floor(index / 12), month: (index % 12) + 1 };
}

function periodRange(periods: readonly PeriodItem[], today: number): DayResult | undefined {
  const [period] = periods;
  if (period === undefined) return undefined;
  const merged = mergeWeeks(periods) ?? period;
  switch (merged.kind) {
    case 'week':
      return days(weekRange(merged.weeksAhead, merged.part, today));
    case 'week-of': {
      const day = resolveDay(merged.day, today);
      const first = day.type === 'days' ? day.ranges[0] : undefined;
      if (first === undefined) return day;
      return days(weekOf(first.from));
    }
    case 'in-months':
      return days(weekOf(sameDayLater(today, merged.months)));
    case 'weekend':
      return days(weekendRange(merged.weeksAhead, today));
    case 'working-days':
      return { type: 'days', ranges: weeklyRanges(1, 5, today) };
    case 'next-days':
      return days({ from: today, to: today + merged.days });
    case 'span':
      return spanRange(merged, today);
    case 'month':
      return days(monthRange(merged, today));
  }
}

function weekOf(day: number): DayRange {
  const monday = day - (weekdayOf(day) - 1);
  return { from: monday, to: monday + 7 };
}

/** The same day of a later month, or its last day. */
function sameDayLater(today: number, months: number): number {
  const { day, ...now } = civilDateOf(today);
  const target = addMonths(now, months);
  return epochDayOf({ ...target, day: Math.min(day, daysInMonth(target.year, target.month)) });
}

function days(range: DayRange): DayResult {
  return { type: 'days', ranges: [range] };
}

/** « la semaine prochaine, plutôt en fin de semaine » is the end of that week. */
function mergeWeeks(periods: readonly PeriodItem[]): PeriodItem | undefined {
  const weeks = periods.filter((period) => period.kind === 'week');
  if (weeks.length < 2) return undefined;
  return {
    type: 'period',
    kind: 'week',
    weeksAhead: weeks.find((week) => week.weeksAhead !== undefined)?.weeksAhead,
    part: weeks.find((week) => week.part !== undefined)?.part,
  };
}

/** First and last weekday, Monday is 0, of the parts of a week. */
const weekParts: Readonly<Record<Part, DayRange>> = {
  start: { from: 0, to: 2 },
  middle: { from: 1, to: 4 },
  end: { from: 3, to: 5 },
};

function weekRange(
  weeksAhead: number | undefined,
  part: Part | undefined,
  today: number,
): DayRange {
  const monday = today - (weekdayOf(today) - 1);
  const within = part === undefined ? { from: 0, to: 7 } : weekParts[part];
  const isOver = monday + within.to <= today;
  const start = monday + 7 * (weeksAhead ?? (isOver ? 1 : 0));
  return { from: start + within.from, to: start + within.to };
}

function weekendRange(weeksAhead: number | undefined, today: number): DayRange {
  const saturday = today - (weekdayOf(today) - 1) + 5 + 7 * (weeksAhead ?? 0);
  return { from: saturday, to: saturday + 2 };
}

/** The days from one weekday to another, every week of the horizon. */
function weeklyRanges(first: number, last: number, today: number): DayRange[] {
  const start = today - (weekdayOf(today) - 1) + (first - 1);
  const length = ((last - first + 7) % 7) + 1;
  return [0, 7, 14, 21].map((offset) => ({ from: start + offset, to: start + offset + length }));
}

function spanRange(span: Extract<PeriodItem, { kind: 'span' }>, today: number): DayResult {
  if (span.from.kind === 'weekday' && span.from.modifier === 'every' && span.to.kind === 'weekday')
    return { type: 'days', ranges: weeklyRanges(span.from.weekday, span.to.weekday, today) };
  const from = resolveDay(span.from, today);
  if (from.type === 'either') return spanFrom(from.days[0], span.to);
  const start = from.type === 'days' ? from.ranges[0]?.from : undefined;
  return start === undefined ? from : spanFrom(start, span.to);
}

/** The end of a span is looked for from its start on: « de vendredi à lundi ». */
function spanFrom(start: number, item: DayItem): DayResult {
  const isEvery = item.kind === 'weekday';
  const to = resolveDay(isEvery ? { ...item, modifier: 'this' } : item, start);
  const end = to.type === 'days' ? to.ranges[0]?.from : undefined;
  return end === undefined ? to : days({ from: start, to: end + 1 });
}

const monthParts: Readonly<Record<Part, DayRange>> = {
  start: { from: 1, to: 11 },
  middle: { from: 11, to: 21 },
  end: { from: 21, to: 32 },
};

function monthRange(period: Extract<PeriodItem, { kind: 'month' }>, today: number): DayRange {
  const now = civilDateOf(today);
  const isPast = period.month !== undefined && period.month < now.month;
  const target =
    period.month === undefined
      ? addMonths(now, period.monthsAhead ?? 0)
      : { year: now.year + (isPast ? 1 : 0), month: period.month };
  const within = period.part === undefined ? { from: 1, to: 32 } : monthParts[period.part];
  const first = epochDayOf({ ...target, day: 1 });
  const last = daysInMonth(target.year, target.month);
  return { from: first + within.from - 1, to: first + Math.min(within.to - 1, last) };
}
