import { englishLoans, englishWords } from './tables/english-words.ts';
import { readWords } from './tokens.ts';

/** So many of the words must be English. */
const minShare = 0.6;

/** True when the caller speaks English: most words are, and one of them at least is nothing that French people say. */
export function isEnglish(text: string): boolean {
  const words = readWords(text).map(({ folded }) => folded.replace(/'$/, ''));
  const english = words.filter((word) => englishWords.has(word));
  return (
    english.length >= words.length * minShare && english.some((word) => !englishLoans.has(word))
  );
}
