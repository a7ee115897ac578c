import { parseName } from './parse-name.ts';
import { fold } from './tokens.ts';

/** Longer than any name with its spelling: the rest of it is not looked at. */
const maxTextLength = 200;
/** First names that may be said with the last name. */
const maxFirstNames = 2;

/**
 * Whether a caller who was asked for their last name has said this one: said, spelled, or both, with or without first names.
 * Accents, signs and silent letters do not count (« Lefèvre », « Lefebvre »), nor does a letter of a long name that was heard wrong.
 * A list of names is none of them: only its ends are looked at, and only when it is short.
 */
export function isSameLastName(said: string, lastName: string): boolean {
  const expected = wordsOf(lastName);
  if (lettersOf(expected) === '') return false;
  const text = said.slice(0, maxTextLength);
  // « Bon » is taken for a word of the sentence: what was said is a name by itself too.
  const names = [text, parseName(text)?.name ?? ''];
  return names.some((name) =>
    candidates(wordsOf(name), expected.length).some((words) => isSame(words, expected)),
  );
}

function candidates(words: readonly string[], count: number): (readonly string[])[] {
  if (words.length > count + maxFirstNames) return [];
  return [words, words.slice(0, count), words.slice(-count)];
}

function isSame(said: readonly string[], expected: readonly string[]): boolean {
  const [saidLetters, letters] = [lettersOf(said), lettersOf(expected)];
  if (saidLetters === '') return false;
  if (saidLetters === letters) return true;
  const sound = soundOf(expected);
  if (sound.length >= 2 && soundOf(said) === sound) return true;
  return isWithin(saidLetters, letters, tolerated(letters));
}

function wordsOf(name: string): string[] {
  return fold(name)
    .split(/[^\p{L}']+/u)
    .filter((word) => word !== '');
}

function lettersOf(words: readonly string[]): string {
  return words.join('').replace(/[^\p{L}]/gu, '');
}

/** How many letters of a name may be wrong: in a short one a letter makes another name. */
function tolerated({ length }: string): number {
  if (length < 6) return 0;
  return length < 9 ? 1 : 2;
}

/** Letters that are written in several ways and heard in one, in the order in which they are replaced. */
const sounds: readonly (readonly [RegExp, string])[] = [
  [/[^a-z]/g, ''],
  [/eau|au/g, 'o'],
  [/ph/g, 'f'],
  [/b(?=v)/g, ''],
  [/qu|q|ck|c(?![eiyh])/g, 'k'],
  [/c(?=[eiy])/g, 's'],
  [/(?<![cs])h/g, ''],
  [/y/g, 'i'],
  [/(.)\1+/g, '$1'],
  [/(?<=..)e?[dtsxzp]+$/, ''],
  [/(?<=..)e$/, ''],
];

/** A name as it sounds, roughly: each word without its silent end. */
function soundOf(words: readonly string[]): string {
  return words
    .map((word) => sounds.reduce((text, [pattern, sound]) => text.replace(pattern, sound), word))
    .join('');
}

/** Whether one text becomes the other by at most so many letters added, lost, changed or swapped with their neighbour. */
function isWithin(first: string, second: string, most: number): boolean {
  if (most === 0 || Math.abs(first.length - second.length) > most) return false;
  let before: number[] = [];
  let last = Array.from({ length: second.length + 1 }, (_, index) => index);
  for (let row = 1; row <= first.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= second.length; column += 1) {
      const isEqual = first[row - 1] === second[column - 1];
      const isSwapped =
        first[row - 1] === second[column - 2] && first[row - 2] === second[column - 1];
      next.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (next[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (isEqual ? 0 : 1),
          isSwapped && row > 1 && column > 1 ? (before[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    before = last;
    last = next;
  }
  return (last[second.length] ?? Infinity) <= most;
}
