import type { DayPart } from './tables/day-parts.ts';

/** A time of day as it was said, in minutes after midnight. */
export interface ClockTime {
  minute: number;
  /** True when the words leave no doubt between morning and afternoon: « 14 heures », « trois heures de l'après-midi ». */
  isCertain: boolean;
}

export type TimeItem =
  | { type: 'time'; kind: 'exact'; time: ClockTime }
  | { type: 'time'; kind: 'about'; time: ClockTime }
  | {
      type: 'time';
      kind: 'from' | 'until';
      time: ClockTime;
      /** « pas avant dix heures »: the « pas » is spent, so that it holds even among exclusions. */
      isNegated: boolean;
    }
  | { type: 'time'; kind: 'between'; from: ClockTime; to: ClockTime }
  | { type: 'time'; kind: 'part'; part: DayPart };

export type WeekdayModifier = 'plain' | 'this' | 'next' | 'in-eight' | 'in-fifteen' | 'every';

export type DayItem =
  | NthWeekdayItem
  | { type: 'day'; kind: 'offset'; days: number }
  | { type: 'day'; kind: 'weekday'; weekday: number; modifier: WeekdayModifier }
  | {
      type: 'day';
      kind: 'date';
      day: number;
      /** 1 to 12. */
      month: number | undefined;
      year: number | undefined;
      /** The weekday said with it, which must agree. */
      weekday: number | undefined;
      /** « du mois prochain ». */
      monthsAhead: number | undefined;
    };

/** « le premier lundi de décembre »; `nth` is 1 to 4, or -1 for the last. */
export interface NthWeekdayItem {
  type: 'day';
  kind: 'nth';
  nth: number;
  weekday: number;
  month: number | undefined;
  monthsAhead: number;
}

export type Part = 'start' | 'middle' | 'end';

export type PeriodItem =
  | { type: 'period'; kind: 'week'; weeksAhead: number | undefined; part: Part | undefined }
  | { type: 'period'; kind: 'week-of'; day: DayItem }
  | { type: 'period'; kind: 'weekend'; weeksAhead: number | undefined }
  | { type: 'period'; kind: 'in-months'; months: number }
  | { type: 'period'; kind: 'working-days' }
  | { type: 'period'; kind: 'next-days'; days: number }
  | { type: 'period'; kind: 'span'; from: DayItem; to: DayItem }
  | {
      type: 'period';
      kind: 'month';
      month: number | undefined;
      monthsAhead: number | undefined;
      part: Part | undefined;
    };

/** A day that opens or closes a stretch of days. `after` leaves the day itself out, `until` keeps it, `before` does not. */
export interface DayBoundItem {
  type: 'day-bound';
  kind: 'from' | 'after' | 'until' | 'before';
  day: DayItem | PeriodItem;
}

export interface SoonItem {
  type: 'soon';
  /** Minutes from now: « dans une heure ». */
  minutes: number;
}

export interface ConnectorItem {
  type: 'or' | 'but' | 'correction' | 'not' | 'not-this' | 'comma' | 'stop' | 'asap' | 'any';
}

export type DateItem = TimeItem | DayItem | PeriodItem | DayBoundItem | SoonItem;
export type WishItem = DateItem | ConnectorItem;

/** An item and the index of the first token after it. */
export interface Read<Item> {
  item: Item;
  next: number;
}
