import { wordAt } from './number-words.ts';
import { readCount, skipWord } from './read-clock.ts';
import { customaryDays, monthAt, readDay } from './read-day.ts';
import type { Token } from './tokens.ts';
import type { DayItem, Part, PeriodItem, Read } from './wish-items.ts';

const parts: Readonly<Record<string, Part>> = {
  debut: 'start',
  mi: 'middle',
  milieu: 'middle',
  courant: 'middle',
  fin: 'end',
};

/** Several days at once: « la semaine prochaine », « fin novembre », « du 14 au 18 », « ce week-end », « dans deux semaines ». */
export function readPeriod(tokens: readonly Token[], at: number): Read<PeriodItem> | undefined {
  return (
    readSpan(tokens, at) ??
    readInWeeks(tokens, at) ??
    readNextDays(tokens, at) ??
    readWeekend(tokens, at) ??
    readPart(tokens, at) ??
    readWeek(tokens, at, undefined) ??
    readMonth(tokens, at, undefined)
  );
}

/** « du 14 au 18 novembre », « entre lundi et mercredi », « de lundi à mercredi ». The month of the end holds for both. */
function readSpan(tokens: readonly Token[], at: number): Read<PeriodItem> | undefined {
  const opening = wordAt(tokens, at);
  if (opening !== 'du' && opening !== 'entre' && opening !== 'de') return undefined;
  const from = readDay(tokens, opening === 'du' ? at : at + 1);
  if (from === undefined) return undefined;
  const link = wordAt(tokens, from.next) ?? '';
  const links = opening === 'entre' ? ['et'] : ['au', 'a', 'jusqu', "jusqu'"];
  if (!links.includes(link)) return undefined;
  const to = readDay(tokens, link === 'au' ? from.next : from.next + 1);
  if (to === undefined) return undefined;
  const start = withMonthOf(opening === 'du' ? everyWeek(from.item) : from.item, to.item);
  return { item: { type: 'period', kind: 'span', from: start, to: to.item }, next: to.next };
}

/** « du lundi au vendredi » is a habit, « de lundi à vendredi » a stretch. */
function everyWeek(day: DayItem): DayItem {
  return day.kind === 'weekday' && day.modifier === 'plain' ? { ...day, modifier: 'every' } : day;
}

function withMonthOf(from: DayItem, to: DayItem): DayItem {
  if (from.kind !== 'date' || to.kind !== 'date' || from.month !== undefined) return from;
  return { ...from, month: to.month, year: to.year };
}

/** « dans deux semaines », « dans un mois ». */
function readInWeeks(tokens: readonly Token[], at: number): Read<PeriodItem> | undefined {
  if (wordAt(tokens, at) !== 'dans') return undefined;
  const count = readCount(tokens, at + 1);
  if (count === undefined) return undefined;
  const unit = wordAt(tokens, count.next) ?? '';
  if (/^semaines?$/.test(unit))
    return {
      item: { type: 'period', kind: 'week', weeksAhead: count.item, part: undefined },
      next: count.next + 1,
    };
  if (unit !== 'mois') return undefined;
  return { item: { type: 'period', kind: 'in-months', months: count.item }, next: count.next + 1 };
}

/** « sous huit jours », « d'ici trois jours », « dans les prochains jours », « dans la semaine ». */
function readNextDays(tokens: readonly Token[], at: number): Read<PeriodItem> | undefined {
  const words = tokens.slice(at, at + 5).map((token) => token.folded);
  const text = words.join(' ');
  if (text.startsWith('dans les prochains jours') || text.startsWith('dans les jours qui viennent'))
    return {
      item: { type: 'period', kind: 'next-days', days: 7 },
      next: at + (words[3] === 'qui' ? 5 : 4),
    };
  if (text.startsWith('dans la semaine') && words[3] !== 'prochaine' && words[3] !== 'du')
    return { item: { type: 'period', kind: 'next-days', days: 7 }, next: at + 3 };
  const start =
    words[0] === 'sous' ? at + 1 : words[0] === "d'" && words[1] === 'ici' ? at + 2 : undefined;
  const dansLes =
    words[0] === 'dans' && words[1] === 'les' ? skipWord(tokens, at + 2, ['prochains']) : undefined;
  const countAt = start ?? dansLes;
  if (countAt === undefined) return undefined;
  const count = readCount(tokens, countAt);
  if (count === undefined) return undefined;
  const unit = wordAt(tokens, count.next) ?? '';
  const days = /^jours?$/.test(unit)
    ? customaryDays(count.item)
    : /^semaines?$/.test(unit)
      ? count.item * 7
      : undefined;
  return days === undefined
    ? undefined
    : { item: { type: 'period', kind: 'next-days', days: days + 1 }, next: count.next + 1 };
}

function readWeekend(tokens: readonly Token[], at: number): Read<PeriodItem> | undefined {
  const start = wordAt(tokens, at) === 'week' ? at + 1 : at;
  const word = wordAt(tokens, start) ?? '';
  const isWeekend = start > at ? /^ends?$/.test(word) : /^weekends?$/.test(word);
  if (!isWeekend) return undefined;
  const isNext = wordAt(tokens, start + 1) === 'prochain';
  const isThis = wordAt(tokens, at - 1) === 'ce';
  const weeksAhead = isNext ? 1 : isThis ? 0 : undefined;
  return { item: { type: 'period', kind: 'weekend', weeksAhead }, next: start + (isNext ? 2 : 1) };
}

/** « début de semaine prochaine », « fin novembre », « mi-décembre », « début du mois prochain ». */
function readPart(tokens: readonly Token[], at: number): Read<PeriodItem> | undefined {
  const part = parts[wordAt(tokens, at) ?? ''];
  if (part === undefined) return undefined;
  let next = skipWord(tokens, at + 1, ['de', 'du', "d'"]);
  next = skipWord(tokens, next, ['la', 'le', 'cette', 'ce']);
  return readWeek(tokens, next, part) ?? readMonth(tokens, next, part, true);
}

const nextWords = ['prochaine', 'suivante', 'prochain', 'suivant'];

function readWeek(
  tokens: readonly Token[],
  at: number,
  part: Part | undefined,
): Read<PeriodItem> | undefined {
  if (wordAt(tokens, at) !== 'semaine') return undefined;
  const after = wordAt(tokens, at + 1) ?? '';
  const before = wordAt(tokens, at - 1) ?? '';
  if (nextWords.includes(after) || (after === 'qui' && wordAt(tokens, at + 2) === 'vient'))
    return week(1, part, at + (after === 'qui' ? 3 : 2));
  if (after === "d'" && wordAt(tokens, at + 2) === 'apres') return week(1, part, at + 3);
  if (after === 'en' && wordAt(tokens, at + 2) === 'cours') return week(0, part, at + 3);
  if (after === 'du') return readWeekOf(tokens, at + 1);
  if (before === 'cette') return week(0, part, at + 1);
  if (part !== undefined) return week(undefined, part, at + 1);
  const isUsual = before === 'en' || before === 'la';
  return isUsual ? { item: { type: 'period', kind: 'working-days' }, next: at + 1 } : undefined;
}

function week(
  weeksAhead: number | undefined,
  part: Part | undefined,
  next: number,
): Read<PeriodItem> {
  return { item: { type: 'period', kind: 'week', weeksAhead, part }, next };
}

/** « la semaine du 23 novembre », « la semaine du 23 au 27 ». */
function readWeekOf(tokens: readonly Token[], at: number): Read<PeriodItem> | undefined {
  const span = readSpan(tokens, at);
  if (span !== undefined) return span;
  const day = readDay(tokens, at);
  return day === undefined
    ? undefined
    : { item: { type: 'period', kind: 'week-of', day: day.item }, next: day.next };
}

function readMonth(
  tokens: readonly Token[],
  at: number,
  part: Part | undefined,
  isAnnounced = false,
): Read<PeriodItem> | undefined {
  const named = monthAt(tokens, at);
  if (named !== undefined) {
    const before = wordAt(tokens, at - 1) ?? '';
    const isMonth =
      isAnnounced || ['en', 'de', 'courant', 'debut', 'fin', 'mois', "d'"].includes(before);
    // « un mars » is no month: months stand after « en », « fin », « au mois de ».
    return isMonth
      ? {
          item: { type: 'period', kind: 'month', month: named, monthsAhead: undefined, part },
          next: at + 1,
        }
      : undefined;
  }
  if (wordAt(tokens, at) !== 'mois') return undefined;
  const isNext = nextWords.includes(wordAt(tokens, at + 1) ?? '');
  const isThis = wordAt(tokens, at - 1) === 'ce' || part !== undefined;
  if (!isNext && !isThis) return undefined;
  const monthsAhead = isNext ? 1 : 0;
  return {
    item: { type: 'period', kind: 'month', month: undefined, monthsAhead, part },
    next: at + (isNext ? 2 : 1),
  };
}
