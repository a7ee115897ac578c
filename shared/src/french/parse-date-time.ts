import { type Alternative, type GroupedWish, groupWish } from './group-wish.ts';
import { isoDateOf, toInstantMs, toLocalTime } from './local-time.ts';
import { readWishItems } from './read-wish.ts';
import { type DayRange, horizonDays, narrow, resolveDays } from './resolve-days.ts';
import { isInferred, type MinuteRange, resolveTimes } from './resolve-times.ts';
import { askAnotherDay, askAnotherTime, askDay, askWhich } from './wish-questions.ts';

/** Starts of appointments from one instant to another, the end excluded. */
export interface WishWindow {
  fromMs: number;
  toMs: number;
}

export type Wish =
  | {
      type: 'constraints';
      /** In order, not overlapping, none in the past, at most 50. Empty: as soon as possible. */
      windows: WishWindow[];
      /** Days that were ruled out whole, as `2026-11-27`. */
      excludedDates: string[];
      /** True when a single start was named: each window is the minute of that start. */
      isExactStart: boolean;
      /** 0 to 1; below 0.8 something was inferred that is worth reading back. */
      confidence: number;
    }
  /** The words could mean several days, or none that is still to come: ask this, in French. */
  | { type: 'question'; question: string }
  /** Nothing about a date. */
  | { type: 'none' };

export interface WishOptions {
  nowMs: number;
  timeZone: string;
}

const maxWindows = 50;

/**
 * When the caller wants to come, from French words such as « mardi après-midi », « lundi en huit, mais pas avant quatorze heures »,
 * « le plus tôt possible », « pas le vendredi ». What is ambiguous comes back as a question, never as a guess.
 */
export function parseWish(text: string, options: WishOptions): Wish {
  const wish = groupWish(readWishItems(text));
  if (wish.wanted.length + wish.excluded.length + wish.times.length + wish.dayBounds.length === 0)
    return wish.isOpen ? constraints([], wish, []) : { type: 'none' };
  const now = toLocalTime(options.nowMs, options.timeZone);
  const context: Context = { ...options, today: now.epochDay, nowMinute: now.minute };
  return resolveWish(wish, context);
}

interface Context extends WishOptions {
  today: number;
  nowMinute: number;
  /** Where the alternative said before ends: « mardi 24 ou mercredi » goes on from there. */
  previousMs?: number | undefined;
}

type Part = { type: 'windows'; windows: Piece[] } | { type: 'question'; question: string };

interface Piece extends WishWindow {
  isExact: boolean;
}

function resolveWish(wish: GroupedWish, context: Context): Wish {
  const wanted = wish.wanted.length === 0 ? [openAlternative()] : wish.wanted;
  const pieces: Piece[] = [];
  for (const alternative of wanted) {
    const part = resolveAlternative(alternative, wish, {
      ...context,
      previousMs: pieces.at(-1)?.toMs,
    });
    if (part.type === 'question') return part;
    pieces.push(...part.windows);
  }
  const future = pieces.map((piece) => startingFrom(piece, context.nowMs)).filter(isNotEmpty);
  const excluded = resolveExclusions(wish.excluded, context);
  if (future.length === 0 && pieces.length > 0)
    return {
      type: 'question',
      question: isDayOver(pieces, context) ? askAnotherDay : askAnotherTime,
    };
  const windows = merge(subtract(future, excluded));
  if (windows.length === 0) return { type: 'question', question: askWhich };
  return constraints(windows, wish, wholeDays(excluded, context));
}

function openAlternative(): Alternative {
  return {
    day: undefined,
    periods: [],
    dayBounds: [],
    times: [],
    soon: undefined,
    isTimeFirst: false,
    isPeriodFirst: false,
  };
}

function constraints(windows: readonly Piece[], wish: GroupedWish, excludedDates: string[]): Wish {
  return {
    type: 'constraints',
    windows: windows.slice(0, maxWindows).map(({ fromMs, toMs }) => ({ fromMs, toMs })),
    excludedDates,
    isExactStart: windows.length > 0 && windows.every((piece) => piece.isExact),
    confidence: confidenceOf(wish),
  };
}

function confidenceOf(wish: GroupedWish): number {
  const times = [...wish.wanted.flatMap((alternative) => alternative.times), ...wish.times];
  const inferred = times.some(isInferred) ? 0.1 : 0;
  const carried = wish.isCarried ? 0.2 : 0;
  return 0.95 - inferred - carried;
}

function resolveAlternative(alternative: Alternative, wish: GroupedWish, context: Context): Part {
  if (alternative.soon !== undefined)
    return { type: 'windows', windows: [soonWindow(alternative.soon.minutes, context)] };
  const times = resolveTimes([...alternative.times, ...wish.times]);
  if (times === undefined) return { type: 'question', question: askWhich };
  const isOpen = alternative.day === undefined && alternative.periods.length === 0;
  const days = resolveDays(withHorizon(alternative, wish), context.today);
  if (days.type === 'either' && days.days[0] === context.today && isPastToday(times, context))
    return toWindows([{ from: days.days[1], to: days.days[1] + 1 }], times, context);
  if (days.type !== 'days') return { type: 'question', question: askDay(days, context.today) };
  const bounded = narrow(days.ranges, wish.dayBounds, context.today);
  if (bounded.type !== 'days')
    return { type: 'question', question: askDay(bounded, context.today) };
  const ranges = isOpen ? bounded.ranges : bounded.ranges.filter((range) => range.from < range.to);
  return toWindows(ranges, times, context);
}

/** Bounds of days, and exclusions, reach further than a time alone. */
function withHorizon(alternative: Alternative, wish: GroupedWish): Alternative {
  const isOpen =
    alternative.day === undefined &&
    alternative.periods.length === 0 &&
    alternative.times.length === 0;
  if (!isOpen || alternative.dayBounds.length > 0 || wish.times.length > 0) return alternative;
  return { ...alternative, periods: [{ type: 'period', kind: 'next-days', days: horizonDays }] };
}

/** Today is not meant when the time is over, or when a later day was said before. */
function isPastToday(
  times: MinuteRange,
  { nowMinute, previousMs, today, timeZone }: Context,
): boolean {
  const isAfterLater =
    previousMs !== undefined && toLocalTime(previousMs - 1, timeZone).epochDay > today;
  return times.to <= nowMinute || isAfterLater;
}

/** « dans une heure »: half an hour from then on. */
function soonWindow(minutes: number, { nowMs }: Context): Piece {
  const fromMs = nowMs + minutes * 60_000;
  return { fromMs, toMs: fromMs + 30 * 60_000, isExact: false };
}

function toWindows(ranges: readonly DayRange[], times: MinuteRange, { timeZone }: Context): Part {
  const instant = (day: number, minute: number) => toInstantMs(day, minute, timeZone);
  const isWholeDay = times.from === 0 && times.to === 1_440;
  const windows = ranges.flatMap(({ from, to }) => {
    if (isWholeDay) return [{ fromMs: instant(from, 0), toMs: instant(to, 0), isExact: false }];
    return Array.from({ length: Math.min(to - from, maxWindows) }, (_, index) => ({
      fromMs: instant(from + index, times.from),
      toMs: times.isExact
        ? instant(from + index, times.from) + 60_000
        : instant(from + index, times.to),
      isExact: times.isExact,
    }));
  });
  return { type: 'windows', windows };
}

/** What is ruled out: a weekday for good, a part of the day on every day. */
function resolveExclusions(excluded: readonly Alternative[], context: Context): WishWindow[] {
  return excluded.flatMap((alternative) => {
    const times = resolveTimes(alternative.times);
    if (times === undefined) return [];
    const days = resolveDays(recurring(alternative), context.today);
    const ranges =
      days.type === 'days' ? days.ranges : days.type === 'either' ? days.days.map(toRange) : [];
    const part = toWindows(ranges, widen(times), context);
    return part.type === 'windows' ? part.windows : [];
  });
}

function toRange(day: number): DayRange {
  return { from: day, to: day + 1 };
}

/** « pas le vendredi » and « pas vendredi » are every Friday; « pas le matin » is every morning. */
function recurring(alternative: Alternative): Alternative {
  const { day } = alternative;
  if (day?.kind === 'weekday' && day.modifier === 'plain')
    return { ...alternative, day: { ...day, modifier: 'every' } };
  const isTimeOnly =
    day === undefined && alternative.periods.length === 0 && alternative.dayBounds.length === 0;
  if (!isTimeOnly) return alternative;
  return { ...alternative, periods: [{ type: 'period', kind: 'next-days', days: horizonDays }] };
}

/** Ruling out the morning rules out the night before it too, and the evening the night after it. */
function widen(times: MinuteRange): MinuteRange {
  const isMorning = times.from <= 8 * 60 && times.to <= 13 * 60;
  const isEvening = times.from >= 12 * 60 && times.to >= 18 * 60;
  return {
    ...times,
    from: isMorning ? 0 : times.from,
    to: isEvening ? 1_440 : times.to,
    isExact: false,
  };
}

function startingFrom(piece: Piece, nowMs: number): Piece {
  if (piece.isExact) return piece.fromMs < nowMs ? { ...piece, toMs: piece.fromMs } : piece;
  return { ...piece, fromMs: Math.max(piece.fromMs, nowMs) };
}

function isNotEmpty({ fromMs, toMs }: WishWindow): boolean {
  return fromMs < toMs;
}

function isDayOver(pieces: readonly Piece[], { today, timeZone }: Context): boolean {
  return pieces.every((piece) => toLocalTime(piece.toMs - 1, timeZone).epochDay < today);
}

function subtract(pieces: readonly Piece[], excluded: readonly WishWindow[]): Piece[] {
  let left = [...pieces];
  for (const { fromMs, toMs } of excluded) {
    left = left.flatMap((piece) =>
      piece.toMs <= fromMs || piece.fromMs >= toMs
        ? [piece]
        : [
            { ...piece, toMs: fromMs },
            { ...piece, fromMs: toMs },
          ].filter(isNotEmpty),
    );
  }
  return left;
}

/** In order, touching and overlapping windows as one. */
function merge(pieces: readonly Piece[]): Piece[] {
  const sorted = [...pieces].sort((a, b) => a.fromMs - b.fromMs);
  const merged: Piece[] = [];
  for (const piece of sorted) {
    const last = merged.at(-1);
    if (
      last === undefined ||
      piece.fromMs > last.toMs ||
      (piece.isExact && piece.fromMs === last.toMs)
    ) {
      merged.push({ ...piece });
    } else {
      last.isExact &&= piece.isExact;
      last.toMs = Math.max(last.toMs, piece.toMs);
    }
  }
  return merged;
}

/** The days that the exclusions cover from midnight to midnight. */
function wholeDays(excluded: readonly WishWindow[], { timeZone }: Context): string[] {
  const dates = new Set<string>();
  for (const { fromMs, toMs } of excluded) {
    const from = toLocalTime(fromMs, timeZone);
    const to = toLocalTime(toMs, timeZone).epochDay;
    if (from.minute !== 0) continue;
    for (let day = from.epochDay; day < to && dates.size < 60; day += 1) dates.add(isoDateOf(day));
  }
  return [...dates].sort();
}
