import { readCardinal, readingsBelowHundred, smallNumbers, wordAt } from './number-words.ts';
import type { Token } from './tokens.ts';

/** One way of turning dictated words into digits. The cheapest is the one a listener would write down first. */
export interface DigitReading {
  digits: string;
  cost: number;
}

export interface DigitOptions {
  /** 2 for phone numbers (« trente-neuf »), 3 for registration numbers (« cinq cent cinquante-deux »). */
  groupDigits: 2 | 3;
  maxDigits: number;
}

interface Group {
  digits: string;
  next: number;
  cost: number;
}

/** Dictation is read up to here; nobody says a longer number in one breath. */
const maxTokens = 120;
/** Readings kept for each place and length. Hundreds can be cut in more ways than pairs. */
const beams = { 2: 3, 3: 12 } as const;
/** Words between the digits that mean nothing. */
const fillers = new Set(
  'le la les c est alors donc puis et oui ensuite apres de du numero mon voila chiffre'.split(' '),
);

const repeats: Readonly<Record<string, number>> = { double: 2, doubles: 2, triple: 3, triples: 3 };

/**
 * The readings of a dictated run of digits, cheapest first: « quatre vingt douze » may be 92, 80 12 or 4 20 12, and only the
 * length that is wanted can tell. The run starts with a digit; words that are no digits end it, fillers do not.
 */
export function readDigitRun(
  tokens: readonly Token[],
  options: DigitOptions,
): { readings: DigitReading[]; next: number } {
  const end = endOfRun(tokens, options);
  const states = new Map<number, DigitReading[]>([[0, [{ digits: '', cost: 0 }]]]);
  for (let at = 0; at < end; at += 1) {
    const here = states.get(at);
    if (here === undefined) continue;
    states.delete(at);
    for (const group of groupsAt(tokens, at, options)) {
      if (group.next <= end) extend(states, here, group, options);
    }
  }
  const readings = (states.get(end) ?? []).filter((reading) => reading.digits !== '');
  return { readings: readings.sort((a, b) => a.cost - b.cost), next: end };
}

function extend(
  states: Map<number, DigitReading[]>,
  from: readonly DigitReading[],
  group: Group,
  { maxDigits, groupDigits }: DigitOptions,
): void {
  const target = states.get(group.next) ?? [];
  states.set(group.next, target);
  for (const reading of from) {
    const digits = reading.digits + group.digits;
    if (digits.length <= maxDigits)
      keepBest(target, { digits, cost: reading.cost + group.cost }, beams[groupDigits]);
  }
}

/** Keeps the cheapest readings of each length, one of each kind. */
function keepBest(readings: DigitReading[], candidate: DigitReading, beam: number): void {
  const same = readings.findIndex((reading) => reading.digits === candidate.digits);
  if (same >= 0) {
    if ((readings[same]?.cost ?? 0) > candidate.cost) readings[same] = candidate;
    return;
  }
  const rivals = readings.filter((reading) => reading.digits.length === candidate.digits.length);
  if (rivals.length < beam) {
    readings.push(candidate);
    return;
  }
  const worst = rivals.reduce((a, b) => (a.cost >= b.cost ? a : b));
  if (worst.cost > candidate.cost) readings[readings.indexOf(worst)] = candidate;
}

function endOfRun(tokens: readonly Token[], options: DigitOptions): number {
  const limit = Math.min(tokens.length, maxTokens);
  let end = 0;
  for (let at = 0; at < limit; at += 1) {
    const groups = groupsAt(tokens, at, options);
    if (groups.some((group) => group.digits !== '')) {
      const next = Math.max(...groups.map((group) => group.next));
      end = Math.max(end, Math.min(next, limit));
      continue;
    }
    if (at >= end && (end === 0 || groups.length === 0)) break;
  }
  return end;
}

/** The groups of digits that may start at a token; a filler is an empty group. */
function groupsAt(tokens: readonly Token[], at: number, options: DigitOptions): Group[] {
  const token = tokens[at];
  if (token === undefined) return [];
  if (token.kind === 'number') return [{ digits: token.text, next: at + 1, cost: 1 }];
  const repeated = repeatAt(tokens, at);
  if (repeated.length > 0) return [...repeated, ...plainGroups(tokens, at, options)];
  const groups = plainGroups(tokens, at, options);
  if (groups.length > 0) return groups;
  const word = token.folded.endsWith("'") ? token.folded.slice(0, -1) : token.folded;
  return fillers.has(word) ? [{ digits: '', next: at + 1, cost: 0 }] : [];
}

function plainGroups(tokens: readonly Token[], at: number, options: DigitOptions): Group[] {
  const small = readingsBelowHundred(tokens, at).map((reading) =>
    toGroup(tokens, String(reading.value), reading.next),
  );
  if (options.groupDigits === 2) return small;
  return [...small, ...largeGroups(tokens, at)];
}

/** Numbers from one hundred, cut wherever they may end: « cent cinq cent » is 105 100 or 100 500. */
function largeGroups(tokens: readonly Token[], at: number): Group[] {
  if (continuesThousands(tokens, at)) return [];
  const longest = readCardinal(tokens, at);
  const groups: Group[] = [];
  for (let end = at + 1; longest !== undefined && end <= longest.next; end += 1) {
    const reading = readCardinal(tokens.slice(at, end), 0);
    const isWhole = reading?.next === end - at && reading.value >= 100 && reading.value <= 999_999;
    if (isWhole) groups.push(toGroup(tokens, String(reading.value), end));
  }
  return groups;
}

/** The « mille » of « trois mille » starts no number of its own. */
function continuesThousands(tokens: readonly Token[], at: number): boolean {
  const isJoined = at > 0 && tokens[at]?.joiner !== 'break';
  return (
    isJoined && wordAt(tokens, at) === 'mille' && (wordAt(tokens, at - 1) ?? '') in smallNumbers
  );
}

/** Cutting a hyphenated number is unlikely: « quatre-vingts » is not 4 and 20. */
function toGroup(tokens: readonly Token[], digits: string, next: number): Group {
  return { digits, next, cost: tokens[next]?.joiner === 'hyphen' ? 6 : 1 };
}

/** « double zéro », « deux fois le six », « trois zéros ». */
function repeatAt(tokens: readonly Token[], at: number): Group[] {
  const word = wordAt(tokens, at) ?? '';
  const times = repeats[word];
  if (times !== undefined) return repeatOf(tokens, at + 1, times);
  const count = readingsBelowHundred(tokens, at)[0];
  if (count === undefined || count.value < 2 || count.value > 4) return [];
  if (wordAt(tokens, count.next) === 'fois') return repeatOf(tokens, count.next + 1, count.value);
  if (wordAt(tokens, count.next) !== 'zeros' || tokens[count.next]?.joiner === 'break') return [];
  return [{ digits: '0'.repeat(count.value), next: count.next + 1, cost: 0.5 }];
}

function repeatOf(tokens: readonly Token[], at: number, times: number): Group[] {
  const start = wordAt(tokens, at) === 'le' ? at + 1 : at;
  const token = tokens[start];
  if (token === undefined) return [];
  if (token.kind === 'number' && token.text.length <= 2)
    return [{ digits: token.text.repeat(times), next: start + 1, cost: 0.5 }];
  return readingsBelowHundred(tokens, start).map((reading) => ({
    digits: String(reading.value).repeat(times),
    next: reading.next,
    cost: 0.5,
  }));
}

/** The first group of a run, as it is written, and where it ends; undefined when no digit starts there. */
export function readFirstGroup(
  tokens: readonly Token[],
  at: number,
): { digits: string; next: number } | undefined {
  const start = at + fillersAt(tokens, at);
  const groups = groupsAt(tokens, start, { groupDigits: 2, maxDigits: 17 });
  return groups.filter((group) => group.digits !== '').at(-1);
}

function fillersAt(tokens: readonly Token[], at: number): number {
  let count = 0;
  while (count < 4 && fillers.has(tokens[at + count]?.folded ?? '')) count += 1;
  return count;
}
