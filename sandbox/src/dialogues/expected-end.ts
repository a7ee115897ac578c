import type { Slot } from '@standardiste/shared/contracts/tools.ts';
import { isoDateOf, toLocalTime } from '@standardiste/shared/french/local-time.ts';
import { fold } from '@standardiste/shared/french/tokens.ts';

/** What a call must have come to. Whatever is not among the ends of a dialogue must not have happened. */
export type ExpectedEnd =
  | { readonly type: 'booked'; readonly wish: SlotWish }
  | { readonly type: 'moved'; readonly wish: SlotWish }
  | { readonly type: 'cancelled' }
  | { readonly type: 'link'; readonly label: string }
  | { readonly type: 'answered'; readonly fragments: readonly string[] }
  | { readonly type: 'lead'; readonly lastName: string; readonly phone: string }
  | { readonly type: 'call-back' }
  | { readonly type: 'emergency' }
  | { readonly type: 'nothing' };

/** Local days (`2026-11-24`) and times (`14:00`), both ends included; a time to come counts by its start. */
export interface SlotWish {
  readonly days: readonly [string, string] | null;
  readonly times: readonly [string, string] | null;
  readonly advisorId: string | null;
}

/** What has come of a call. */
export interface CallResult {
  readonly booked: Slot | null;
  /** The appointments that the caller had before the call. */
  readonly had: readonly Slot[];
  /** All that they have after it. */
  readonly kept: readonly Slot[];
  /** What was sent by text message on request. */
  readonly links: readonly string[];
  readonly lead: { readonly lastName: string; readonly phone: string } | null;
  readonly hasCallBackPromise: boolean;
  /** What the callbot said, turn by turn. */
  readonly spoken: readonly string[];
}

/** Reads `booked 2026-11-24 14:00..17:30 with karim`, `answered 1 190|mille cent`, `lead Moreau +33…`, `moved …`, `cancelled`, `link catalogue`, `call-back`, `emergency`, `nothing`. */
export function parseEnd(text: string): ExpectedEnd {
  const [type = '', ...rest] = text.split(/\s+/);
  switch (type) {
    case 'booked':
    case 'moved':
      return { type, wish: parseWish(rest) };
    case 'link':
      return { type, label: rest.join(' ') };
    case 'answered':
      return { type, fragments: rest.join(' ').split('|') };
    case 'lead':
      return { type, lastName: rest.slice(0, -1).join(' '), phone: rest.at(-1) ?? '' };
    case 'cancelled':
    case 'call-back':
    case 'emergency':
    case 'nothing':
      return { type };
    default:
      throw new TypeError(`« ${text} » is no end of a dialogue`);
  }
}

function parseWish(words: readonly string[]): SlotWish {
  const withAt = words.indexOf('with');
  const range = (pattern: RegExp): readonly [string, string] | null => {
    const [from, to = from] = words.find((word) => pattern.test(word))?.split('..') ?? [];
    return from === undefined || to === undefined ? null : [from, to];
  };
  return {
    days: range(/^\d{4}-/),
    times: range(/^\d\d:/),
    advisorId: withAt === -1 ? null : (words[withAt + 1] ?? null),
  };
}

/** Whether a slot is what the caller wants. */
export function fits(slot: Slot, wish: SlotWish, timeZone: string): boolean {
  const local = toLocalTime(Date.parse(slot.startAt), timeZone);
  const day = isoDateOf(local.epochDay);
  const time = new Date(local.minute * 60_000).toISOString().slice(11, 16);
  const isIn = (value: string, range: readonly [string, string] | null): boolean =>
    range === null || (value >= range[0] && value <= range[1]);
  return (
    isIn(day, wish.days) &&
    isIn(time, wish.times) &&
    (wish.advisorId === null || wish.advisorId === slot.advisorId)
  );
}

/** The first end that is not reached yet. */
export function missingEnd(
  result: CallResult,
  ends: readonly ExpectedEnd[],
  timeZone: string,
): ExpectedEnd | null {
  return ends.find((end) => !isReached(result, end, timeZone)) ?? null;
}

/** What is missing from a call, or should not have happened; null when it ended as it should. */
export function whatIsWrong(
  result: CallResult,
  ends: readonly ExpectedEnd[],
  timeZone: string,
): string | null {
  const missing = missingEnd(result, ends, timeZone);
  if (missing !== null) return `not ${describe(missing)}`;
  const types = new Set(ends.map(({ type }) => type));
  const isChanged = result.had.some((slot) => !isKept(result, slot));
  if (isChanged && !types.has('moved') && !types.has('cancelled')) return 'changed an appointment';
  if (result.links.length > 0 && !types.has('link')) return `sent ${result.links.join(', ')}`;
  if (result.booked !== null && !types.has('booked')) return `booked ${result.booked.startAt}`;
  if (result.lead !== null && !types.has('lead')) return `noted ${result.lead.lastName}`;
  if (result.hasCallBackPromise && !types.has('call-back') && !types.has('lead'))
    return 'promised a call back';
  return null;
}

function isReached(result: CallResult, end: ExpectedEnd, timeZone: string): boolean {
  const { booked, lead } = result;
  switch (end.type) {
    case 'booked':
      return booked !== null && fits(booked, end.wish, timeZone);
    case 'moved':
      return (
        result.had.some((slot) => !isKept(result, slot)) &&
        result.kept.some((slot) => fits(slot, end.wish, timeZone))
      );
    case 'cancelled':
      return result.had.length > 0 && result.kept.length === 0;
    case 'link':
      return result.links.some((label) => fold(label).includes(fold(end.label)));
    case 'answered':
      return end.fragments.some((fragment) =>
        result.spoken.some((text) => fold(text).includes(fold(fragment))),
      );
    case 'lead':
      return (
        lead !== null && fold(lead.lastName) === fold(end.lastName) && lead.phone === end.phone
      );
    case 'call-back':
      return result.hasCallBackPromise;
    case 'emergency':
      return result.spoken.some((text) => /quinze ou le cent douze/i.test(text));
    case 'nothing':
      return true;
  }
}

function isKept({ kept }: CallResult, { startAt }: Slot): boolean {
  return kept.some((slot) => slot.startAt === startAt);
}

function describe(end: ExpectedEnd): string {
  switch (end.type) {
    case 'booked':
    case 'moved':
      return [end.type, end.wish.days, end.wish.times, end.wish.advisorId]
        .filter(Boolean)
        .join(' ');
    case 'answered':
      return `answered « ${end.fragments.join(' | ')} »`;
    case 'link':
      return `link ${end.label}`;
    case 'lead':
      return `lead ${end.lastName} ${end.phone}`;
    default:
      return end.type;
  }
}
