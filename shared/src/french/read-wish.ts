import { wordAt } from './number-words.ts';
import { createPhraseBook } from './phrases.ts';
import { readBareHour, readClock, readCount, isHourWord } from './read-clock.ts';
import { readDay } from './read-day.ts';
import { readPeriod } from './read-period.ts';
import { dayPartPhrases, dayParts } from './tables/day-parts.ts';
import { type Connector, connectorPhrases } from './tables/wish-phrases.ts';
import { readWords, type Token } from './tokens.ts';
import type { ClockTime, Read, TimeItem, WishItem } from './wish-items.ts';

const connectorBook = createPhraseBook(connectorPhrases);
const dayPartBook = createPhraseBook(dayPartPhrases);
/** A wish has a handful of items; what comes later is not read. */
const maxItems = 80;

/** The days, times and joining words of a text, in order. Words that say nothing about a date are passed over. */
export function readWishItems(text: string): WishItem[] {
  const tokens = readWords(normaliseDigits(text));
  const items: WishItem[] = [];
  for (let at = 0; at < tokens.length && items.length < maxItems;) {
    if (tokens[at]?.joiner === 'break' && items.length > 0) items.push({ type: 'comma' });
    const read = readItem(tokens, at);
    if (read === undefined) {
      at += 1;
      continue;
    }
    if (read.item !== undefined) items.push(read.item);
    at = read.next;
  }
  return items;
}

/** « 14:30 » is « 14 h 30 »; « 14/11/2026 » has its month's name. */
function normaliseDigits(text: string): string {
  return text
    .replace(/\b(\d{1,2}):(\d{2})\b/g, '$1 h $2')
    .replace(/\b(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?\b/g, writeMonth);
}

const months =
  'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ');

function writeMonth(all: string, day: string, month: string, year: string | undefined): string {
  const name = months[Number(month) - 1];
  if (name === undefined || Number(day) > 31 || Number(day) < 1) return all;
  const fullYear = year === undefined ? '' : year.length === 2 ? `20${year}` : year;
  return `le ${day} ${name} ${fullYear} `;
}

function readItem(tokens: readonly Token[], at: number): Read<WishItem | undefined> | undefined {
  const part = dayPartBook.matchAt(tokens, at);
  const connector = connectorBook.matchAt(tokens, at);
  if (part !== undefined && part.length >= (connector?.length ?? 0))
    return {
      item: { type: 'time', kind: 'part', part: dayParts[part.meaning] },
      next: at + part.length,
    };
  return (
    readRange(tokens, at) ??
    readSoon(tokens, at) ??
    readThisPart(tokens, at) ??
    readPeriod(tokens, at) ??
    readDayUnlessConnector(tokens, at, connector?.length ?? 0) ??
    readBounded(tokens, at, connector) ??
    readConnector(at, connector) ??
    readExact(tokens, at)
  );
}

/** « après-demain » is a day, although « après » opens a bound. */
function readDayUnlessConnector(
  tokens: readonly Token[],
  at: number,
  connectorLength: number,
): Read<WishItem> | undefined {
  const day = readDay(tokens, at);
  return day !== undefined && day.next - at >= connectorLength ? day : undefined;
}

/** « ce matin », « cet après-midi », « ce soir » are today. */
function readThisPart(tokens: readonly Token[], at: number): Read<WishItem> | undefined {
  const word = wordAt(tokens, at);
  if (word !== 'ce' && word !== 'cet' && word !== 'cette') return undefined;
  if (dayPartBook.matchAt(tokens, at + 1) === undefined) return undefined;
  return { item: { type: 'day', kind: 'offset', days: 0 }, next: at + 1 };
}

/** « dans une heure », « dans trente minutes ». */
function readSoon(tokens: readonly Token[], at: number): Read<WishItem> | undefined {
  if (wordAt(tokens, at) !== 'dans') return undefined;
  const count = readCount(tokens, at + 1);
  if (count === undefined) return undefined;
  const unit = tokens[count.next];
  if (isHourWord(unit))
    return { item: { type: 'soon', minutes: count.item * 60 }, next: count.next + 1 };
  return unit?.folded === 'minutes'
    ? { item: { type: 'soon', minutes: count.item }, next: count.next + 1 }
    : undefined;
}

/** « entre dix et onze heures », « de 14 h à 16 h », « 9h-12h ». */
function readRange(tokens: readonly Token[], at: number): Read<TimeItem> | undefined {
  const opening = wordAt(tokens, at);
  const isOpened = opening === 'entre' || opening === 'de';
  const from = isOpened ? readBareHour(tokens, at + 1) : readClock(tokens, at);
  if (from === undefined) return undefined;
  const link = tokens[from.next];
  const isLinked =
    opening === 'entre' ? link?.folded === 'et' : link?.folded === 'a' || link?.folded === "jusqu'";
  const isDashed = !isOpened && link?.joiner === 'hyphen';
  if (!isLinked && !isDashed) return undefined;
  const start = isDashed ? from.next : link?.folded === "jusqu'" ? from.next + 2 : from.next + 1;
  const to = opening === 'entre' ? readBareHour(tokens, start) : readClock(tokens, start);
  if (to === undefined) return undefined;
  // « de 14 à 16 heures » is a time, « de 14 à 16 » is not.
  return { item: { type: 'time', kind: 'between', from: from.item, to: to.item }, next: to.next };
}

type ConnectorMatch = { meaning: Connector; length: number } | undefined;

/** « à partir de quatorze heures », « avant vendredi », « vers dix heures ». */
function readBounded(
  tokens: readonly Token[],
  at: number,
  connector: ConnectorMatch,
): Read<WishItem> | undefined {
  if (connector === undefined) return undefined;
  const { meaning } = connector;
  if (meaning !== 'from' && meaning !== 'until' && meaning !== 'about') return undefined;
  const start = skipArticles(tokens, at + connector.length);
  const day = meaning === 'about' ? undefined : readDayBound(tokens, at, start, meaning);
  if (day !== undefined) return day;
  const hour = readBareHour(tokens, start);
  if (hour === undefined) return undefined;
  if (meaning === 'about')
    return { item: { type: 'time', kind: meaning, time: hour.item }, next: hour.next };
  const isNegated = tokens
    .slice(at, start)
    .some(({ folded }) => folded === 'pas' || folded === 'jamais');
  return { item: { type: 'time', kind: meaning, time: hour.item, isNegated }, next: hour.next };
}

function skipArticles(tokens: readonly Token[], at: number): number {
  const word = wordAt(tokens, at) ?? '';
  return word === 'a' || word === 'les' ? at + 1 : at;
}

function readDayBound(
  tokens: readonly Token[],
  at: number,
  start: number,
  meaning: 'from' | 'until',
): Read<WishItem> | undefined {
  const words = tokens.slice(at, start).map((token) => token.folded);
  const last = words.at(-1) ?? '';
  // « du », « au » and « le » belong to the date.
  const dayAt = last === 'du' || last === 'au' || last === 'le' ? start - 1 : start;
  const periodAt = wordAt(tokens, start) === 'la' ? start + 1 : start;
  const day = readDay(tokens, dayAt) ?? readPeriod(tokens, periodAt) ?? readBareDate(tokens, start);
  if (day === undefined) return undefined;
  // « après lundi » leaves Monday out, « pas après lundi » does not.
  const kind =
    meaning === 'from'
      ? words.includes('apres')
        ? 'after'
        : 'from'
      : words.includes('avant')
        ? 'before'
        : 'until';
  return { item: { type: 'day-bound', kind, day: day.item }, next: day.next };
}

function readBareDate(tokens: readonly Token[], at: number): ReturnType<typeof readDay> {
  return wordAt(tokens, at) === 'le' ? readDay(tokens, at) : undefined;
}

function readConnector(
  at: number,
  connector: ConnectorMatch,
): Read<WishItem | undefined> | undefined {
  if (connector === undefined) return undefined;
  const next = at + connector.length;
  switch (connector.meaning) {
    case 'neutral':
    case 'from':
    case 'until':
    case 'about':
      return { item: undefined, next };
    default:
      return { item: { type: connector.meaning }, next };
  }
}

/** « à quatorze heures », « 14 h 30 », « à quatorze » after « à » alone. */
function readExact(tokens: readonly Token[], at: number): Read<TimeItem> | undefined {
  const clock = readClock(tokens, at) ?? readAfterAt(tokens, at);
  return clock === undefined
    ? undefined
    : { item: { type: 'time', kind: 'exact', time: clock.item }, next: clock.next };
}

function readAfterAt(tokens: readonly Token[], at: number): Read<ClockTime> | undefined {
  if (wordAt(tokens, at) !== 'a' || wordAt(tokens, at - 1) === 'y') return undefined;
  const hour = readBareHour(tokens, at + 1);
  const isPlausible =
    hour !== undefined && hour.item.minute >= 7 * 60 && hour.item.minute <= 20 * 60;
  return isPlausible ? hour : undefined;
}
