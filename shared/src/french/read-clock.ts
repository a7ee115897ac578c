import { readBelowHundred, wordAt } from './number-words.ts';
import type { Token } from './tokens.ts';
import type { ClockTime, Read } from './wish-items.ts';

const hourWords = new Set(['heure', 'heures', 'h', 'heur']);
const quarters: Readonly<Record<string, number>> = {
  quart: 15,
  demi: 30,
  demie: 30,
  'un quart': 15,
  'trois quarts': 45,
  'trois quart': 45,
};

/** A time of day that starts at a token: « quatorze heures trente », « 14 h 30 », « deux heures moins le quart », « midi et demi ». */
export function readClock(tokens: readonly Token[], at: number): Read<ClockTime> | undefined {
  const named = readNamedHour(tokens, at);
  const hour = named ?? readHour(tokens, at);
  if (hour === undefined) return undefined;
  const minutes = readMinutes(tokens, hour.next);
  const isFromNoon = named !== undefined;
  const minute = hour.item * 60 + (minutes?.item ?? 0);
  if (minute < 0 || minute > 1_440) return undefined;
  const next = skipWord(tokens, minutes?.next ?? hour.next, ['pile', 'precises', 'tapantes']);
  const half = readHalfOfDay(tokens, next);
  if (half !== undefined)
    return { item: { minute: inHalf(minute, half.item), isCertain: true }, next: half.next };
  return { item: { minute, isCertain: isFromNoon || hour.item > 12 || hour.item === 0 }, next };
}

/** « dix », where only a time can stand: after « vers », between « entre » and « et ». */
export function readBareHour(tokens: readonly Token[], at: number): Read<ClockTime> | undefined {
  const clock = readClock(tokens, at);
  if (clock !== undefined) return clock;
  const hour = readCount(tokens, at);
  if (hour === undefined || hour.item > 24) return undefined;
  return { item: { minute: hour.item * 60, isCertain: hour.item > 12 }, next: hour.next };
}

export function isHourWord(token: Token | undefined): boolean {
  return token !== undefined && hourWords.has(token.folded);
}

function readNamedHour(tokens: readonly Token[], at: number): Read<number> | undefined {
  const word = wordAt(tokens, at);
  if (word === 'midi') return { item: 12, next: at + 1 };
  return word === 'minuit' ? { item: 0, next: at + 1 } : undefined;
}

function readHour(tokens: readonly Token[], at: number): Read<number> | undefined {
  const count = readCount(tokens, at);
  if (count === undefined || count.item > 24 || !isHourWord(tokens[count.next])) return undefined;
  return { item: count.item, next: count.next + 1 };
}

/** A whole number below one hundred, in digits or words. */
export function readCount(tokens: readonly Token[], at: number): Read<number> | undefined {
  const token = tokens[at];
  if (token?.kind === 'number')
    return token.text.length <= 2 ? { item: Number(token.text), next: at + 1 } : undefined;
  const reading = readBelowHundred(tokens, at);
  return reading === undefined ? undefined : { item: reading.value, next: reading.next };
}

/** Minutes after an hour, negative before it. */
function readMinutes(tokens: readonly Token[], at: number): Read<number> | undefined {
  if (tokens[at]?.joiner === 'break') return undefined;
  const word = wordAt(tokens, at);
  if (word === 'et') return readFraction(tokens, at + 1);
  if (word === 'moins') return readMinus(tokens, at + 1);
  const fraction = readFraction(tokens, at);
  if (fraction !== undefined) return fraction;
  const zero = wordAt(tokens, at) === 'zero' ? at + 1 : at;
  const count = readCount(tokens, zero);
  if (count === undefined || count.item > 59 || isHourWord(tokens[count.next])) return undefined;
  return {
    item: count.item,
    next: skipWord(tokens, count.next, ['minutes', 'minute', 'min', 'mn']),
  };
}

function readFraction(tokens: readonly Token[], at: number): Read<number> | undefined {
  const one = quarters[wordAt(tokens, at) ?? ''];
  if (one !== undefined) return { item: one, next: at + 1 };
  const two = quarters[`${wordAt(tokens, at) ?? ''} ${wordAt(tokens, at + 1) ?? ''}`];
  return two === undefined ? undefined : { item: two, next: at + 2 };
}

function readMinus(tokens: readonly Token[], at: number): Read<number> | undefined {
  const start = skipWord(tokens, at, ['le', 'un']);
  if (wordAt(tokens, start) === 'quart') return { item: -15, next: start + 1 };
  const count = readCount(tokens, start);
  return count === undefined || count.item > 59
    ? undefined
    : { item: -count.item, next: count.next };
}

type Half = 'morning' | 'afternoon' | 'evening';
const halves: readonly { words: readonly string[]; half: Half }[] = [
  { words: ['du', 'matin'], half: 'morning' },
  { words: ['de', "l'", 'apres', 'midi'], half: 'afternoon' },
  { words: ['de', 'l', 'apres', 'midi'], half: 'afternoon' },
  { words: ["d'", 'apres', 'midi'], half: 'afternoon' },
  { words: ['du', 'soir'], half: 'evening' },
];

function readHalfOfDay(tokens: readonly Token[], at: number): Read<Half> | undefined {
  const found = halves.find(({ words }) =>
    words.every((word, index) => tokens[at + index]?.folded === word),
  );
  return found === undefined ? undefined : { item: found.half, next: at + found.words.length };
}

function inHalf(minute: number, half: Half): number {
  return half !== 'morning' && minute < 720 ? minute + 720 : minute;
}

export function skipWord(tokens: readonly Token[], at: number, words: readonly string[]): number {
  return words.includes(wordAt(tokens, at) ?? '') ? at + 1 : at;
}
