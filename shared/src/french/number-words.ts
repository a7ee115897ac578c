import type { Token } from './tokens.ts';

/** Cardinals below twenty, as they are said. Plurals and « une » are heard too. */
export const smallNumbers: Readonly<Record<string, number>> = {
  zero: 0,
  zeros: 0,
  un: 1,
  une: 1,
  deux: 2,
  trois: 3,
  quatre: 4,
  cinq: 5,
  six: 6,
  sept: 7,
  huit: 8,
  neuf: 9,
  dix: 10,
  onze: 11,
  douze: 12,
  treize: 13,
  quatorze: 14,
  quinze: 15,
  seize: 16,
};

/** Tens of France, Belgium and Switzerland. Eighty in France is « quatre-vingts » and is read apart. */
export const tens: Readonly<Record<string, number>> = {
  vingt: 20,
  vingts: 20,
  trente: 30,
  quarante: 40,
  cinquante: 50,
  soixante: 60,
  septante: 70,
  huitante: 80,
  octante: 80,
  nonante: 90,
};

export interface Reading {
  value: number;
  /** Index of the first token that is not part of it. */
  next: number;
}

/** The longest number below one hundred that starts at a token, said in words. */
export function readBelowHundred(tokens: readonly Token[], at: number): Reading | undefined {
  const readings = readingsBelowHundred(tokens, at);
  return readings.at(-1);
}

/**
 * Every number below one hundred that starts at a token, shortest first: « quatre vingt douze » is 4, 80 and 92. Nothing is
 * read across a comma.
 */
export function readingsBelowHundred(tokens: readonly Token[], at: number): Reading[] {
  const word = wordAt(tokens, at);
  if (word === undefined) return [];
  const small = smallNumbers[word];
  if (small !== undefined) return small === 4 ? readFour(tokens, at) : readSmall(tokens, at, small);
  const ten = tens[word];
  return ten === undefined ? [] : readTens(tokens, at, ten);
}

function readSmall(tokens: readonly Token[], at: number, value: number): Reading[] {
  const readings = [{ value, next: at + 1 }];
  const unit = value === 10 ? unitAfter(tokens, at + 1) : undefined;
  if (unit !== undefined && unit >= 7) readings.push({ value: 10 + unit, next: at + 2 });
  return readings;
}

function readTens(tokens: readonly Token[], at: number, ten: number): Reading[] {
  return [{ value: ten, next: at + 1 }, ...complements(tokens, at + 1, ten)];
}

function readFour(tokens: readonly Token[], at: number): Reading[] {
  const readings = [{ value: 4, next: at + 1 }];
  const word = joinedWordAt(tokens, at + 1);
  if (word !== 'vingt' && word !== 'vingts') return readings;
  readings.push({ value: 80, next: at + 2 }, ...complements(tokens, at + 2, 80));
  return readings;
}

/** What may follow a ten: a unit, « et un », and for 60 and 80 the numbers up to nineteen. */
function complements(tokens: readonly Token[], at: number, ten: number): Reading[] {
  const hasAnd = joinedWordAt(tokens, at) === 'et';
  const start = hasAnd ? at + 1 : at;
  const word = joinedWordAt(tokens, start);
  const value = word === undefined || word.startsWith('zero') ? undefined : smallNumbers[word];
  if (value === undefined) return [];
  const isLong = ten === 60 || ten === 80;
  if (hasAnd && value !== 1 && !(isLong && value === 11)) return [];
  if (value < 10) return [{ value: ten + value, next: start + 1 }];
  if (!isLong) return [];
  return readSmall(tokens, start, value).map((reading) => ({
    value: ten + reading.value,
    next: reading.next,
  }));
}

function unitAfter(tokens: readonly Token[], at: number): number | undefined {
  const word = joinedWordAt(tokens, at);
  const value = word === undefined ? undefined : smallNumbers[word];
  return value !== undefined && value < 10 ? value : undefined;
}

export function wordAt(tokens: readonly Token[], at: number): string | undefined {
  const token = tokens[at];
  return token?.kind === 'word' ? token.folded : undefined;
}

/** The word at a place, unless a comma stands before it. */
function joinedWordAt(tokens: readonly Token[], at: number): string | undefined {
  return tokens[at]?.joiner === 'break' ? undefined : wordAt(tokens, at);
}

const scales: Readonly<Record<string, number>> = {
  mille: 1_000,
  mil: 1_000,
  million: 1_000_000,
  millions: 1_000_000,
};

/**
 * The longest whole number from 0 to 999,999,999 that starts at a token, in words, digits (« 12 000 ») or both (« 3 millions »).
 */
export function readCardinal(tokens: readonly Token[], at: number): Reading | undefined {
  let total = 0;
  let limit = 1_000_000_000;
  let next = at;
  for (;;) {
    if (next > at && tokens[next]?.joiner === 'break') break;
    const part = readBelowThousand(tokens, next);
    const scaleWord = joinedOrFirst(tokens, part?.next ?? next, at);
    const scale = scaleWord === undefined ? undefined : scales[scaleWord];
    const isScaled = scale !== undefined && scale < limit && (part?.value ?? 1) < 1_000;
    if (part === undefined && !(isScaled && scale === 1_000)) break;
    if (part !== undefined && next > at && !isScaled && !fitsAfter(part, total, limit)) break;
    if (part !== undefined && next > at && isScaled && part.value === 0) break;
    total += (part?.value ?? 1) * (isScaled ? scale : 1);
    next = (part?.next ?? next) + (isScaled ? 1 : 0);
    if (!isScaled) break;
    limit = scale;
  }
  return next === at || total > 999_999_999 ? undefined : { value: total, next };
}

function fitsAfter(part: Reading, total: number, limit: number): boolean {
  return part.value > 0 && part.value < limit && total > 0;
}

function joinedOrFirst(tokens: readonly Token[], at: number, first: number): string | undefined {
  return at === first ? wordAt(tokens, at) : joinedWordAt(tokens, at);
}

/** « dix-neuf cent » is heard in years, so that up to nineteen hundreds are read. */
function readBelowThousand(tokens: readonly Token[], at: number): Reading | undefined {
  const digits = readDigits(tokens, at);
  const first = digits ?? readBelowHundred(tokens, at);
  const hundredAt = first?.next ?? at;
  if (!isHundred(tokens, hundredAt, first !== undefined)) return first;
  const count = first?.value ?? 1;
  if (count < 1 || count > 19) return first;
  const rest =
    tokens[hundredAt + 1]?.joiner === 'break' ? undefined : readBelowHundred(tokens, hundredAt + 1);
  if (rest === undefined || rest.value === 0) return { value: count * 100, next: hundredAt + 1 };
  return { value: count * 100 + rest.value, next: rest.next };
}

function isHundred(tokens: readonly Token[], at: number, isInside: boolean): boolean {
  const word = isInside ? joinedWordAt(tokens, at) : wordAt(tokens, at);
  return word === 'cent' || word === 'cents';
}

/** Digits, with groups of three after a space or a dot as thousands. */
function readDigits(tokens: readonly Token[], at: number): Reading | undefined {
  const token = tokens[at];
  if (token?.kind !== 'number' || token.text.length > 9) return undefined;
  let digits = token.text;
  let next = at + 1;
  if (digits.length <= 3 && !digits.startsWith('0')) {
    while (isThousandsGroup(tokens[next]) && digits.length <= 6) {
      digits += tokens[next]?.text ?? '';
      next += 1;
    }
  }
  return { value: Number(digits), next };
}

function isThousandsGroup(token: Token | undefined): boolean {
  return token?.kind === 'number' && token.text.length === 3 && token.joiner === 'space';
}
