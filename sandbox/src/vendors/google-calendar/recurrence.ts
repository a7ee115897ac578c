import { Temporal } from 'temporal-polyfill';
import { GoogleCalendarError } from './calendar-error.ts';

/** The part of RFC 5545 that is played here: daily and weekly, with interval, count, end and weekdays. */
interface Rule {
  readonly frequency: 'DAILY' | 'WEEKLY';
  readonly interval: number;
  readonly count: number;
  readonly untilMs: number;
  /** ISO weekdays; empty: the weekday of the start. */
  readonly weekdays: readonly number[];
}

const weekdayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const maxOccurrences = 1_000;

/**
 * Starts of a repeated event in local time, so that the hour stays across a clock change.
 * @throws GoogleCalendarError 400 for a rule that is not understood.
 */
export function expandStarts(
  recurrence: readonly string[],
  first: Temporal.ZonedDateTime,
  beforeMs: number,
): readonly number[] {
  const line = recurrence.find((entry) => entry.startsWith('RRULE:'));
  if (line === undefined) return [first.epochMilliseconds];
  const rule = parseRule(line.slice('RRULE:'.length));
  const starts: number[] = [];
  const weekStart = first.subtract({ days: first.dayOfWeek - 1 });
  for (let step = 0; starts.length < Math.min(rule.count, maxOccurrences); step += 1) {
    const days = step * rule.interval * (rule.frequency === 'WEEKLY' ? 7 : 1);
    const candidates = candidatesOf(rule, { first, weekStart, days });
    if (isPast(candidates[0], Math.min(rule.untilMs, beforeMs))) return starts;
    for (const start of candidates) {
      const atMs = start.epochMilliseconds;
      const isInside = atMs >= first.epochMilliseconds && atMs <= rule.untilMs && atMs < beforeMs;
      if (isInside && starts.length < rule.count) starts.push(atMs);
    }
  }
  return starts;
}

function candidatesOf(
  { frequency, weekdays }: Rule,
  at: { first: Temporal.ZonedDateTime; weekStart: Temporal.ZonedDateTime; days: number },
): readonly Temporal.ZonedDateTime[] {
  if (frequency === 'DAILY') return [at.first.add({ days: at.days })];
  const wanted = weekdays.length > 0 ? weekdays : [at.first.dayOfWeek];
  return wanted.map((weekday) => at.weekStart.add({ days: at.days + weekday - 1 }));
}

function isPast(start: Temporal.ZonedDateTime | undefined, limitMs: number): boolean {
  return start === undefined || start.epochMilliseconds > limitMs;
}

function parseRule(text: string): Rule {
  const parts = new Map(
    text.split(';').map((part) => {
      const [name = '', value = ''] = part.split('=');
      return [name, value] as const;
    }),
  );
  const frequency = parts.get('FREQ');
  if (frequency !== 'DAILY' && frequency !== 'WEEKLY') {
    throw new GoogleCalendarError(400, 'invalid', 'Invalid recurrence rule.');
  }
  const interval = Number(parts.get('INTERVAL') ?? 1);
  if (!Number.isInteger(interval) || interval < 1) {
    throw new GoogleCalendarError(400, 'invalid', 'Invalid recurrence rule.');
  }
  const codes = parts.get('BYDAY')?.split(',') ?? [];
  const weekdays = codes.map((code) => weekdayCodes.findIndex((known) => known === code) + 1);
  return {
    frequency,
    interval,
    count: Number(parts.get('COUNT') ?? Infinity),
    untilMs: untilOf(parts.get('UNTIL')),
    weekdays: weekdays.toSorted((a, b) => a - b),
  };
}

/** `20261231T225959Z`, or a day. */
function untilOf(text: string | undefined): number {
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z)?$/.exec(text ?? '');
  if (match === null) return Infinity;
  const [, year, month, day, hour = '23', minute = '59', second = '59'] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
