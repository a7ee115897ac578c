import { smallNumbers, wordAt } from './number-words.ts';
import { letterNames, longLetterNames } from './tables/letter-names.ts';
import type { Token } from './tokens.ts';

export interface LetterReading {
  /** One letter, or the same one repeated (« deux n »). */
  letters: string;
  next: number;
}

export interface LetterOptions {
  /** True where letters are certain to follow, so that « bé », « elle » or « aime » are letters. */
  hearsNames?: boolean;
}

const repeats: Readonly<Record<string, number>> = {
  double: 2,
  deux: 2,
  '2': 2,
  triple: 3,
  trois: 3,
  '3': 3,
};

/** What may follow a letter to tell which accent it has: it is passed over. */
const accents = new Set('aigu grave circonflexe trema cedille'.split(' '));

/** One spelled letter at a token: « b », « bé », « double vé », « deux n », « B comme Berthe », « e accent aigu ». */
export function readLetter(
  tokens: readonly Token[],
  at: number,
  options: LetterOptions = {},
): LetterReading | undefined {
  const long = longLetterNames.find(({ words }) =>
    words.every((word, index) => tokens[at + index]?.folded === word),
  );
  if (long !== undefined) return afterLetter(tokens, long.letter, at + long.words.length);
  return readRepeated(tokens, at, options) ?? readSingle(tokens, at, options);
}

function readSingle(
  tokens: readonly Token[],
  at: number,
  options: LetterOptions,
): LetterReading | undefined {
  const word = wordAt(tokens, at);
  if (word === undefined) return undefined;
  const letter = /^[a-z]'?$/.test(word) ? word.slice(0, 1) : undefined;
  const isCompared = tokens[at + 1]?.folded === 'comme';
  const named = options.hearsNames === true || isCompared ? letterNames[word] : undefined;
  const read = letter ?? named;
  return read === undefined ? undefined : afterLetter(tokens, read, at + 1);
}

function readRepeated(
  tokens: readonly Token[],
  at: number,
  options: LetterOptions,
): LetterReading | undefined {
  const times = repeats[tokens[at]?.folded ?? ''];
  if (times === undefined) return undefined;
  const start = wordAt(tokens, at + 1) === 'fois' ? at + 2 : at + 1;
  if (tokens[start]?.joiner === 'break') return undefined;
  const isNumber = (tokens[start]?.folded ?? '') in smallNumbers;
  const one = isNumber ? undefined : readSingle(tokens, start, options);
  return one === undefined ? undefined : { letters: one.letters.repeat(times), next: one.next };
}

/** Passes over « comme Berthe », « accent aigu », « cédille », « majuscule ». */
function afterLetter(tokens: readonly Token[], letters: string, from: number): LetterReading {
  let next = from;
  if (wordAt(tokens, next) === 'comme' && tokens[next + 1] !== undefined) {
    const compared = tokens[next + 1]?.folded ?? '';
    if (compared.startsWith(letters)) next += 2;
  }
  if (wordAt(tokens, next) === 'accent' && accents.has(tokens[next + 1]?.folded ?? '')) next += 2;
  else if (accents.has(wordAt(tokens, next) ?? '')) next += 1;
  else if (/^(maj|min)uscules?$/.test(wordAt(tokens, next) ?? '')) next += 1;
  return { letters, next };
}
