import { createPhraseBook } from './phrases.ts';
import { isHesitation, readWords } from './tokens.ts';

/** What a listener says to show that they follow; it asks for nothing and is no turn. */
const backchannels = {
  backchannel: [
    'oui',
    'ouais',
    'oui oui',
    "d'accord",
    'ok',
    'okay',
    'mm',
    'hm',
    'mm hm',
    'mhm',
    'ah',
    'ah oui',
    'ah bon',
    'ah ok',
    'oh',
    'bon',
    'bien',
    'tres bien',
    'voila',
    'je vois',
    'je comprends',
    'entendu',
    'super',
    'parfait',
    'hein',
    'certes',
    'effectivement',
    'en effet',
    'allez',
    'exact',
    'exactement',
    'dac',
    'oh la la',
    "c'est ca",
    "c'est vrai",
  ],
} as const;

const book = createPhraseBook(backchannels);
/** Longer than this it is an answer. */
const maxWords = 4;

/** True for « mm-hm », « d'accord », « oui oui », « euh »: the caller listens, and the callbot goes on speaking. */
export function isBackchannel(text: string): boolean {
  const words = readWords(text, { keepHesitations: true });
  if (words.length === 0 || words.length > maxWords) return false;
  for (let at = 0; at < words.length;) {
    const word = words[at];
    const length =
      book.matchAt(words, at)?.length ?? (word !== undefined && isHesitation(word) ? 1 : 0);
    if (length === 0) return false;
    at += length;
  }
  return true;
}
