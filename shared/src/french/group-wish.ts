import type {
  DateItem,
  DayBoundItem,
  DayItem,
  PeriodItem,
  SoonItem,
  TimeItem,
  WishItem,
} from './wish-items.ts';

/** One of the things a caller wishes or rules out: a day, at a time, within a period. What is absent is free. */
export interface Alternative {
  day: DayItem | undefined;
  periods: PeriodItem[];
  dayBounds: DayBoundItem[];
  times: TimeItem[];
  soon: SoonItem | undefined;
  /** True when the time was said before the day: it then holds for the days that follow. */
  isTimeFirst: boolean;
  isPeriodFirst: boolean;
}

export interface GroupedWish {
  wanted: Alternative[];
  excluded: Alternative[];
  /** Bounds that hold for everything: « …, mais pas avant quatorze heures ». */
  times: TimeItem[];
  dayBounds: DayBoundItem[];
  /** « le plus tôt possible », « n'importe quand ». */
  isOpen: boolean;
  /** True when a time or period was carried from one day to another. */
  isCarried: boolean;
}

interface State {
  wish: GroupedWish;
  isNegative: boolean;
  isJoined: boolean;
  /** Kinds of items that the next one of its kind replaces, after « non », « enfin ». */
  correcting: Set<DateItem['type']>;
  isAfterBut: boolean;
  /** Alternatives of this clause, which a « je ne peux pas » at its end rules out. */
  clause: Alternative[];
}

/** Sorts the items of a wish into alternatives, exclusions and bounds, applying corrections. */
export function groupWish(items: readonly WishItem[]): GroupedWish {
  const state: State = {
    wish: { wanted: [], excluded: [], times: [], dayBounds: [], isOpen: false, isCarried: false },
    isNegative: false,
    isJoined: false,
    correcting: new Set(),
    isAfterBut: false,
    clause: [],
  };
  for (const [index, item] of items.entries()) applyItem(state, item, items.slice(index + 1));
  carry(state.wish);
  return state.wish;
}

function applyItem(state: State, item: WishItem, rest: readonly WishItem[]): void {
  switch (item.type) {
    case 'or':
      state.isJoined = true;
      state.correcting.clear();
      return;
    case 'comma':
    case 'stop':
      state.isNegative = false;
      state.isAfterBut = false;
      if (item.type === 'stop' || startsNegation(rest)) state.clause = [];
      return;
    case 'but':
      state.isNegative = false;
      state.correcting.clear();
      state.isAfterBut = true;
      state.clause = [];
      return;
    case 'correction':
      state.isNegative = false;
      if (state.wish.wanted.length > 0) state.correcting = new Set(['day', 'time', 'period']);
      return;
    case 'not':
      state.isNegative = true;
      state.correcting.clear();
      return;
    case 'not-this':
      ruleOut(state, rest);
      return;
    case 'asap':
    case 'any':
      state.wish.isOpen = true;
      return;
    default:
      addItem(state, item, rest);
  }
}

/** « mardi, je ne peux pas vendredi »: what stands before the comma is not ruled out when something follows. */
function startsNegation(rest: readonly WishItem[]): boolean {
  return rest[0]?.type === 'not-this' && isDateItem(rest[1]);
}

function isDateItem(item: WishItem | undefined): boolean {
  return item !== undefined && ['day', 'time', 'period', 'day-bound'].includes(item.type);
}

/** « je ne peux pas vendredi » rules out what follows; « vendredi je ne peux pas » what stands before it in the clause. */
function ruleOut(state: State, rest: readonly WishItem[]): void {
  if (isDateItem(rest[0])) {
    state.isNegative = true;
    return;
  }
  const { wanted, excluded } = state.wish;
  const moved = wanted.filter((alternative) => state.clause.includes(alternative));
  state.wish.wanted = wanted.filter((alternative) => !state.clause.includes(alternative));
  excluded.push(...moved);
  state.clause = [];
}

function addItem(state: State, item: DateItem, rest: readonly WishItem[]): void {
  if (
    state.isNegative &&
    item.type === 'time' &&
    isBound(item) &&
    'isNegated' in item &&
    item.isNegated
  ) {
    state.wish.times.push(item);
    return;
  }
  const list = state.isNegative ? state.wish.excluded : state.wish.wanted;
  if (
    state.isAfterBut &&
    !state.isNegative &&
    !state.isJoined &&
    isBound(item) &&
    list.length > 0
  ) {
    if (item.type === 'time') state.wish.times.push(item);
    else if (item.type === 'day-bound') state.wish.dayBounds.push(item);
    return;
  }
  const current = list.at(-1);
  const isCorrection = state.correcting.delete(item.type);
  if (isCorrection && current !== undefined && replace(current, item)) return;
  const isNew = current === undefined || startsAlternative(state, current, item, list);
  const target = isNew ? emptyAlternative() : current;
  if (isNew) {
    list.push(target);
    state.clause.push(target);
    // « mardi à 9 heures, à 10 heures, jeudi… »: the second time is Tuesday's; « …, ou à 10 heures jeudi » is not.
    if (item.type === 'time' && current !== undefined && rest[0]?.type !== 'day')
      inheritDays(target, current);
  }
  put(target, item);
  state.isJoined = false;
}

function isBound(item: DateItem): boolean {
  if (item.type === 'day-bound') return true;
  return item.type === 'time' && (item.kind === 'from' || item.kind === 'until');
}

function emptyAlternative(): Alternative {
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

function startsAlternative(
  state: State,
  current: Alternative,
  item: DateItem,
  list: readonly Alternative[],
): boolean {
  const isFresh = state.isNegative && !state.clause.includes(current) && list.length > 0;
  if (isFresh) return true;
  if (item.type === 'day') return current.day !== undefined || state.isJoined;
  if (item.type === 'period') return state.isJoined || !fitsPeriod(current, item);
  if (item.type === 'day-bound')
    return state.isJoined && current.day === undefined && current.dayBounds.length === 0;
  if (item.type === 'soon') return true;
  return (
    (state.isJoined && current.times.length > 0 && !isClosing(current, item)) ||
    !fitsTime(current, item)
  );
}

/** « après 10 heures et avant midi » is one stretch. */
function isClosing(current: Alternative, item: TimeItem): boolean {
  const last = current.times.at(-1);
  return last?.kind === 'from' && item.kind === 'until' && minuteOf(last) < minuteOf(item);
}

function minuteOf(item: TimeItem): number {
  return 'time' in item ? item.time.minute : 0;
}

/** A week may be made narrower, by its part or by a weekday. */
function fitsPeriod(current: Alternative, item: PeriodItem): boolean {
  const [period] = current.periods;
  if (period === undefined) return true;
  return (
    period.kind === 'week' &&
    item.kind === 'week' &&
    (item.weeksAhead === undefined || period.weeksAhead === undefined)
  );
}

/** A time may be made narrower by a bound or by a part of the day, but two times are two wishes. */
function fitsTime(current: Alternative, item: TimeItem): boolean {
  if (item.kind === 'from' || item.kind === 'until') return true;
  if (current.times.length === 0) return true;
  const isPart = item.kind === 'part';
  return current.times.every(
    (time) => isBound(time) || (time.kind === 'part') !== isPart || isInside(time, item),
  );
}

function isInside(time: TimeItem, item: TimeItem): boolean {
  if (time.kind !== 'part' || item.kind !== 'part') return false;
  return time.part.from < item.part.to && item.part.from < time.part.to;
}

function put(alternative: Alternative, item: DateItem): void {
  switch (item.type) {
    case 'day':
      alternative.isTimeFirst = alternative.times.length > 0;
      alternative.isPeriodFirst = alternative.periods.length > 0;
      alternative.day = item;
      return;
    case 'period':
      alternative.periods.push(item);
      return;
    case 'day-bound':
      alternative.dayBounds.push(item);
      return;
    case 'time':
      alternative.times.push(item);
      return;
    case 'soon':
      alternative.soon = item;
  }
}

/** « mardi, non, mercredi »: the new item takes the place of the old one of its kind. False when there is none. */
function replace(current: Alternative, item: DateItem): boolean {
  if (item.type === 'day' && current.day !== undefined) {
    current.day = item;
    return true;
  }
  if (item.type === 'time' && current.times.length > 0) {
    current.times = [item];
    return true;
  }
  if (item.type === 'period' && current.periods.length > 0 && !fitsPeriod(current, item)) {
    current.periods = [item];
    return true;
  }
  return false;
}

/** Carries days, times and periods between alternatives: « mardi ou jeudi matin », « la semaine prochaine, mardi ou jeudi ». */
function carry(wish: GroupedWish): void {
  for (const list of [wish.wanted, wish.excluded]) {
    carryForward(wish, list);
    carryBackward(wish, list);
  }
}

function carryForward(wish: GroupedWish, list: readonly Alternative[]): void {
  let before: Alternative | undefined;
  for (const alternative of list) {
    if (before !== undefined) inherit(wish, alternative, before);
    before = alternative;
  }
}

function inherit(wish: GroupedWish, alternative: Alternative, before: Alternative): void {
  const hasDays =
    alternative.day !== undefined ||
    alternative.periods.length > 0 ||
    alternative.dayBounds.length > 0;
  if (!hasDays && alternative.times.length > 0) inheritDays(alternative, before);
  if (alternative.times.length === 0 && before.isTimeFirst && alternative.day !== undefined) {
    alternative.times = before.times;
    alternative.isTimeFirst = true;
    wish.isCarried = true;
  }
  if (
    before.isPeriodFirst &&
    alternative.day?.kind === 'weekday' &&
    alternative.periods.length === 0
  ) {
    alternative.periods = before.periods;
    alternative.isPeriodFirst = true;
  }
}

function inheritDays(alternative: Alternative, before: Alternative): void {
  alternative.day = before.day;
  alternative.periods = [...before.periods];
  alternative.dayBounds = [...before.dayBounds];
}

function carryBackward(wish: GroupedWish, list: readonly Alternative[]): void {
  for (let index = list.length - 2; index >= 0; index -= 1) {
    const alternative = list[index];
    const after = list[index + 1];
    if (alternative?.day === undefined || after?.day === undefined) continue;
    const isLate = alternative.times.length === 0 && after.times.length > 0 && !after.isTimeFirst;
    if (isLate) {
      alternative.times = after.times;
      wish.isCarried = true;
    }
    const isPeriodLate =
      alternative.periods.length === 0 && after.periods.length > 0 && !after.isPeriodFirst;
    if (isPeriodLate && alternative.day.kind === 'weekday') alternative.periods = after.periods;
  }
}
