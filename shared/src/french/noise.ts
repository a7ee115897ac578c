import { smallNumbers } from './number-words.ts';
import { noisePhrases } from './tables/recogniser-noise.ts';
import { fold, readWords, type Token } from './tokens.ts';

/** What may stand beside a credit without making it speech: « Sous-titrage ST' 501 », « Sous-titres par Marie ». */
const maxOtherWords = 3;
/** The same word said so often is a recogniser that got stuck. */
const maxRepeats = 6;

/**
 * True when a transcript is an invention of the recogniser (subtitle credits, ends of videos, one word over and over) or too short
 * to mean anything: a single letter, unless the caller is expected to spell (`keepsLetters`). A single digit is kept.
 */
export function isRecogniserNoise(text: string, options: { keepsLetters?: boolean } = {}): boolean {
  const words = readWords(text, { keepHesitations: true });
  if (words.length === 0) return true;
  if (options.keepsLetters !== true && isSingleLetter(words)) return true;
  return isStuck(words) || isCredit(text, words.length);
}

function isSingleLetter(words: readonly Token[]): boolean {
  const [only] = words;
  return words.length === 1 && only?.kind === 'word' && only.folded.replace("'", '').length < 2;
}

function isStuck(words: readonly Token[]): boolean {
  const first = words[0];
  if (words.length < maxRepeats || first === undefined) return false;
  if (first.kind === 'number' || first.folded in smallNumbers) return false;
  return words.every((word) => word.folded === first.folded);
}

function isCredit(text: string, wordCount: number): boolean {
  const flat = ` ${plain(text)} `;
  const phrase = noisePhrases.find((credit) => flat.includes(` ${credit} `));
  if (phrase === undefined) return false;
  const isBracketed = /^\s*[[(*♪].*[\])*♪]\s*\.?\s*$/u.test(text);
  const length = phrase.split(' ').length;
  // A single word (« musique ») is a credit only between brackets: it may be an answer.
  return (
    isBracketed ||
    wordCount - length <= Math.min(length - 1, maxOtherWords) - (length === 1 ? 1 : 0)
  );
}

function plain(text: string): string {
  return fold(text.slice(0, 400))
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
