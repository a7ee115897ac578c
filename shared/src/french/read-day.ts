import { monthNames, weekdayNames } from './calendar-words.ts';
import { readCardinal, wordAt } from './number-words.ts';
import { createPhraseBook } from './phrases.ts';
import { isHourWord, readCount, skipWord } from './read-clock.ts';
import { dayOffsetPhrases, feastPhrases } from './tables/wish-phrases.ts';
import { fold, type Token } from './tokens.ts';
import type { DayItem, Read, WeekdayModifier } from './wish-items.ts';

const offsetBook = createPhraseBook(dayOffsetPhrases);
const feastBook = createPhraseBook(feastPhrases);
const weekdays = new Map(weekdayNames.map((name, index) => [name as string, index + 1]));
const months = new Map(monthNames.map((name, index) => [fold(name), index + 1]));

/** A day that starts at a token: « demain », « mardi prochain », « mardi 14 », « le 14 novembre », « dans dix jours ». */
export function readDay(tokens: readonly Token[], at: number): Read<DayItem> | undefined {
  const offset = offsetBook.matchAt(tokens, at);
  if (offset !== undefined)
    return {
      item: { type: 'day', kind: 'offset', days: Number(offset.meaning) },
      next: at + offset.length,
    };
  return (
    readInDays(tokens, at) ??
    readNthWeekday(tokens, at) ??
    readWeekday(tokens, at) ??
    readDate(tokens, at) ??
    readFeast(tokens, at)
  );
}

/** « dans dix jours »; by custom « dans huit jours » is a week, « dans quinze jours » two. */
function readInDays(tokens: readonly Token[], at: number): Read<DayItem> | undefined {
  if (wordAt(tokens, at) !== 'dans') return undefined;
  const count = readCount(tokens, at + 1);
  if (count === undefined || !/^jours?$/.test(wordAt(tokens, count.next) ?? '')) return undefined;
  return {
    item: { type: 'day', kind: 'offset', days: customaryDays(count.item) },
    next: count.next + 1,
  };
}

/** « huit jours » is one week and « quinze jours » two, counted with the first day. */
export function customaryDays(days: number): number {
  if (days === 8) return 7;
  return days === 15 ? 14 : days;
}

const places: Readonly<Record<string, number>> = {
  premier: 1,
  deuxieme: 2,
  second: 2,
  troisieme: 3,
  quatrieme: 4,
  dernier: -1,
};

/** « le premier lundi de décembre », « le dernier vendredi du mois ». */
function readNthWeekday(tokens: readonly Token[], at: number): Read<DayItem> | undefined {
  const start = skipWord(tokens, at, ['le', 'au', 'du']);
  const nth = places[wordAt(tokens, start) ?? ''];
  const weekday = weekdayAt(tokens, start + 1);
  if (nth === undefined || weekday === undefined) return undefined;
  const linkAt = start + 2;
  const link = wordAt(tokens, linkAt);
  if (link !== 'de' && link !== 'du' && link !== "d'") return undefined;
  const month = monthAt(tokens, linkAt + 1);
  if (month === undefined && wordAt(tokens, linkAt + 1) !== 'mois') return undefined;
  const isNext = month === undefined && wordAt(tokens, linkAt + 2) === 'prochain';
  return {
    item: { type: 'day', kind: 'nth', nth, weekday, month, monthsAhead: isNext ? 1 : 0 },
    next: linkAt + (isNext ? 3 : 2),
  };
}

function readWeekday(tokens: readonly Token[], at: number): Read<DayItem> | undefined {
  const article = wordAt(tokens, at);
  const isArticle = article !== undefined && articles.has(article);
  const isEach = article === 'tous' || article === 'chaque';
  const start = isEach ? skipWord(tokens, at + 1, ['les']) : isArticle ? at + 1 : at;
  const weekday = weekdayAt(tokens, start);
  if (weekday === undefined) return undefined;
  const dated = readDayNumber(tokens, start + 1);
  if (dated !== undefined) return { item: toDate(dated.item, weekday), next: dated.next };
  const modified = readModifier(tokens, start + 1);
  if (modified !== undefined)
    return {
      item: { type: 'day', kind: 'weekday', weekday, modifier: modified.item },
      next: modified.next,
    };
  const isPlural = wordAt(tokens, start)?.endsWith('s') === true;
  const isEvery = isEach || isPlural || article === 'le' || article === 'les';
  const modifier = isEvery ? 'every' : article === 'ce' ? 'this' : 'plain';
  return { item: { type: 'day', kind: 'weekday', weekday, modifier }, next: start + 1 };
}

const articles = new Set(['le', 'les', 'ce', 'du', 'au']);

export function weekdayAt(tokens: readonly Token[], at: number): number | undefined {
  const word = wordAt(tokens, at) ?? '';
  return weekdays.get(word) ?? weekdays.get(word.replace(/s$/, ''));
}

const modifiers: readonly { words: readonly string[]; modifier: WeekdayModifier }[] = [
  { words: ['en', 'huit'], modifier: 'in-eight' },
  { words: ['en', '8'], modifier: 'in-eight' },
  { words: ['en', 'quinze'], modifier: 'in-fifteen' },
  { words: ['en', '15'], modifier: 'in-fifteen' },
  { words: ['prochain'], modifier: 'next' },
  { words: ['prochains'], modifier: 'every' },
  { words: ['qui', 'vient'], modifier: 'this' },
  { words: ['qui', 'arrive'], modifier: 'this' },
  { words: ["d'", 'apres'], modifier: 'in-eight' },
  { words: ['suivant'], modifier: 'in-eight' },
];

function readModifier(tokens: readonly Token[], at: number): Read<WeekdayModifier> | undefined {
  const found = modifiers.find(({ words }) =>
    words.every((word, index) => tokens[at + index]?.folded === word),
  );
  return found === undefined ? undefined : { item: found.modifier, next: at + found.words.length };
}

interface DayNumber {
  day: number;
  month: number | undefined;
  year: number | undefined;
  monthsAhead: number | undefined;
}

/** « le 14 », « 14 novembre », « le premier décembre 2026 ». A number alone is no date. */
function readDate(tokens: readonly Token[], at: number): Read<DayItem> | undefined {
  const article = wordAt(tokens, at) ?? '';
  const hasArticle = articles.has(article) && article !== 'ce' && article !== 'les';
  const date = readDayNumber(tokens, hasArticle ? at + 1 : at);
  if (date === undefined) return undefined;
  if (!hasArticle && date.item.month === undefined) return undefined;
  return { item: toDate(date.item, undefined), next: date.next };
}

/** A number from 1 to 31 that is no hour and counts nothing, with its month and year when they follow. */
export function readDayNumber(tokens: readonly Token[], at: number): Read<DayNumber> | undefined {
  if (tokens[at]?.joiner === 'break') return undefined;
  const start = skipWord(tokens, at, ['le']);
  const number = readFirst(tokens, start) ?? readCount(tokens, start);
  if (number === undefined || number.item < 1 || number.item > 31) return undefined;
  const follows = tokens[number.next];
  if (isHourWord(follows) || (follows !== undefined && countedWords.test(follows.folded)))
    return undefined;
  const month = months.get(wordAt(tokens, skipWord(tokens, number.next, ['du', 'de'])) ?? '');
  // « le 06 39… » is a phone number.
  if (month === undefined)
    return follows?.kind === 'number' ? undefined : withoutMonth(tokens, number);
  const next = skipWord(tokens, number.next, ['du', 'de']) + 1;
  const year = readYear(tokens, next);
  return {
    item: { day: number.item, month, year: year?.item, monthsAhead: undefined },
    next: year?.next ?? next,
  };
}

const countedWords =
  /^(jours?|semaines?|minutes?|mois|ans?|euros?|personnes?|fois|rendez|creneaux?|rdv|eme|e|ieme|disponible|possible|options?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)$/;

function withoutMonth(tokens: readonly Token[], number: Read<number>): Read<DayNumber> {
  const words = tokens
    .slice(number.next, number.next + 3)
    .map((token) => token.folded)
    .join(' ');
  const ahead = words.startsWith('du mois prochain')
    ? 1
    : /^(de ce|du) mois/.test(words)
      ? 0
      : undefined;
  const length = ahead === 1 || words.startsWith('de ce mois') ? 3 : ahead === 0 ? 2 : 0;
  return {
    item: { day: number.item, month: undefined, year: undefined, monthsAhead: ahead },
    next: number.next + length,
  };
}

/** « premier », « 1er ». */
function readFirst(tokens: readonly Token[], at: number): Read<number> | undefined {
  if (wordAt(tokens, at) === 'premier') return { item: 1, next: at + 1 };
  const isFirst = tokens[at]?.text === '1' && wordAt(tokens, at + 1) === 'er';
  return isFirst ? { item: 1, next: at + 2 } : undefined;
}

function readYear(tokens: readonly Token[], at: number): Read<number> | undefined {
  const reading = readCardinal(tokens, at);
  if (reading === undefined || tokens[at]?.joiner === 'break') return undefined;
  return reading.value >= 2_000 && reading.value < 2_100
    ? { item: reading.value, next: reading.next }
    : undefined;
}

function toDate(date: DayNumber, weekday: number | undefined): DayItem {
  return { type: 'day', kind: 'date', ...date, weekday };
}

export function monthAt(tokens: readonly Token[], at: number): number | undefined {
  return months.get(wordAt(tokens, at) ?? '');
}

function readFeast(tokens: readonly Token[], at: number): Read<DayItem> | undefined {
  const match = feastBook.matchAt(tokens, at);
  if (match === undefined) return undefined;
  const [month = 1, day = 1] = match.meaning.split('-').map(Number);
  return {
    item: {
      type: 'day',
      kind: 'date',
      day,
      month,
      year: undefined,
      weekday: undefined,
      monthsAhead: undefined,
    },
    next: at + match.length,
  };
}
