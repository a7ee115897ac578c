import { type Alternative, groupWish } from './group-wish.ts';
import { toLocalTime, weekdayOf } from './local-time.ts';
import { parseOrdinal } from './parse-ordinal.ts';
import { parseYesNo } from './parse-yes-no.ts';
import { createPhraseBook } from './phrases.ts';
import { readWishItems } from './read-wish.ts';
import { resolveDays } from './resolve-days.ts';
import { resolveTimes, settle } from './resolve-times.ts';
import { readWords, type Token } from './tokens.ts';
import type { TimeItem, WishItem } from './wish-items.ts';

/** A start that was offered. */
export interface OfferedOption {
  startMs: number;
}

export interface ChooseOptions {
  nowMs: number;
  timeZone: string;
}

const book = createPhraseBook({
  none: [
    'aucun',
    'aucune',
    'aucun des deux',
    'aucun des trois',
    "ni l'un ni l'autre",
    'ni le premier ni le deuxieme',
    'rien de tout ca',
    'autre chose',
    'un autre jour',
    'une autre date',
    'un autre creneau',
    'une autre heure',
    "d'autres creneaux",
    "vous n'avez pas autre chose",
    'pas ces jours la',
  ],
  any: [
    "n'importe",
    "n'importe lequel",
    'peu importe',
    "n'importe quel",
    'comme vous voulez',
    "ca m'est egal",
    'les deux me vont',
    'les deux',
    'les trois',
    'tous me vont',
    'choisissez',
  ],
  earliest: [
    'le plus tot',
    'au plus tot',
    'le plus tot possible',
    'le plus proche',
    'le plus vite possible',
    'des que possible',
    'le plus rapide',
  ],
  latest: ['le plus tard', 'le plus tard possible', 'au plus tard', 'le plus loin'],
});

interface LocalOption {
  index: number;
  epochDay: number;
  minute: number;
}

/**
 * Which of the offered starts the caller takes: by place (« le premier », « la deuxième »), by day or time (« mardi », « celui de
 * quatorze heures », « plutôt jeudi »), or by agreeing to the only one. `'ambiguous'` when several fit, undefined when none was
 * chosen. The index is that of the list, in the order in which the options were said.
 */
export function chooseOption(
  text: string,
  options: readonly OfferedOption[],
  context: ChooseOptions,
): number | 'ambiguous' | undefined {
  if (options.length === 0) return undefined;
  const words = readWords(text);
  const local = options.map(({ startMs }, index) => ({
    index,
    ...toLocalTime(startMs, context.timeZone),
  }));
  const hint = readHint(words);
  if (hint === 'none') return undefined;
  const byWish = chooseByWish(text, local, context);
  const byPlace = namesMonth(text) ? undefined : choosePlace(text, words, options.length);
  if (byPlace !== undefined && isPlaceAlone(text)) return byPlace;
  if (byPlace !== undefined && (byWish === undefined || byWish === 'unmatched')) return byPlace;
  if (byWish === 'unmatched') return undefined;
  if (byWish !== undefined) return byWish;
  if (hint === 'latest') return extreme(options, 1);
  if (hint !== undefined) return extreme(options, -1);
  if (parseYesNo(text) !== 'yes') return undefined;
  return options.length === 1 ? 0 : 'ambiguous';
}

function readHint(words: readonly Token[]): 'none' | 'any' | 'earliest' | 'latest' | undefined {
  for (let at = 0; at < words.length; at += 1) {
    const match = book.matchAt(words, at);
    if (match !== undefined) return match.meaning;
  }
  return undefined;
}

/** « le premier décembre » is a date, no place. */
function namesMonth(text: string): boolean {
  return readWishItems(text).some(
    (item) => item.type === 'day' && item.kind === 'date' && item.month !== undefined,
  );
}

/** « le premier, s'il vous plaît » is the first that was offered, also when another is on the first of December. « le 2 » may be a date. */
function isPlaceAlone(text: string): boolean {
  const ordinal = parseOrdinal(text);
  const items = readWishItems(text).filter(({ type }) => type !== 'comma');
  return ordinal !== undefined && items.every((item) => isDayAlone(item, ordinal));
}

/** A date that is nothing but the ordinal itself. */
function isDayAlone(item: WishItem, ordinal: number | 'last'): boolean {
  if (item.type !== 'day' || item.kind !== 'date' || item.day !== ordinal) return false;
  return item.weekday === undefined && item.month === undefined && item.monthsAhead === undefined;
}

/** « le premier », « le 2 », « la dernière ». */
function choosePlace(text: string, words: readonly Token[], count: number): number | undefined {
  const ordinal = parseOrdinal(text);
  if (ordinal === 'last') return count - 1;
  const place = ordinal ?? optionNumber(words);
  return place !== undefined && place >= 1 && place <= count ? place - 1 : undefined;
}

const numbers: Readonly<Record<string, number>> = {
  '1': 1,
  un: 1,
  '2': 2,
  deux: 2,
  '3': 3,
  trois: 3,
  '4': 4,
  quatre: 4,
};

/** « le deux », « l'option trois », « numéro un ». */
function optionNumber(words: readonly Token[]): number | undefined {
  const opening = new Set(['option', 'numero', 'choix', 'proposition', 'le', 'creneau']);
  const at = words.findIndex(
    (word, index) => opening.has(words[index - 1]?.folded ?? '') && word.folded in numbers,
  );
  const isLast = at >= 0 && at === words.length - 1;
  return isLast ? numbers[words[at]?.folded ?? ''] : undefined;
}

/** The options that fit the days and times said; `'unmatched'` when there are such words and nothing fits. */
function chooseByWish(
  text: string,
  options: readonly LocalOption[],
  context: ChooseOptions,
): number | 'ambiguous' | 'unmatched' | undefined {
  const wish = groupWish(readWishItems(text));
  const isEmpty =
    wish.wanted.length + wish.excluded.length + wish.times.length + wish.dayBounds.length === 0;
  if (isEmpty) return undefined;
  const today = toLocalTime(context.nowMs, context.timeZone).epochDay;
  const allowed = options.filter(
    (option) => !wish.excluded.some((alternative) => fits(alternative, option, today)),
  );
  const candidates =
    wish.wanted.length === 0 && wish.excluded.length > 0
      ? allowed
      : allowed.filter((option) =>
          wish.wanted.some((alternative) => fits(alternative, option, today)),
        );
  const narrowed = exactFirst(candidates, wish.wanted);
  const [only] = narrowed;
  if (only === undefined) return 'unmatched';
  return narrowed.length === 1 ? only.index : 'ambiguous';
}

function fits(alternative: Alternative, option: LocalOption, today: number): boolean {
  return (
    fitsDay(alternative, option, today) && alternative.times.every((time) => fitsTime(time, option))
  );
}

/** A weekday is that of the option, whatever the week; a date may name the day only. */
function fitsDay(alternative: Alternative, option: LocalOption, today: number): boolean {
  const { day } = alternative;
  if (day?.kind === 'weekday') return day.weekday === weekdayOf(option.epochDay);
  if (day === undefined && alternative.periods.length === 0 && alternative.dayBounds.length === 0)
    return true;
  const result = resolveDays(alternative, today);
  if (result.type === 'days')
    return result.ranges.some(({ from, to }) => option.epochDay >= from && option.epochDay < to);
  return result.type === 'either' && result.days.includes(option.epochDay);
}

/** « quatorze heures » may stand for an offered 14 h 30, when no option is at 14 h. */
function fitsTime(time: TimeItem, option: LocalOption): boolean {
  if (time.kind === 'exact') {
    return [time.time.minute, settle(time.time, undefined)].some((minute) =>
      isSameTime(minute, option.minute),
    );
  }
  const range = resolveTimes([time]);
  return range !== undefined && option.minute >= range.from && option.minute < range.to;
}

function isSameTime(said: number, offered: number): boolean {
  return said === offered || (said % 60 === 0 && Math.floor(offered / 60) * 60 === said);
}

function exactFirst(
  candidates: readonly LocalOption[],
  wanted: readonly Alternative[],
): readonly LocalOption[] {
  const times = wanted
    .flatMap((alternative) => alternative.times)
    .filter((time) => time.kind === 'exact');
  const exact = candidates.filter((option) =>
    times.some((time) => [time.time.minute, settle(time.time, undefined)].includes(option.minute)),
  );
  return exact.length > 0 ? exact : candidates;
}

/** The index of the earliest (-1) or latest (1) option. */
function extreme(options: readonly OfferedOption[], direction: 1 | -1): number {
  let best = 0;
  for (const [index, option] of options.entries()) {
    if (direction * (option.startMs - (options[best]?.startMs ?? 0)) > 0) best = index;
  }
  return best;
}
