import { smallNumbers, tens } from './number-words.ts';
import { heardAs, numbersHeardAs, pauseSounds } from './tables/heard-as.ts';
import { fold, maxCharacters } from './tokens.ts';

/**
 * A recogniser's text without the sounds that fill a pause, and with its usual confusions put right: « euh marre dit hein matin » is
 * « mardi matin ». What was said stays as it was written otherwise. At most 2,000 characters.
 */
export function cleanSpeech(text: string): string {
  const words = text.slice(0, maxCharacters).split(/\s+/).filter(Boolean);
  const spoken = words.filter((word, at) => !isPause(word, words[at + 1]));
  return repairNumbers(repairPhrases(repairRefusal(spoken))).join(' ');
}

/** « nom ça ira » begins with « non »; « nom Dupont » and « nom de famille » do not. */
function repairRefusal([first = '', next = '', ...rest]: readonly string[]): string[] {
  const { folded, signs } = bare(first);
  const isName = /^(?:\p{Lu}|de$|c'est$|et$)/u.test(next);
  const isRefusal = folded === 'nom' && (signs === ',' || (next !== '' && !isName));
  return [isRefusal ? `non${signs}` : first, next, ...rest].filter((word) => word !== '');
}

interface Bare {
  /** Folded, without the signs around it. */
  readonly folded: string;
  /** The signs that follow it. */
  readonly signs: string;
}

function bare(word: string): Bare {
  const [, core = '', signs = ''] = /^[«"(]*(.*?)([.,;:!?…»")]*)$/u.exec(word) ?? [];
  return { folded: fold(core), signs };
}

function isPause(word: string, next: string | undefined): boolean {
  const { folded, signs } = bare(word);
  if (/[?!]/.test(signs) || /^[?!]/.test(next ?? '')) return false;
  if (folded === 'ben') return next !== undefined && !/^\p{Lu}/u.test(next);
  return pauseSounds.has(folded);
}

const longest = Math.max(...Object.keys(heardAs).map((phrase) => phrase.split(' ').length));

function repairPhrases(words: readonly string[]): string[] {
  const repaired: string[] = [];
  for (let at = 0; at < words.length;) {
    const found = phraseAt(words, at);
    repaired.push(found?.text ?? words[at] ?? '');
    at += found?.length ?? 1;
  }
  return repaired;
}

function phraseAt(
  words: readonly string[],
  at: number,
): { readonly text: string; readonly length: number } | undefined {
  for (let length = Math.min(longest, words.length - at); length > 0; length -= 1) {
    const parts = words.slice(at, at + length).map(bare);
    const phrase = parts.map(({ folded }) => folded).join(' ');
    const meant = Object.hasOwn(heardAs, phrase) ? heardAs[phrase] : undefined;
    const isWhole = parts.slice(0, -1).every(({ signs }) => signs === '');
    if (meant !== undefined && isWhole)
      return { text: meant + (parts.at(-1)?.signs ?? ''), length };
  }
  return undefined;
}

function repairNumbers(words: readonly string[]): string[] {
  return words.map((word, at) => {
    const { folded, signs } = bare(word);
    const meant = Object.hasOwn(numbersHeardAs, folded) ? numbersHeardAs[folded] : undefined;
    const isBeside = [words[at - 1], words[at + 1]].every(isNumber);
    return meant !== undefined && isBeside ? meant + signs : word;
  });
}

function isNumberWord(word: string): boolean {
  return Object.hasOwn(smallNumbers, word) || Object.hasOwn(tens, word);
}

function isNumber(word: string | undefined): boolean {
  if (word === undefined) return false;
  const { folded } = bare(word);
  return /^\d+$/.test(folded) || folded.split('-').every(isNumberWord);
}
