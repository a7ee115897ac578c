import type { ClockTime, TimeItem } from './wish-items.ts';

/** Minutes of a day in which a start fits, end excluded. */
export interface MinuteRange {
  from: number;
  to: number;
  isExact: boolean;
}

const dayEnd = 1_440;
/** « vers dix heures » is from half past nine to half past ten. */
const aboutMinutes = 30;
/** Nobody makes an appointment at night: « deux heures » up to this hour is in the afternoon. */
const lastAfternoonHour = 6;

/** What several times leave when all must hold, or undefined when they leave nothing. No times leave the whole day. */
export function resolveTimes(times: readonly TimeItem[]): MinuteRange | undefined {
  const parts = times.filter((time) => time.kind === 'part');
  const hint = parts[0]?.part;
  let range: MinuteRange = { from: 0, to: dayEnd, isExact: false };
  for (const time of times) {
    const next = toRange(time, hint);
    range = {
      from: Math.max(range.from, next.from),
      to: Math.min(range.to, next.to),
      isExact: range.isExact || next.isExact,
    };
  }
  return range.from < range.to ? range : undefined;
}

type Hint = { from: number; to: number } | undefined;

function toRange(item: TimeItem, hint: Hint): MinuteRange {
  switch (item.kind) {
    case 'part':
      return { ...item.part, isExact: false };
    case 'exact': {
      const minute = settle(item.time, hint);
      return { from: minute, to: minute + 1, isExact: true };
    }
    case 'about': {
      const minute = settle(item.time, hint);
      return { from: minute - aboutMinutes, to: minute + aboutMinutes + 1, isExact: false };
    }
    case 'from':
      return { from: settle(item.time, hint), to: dayEnd, isExact: false };
    case 'until':
      return { from: 0, to: settle(item.time, hint), isExact: false };
    case 'between':
      return between(settle(item.from, hint), item.to, hint);
  }
}

/** The end of a stretch is after its start: « entre onze heures et deux heures » ends at 14. */
function between(from: number, to: ClockTime, hint: Hint): MinuteRange {
  const end = settle(to, hint);
  return { from, to: end <= from ? Math.min(end + 720, dayEnd) : end, isExact: false };
}

/** Morning or afternoon, by the part of the day said with it, else by what appointments are made for. */
export function settle(time: ClockTime, hint: Hint): number {
  if (time.isCertain || time.minute >= 720) return time.minute;
  const later = time.minute + 720;
  if (hint !== undefined) return later >= hint.from && later < hint.to ? later : time.minute;
  return time.minute < (lastAfternoonHour + 1) * 60 ? later : time.minute;
}

/** True when `settle` chose the afternoon for words that could mean the morning. */
export function isInferred(item: TimeItem): boolean {
  const times =
    item.kind === 'between' ? [item.from, item.to] : item.kind === 'part' ? [] : [item.time];
  return times.some((time) => !time.isCertain && settle(time, undefined) !== time.minute);
}
