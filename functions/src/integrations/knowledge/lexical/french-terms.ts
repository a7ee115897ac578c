import { newStemmer } from 'snowball-stemmers';
import { stopWords, synonyms } from './french-words.ts';

/** Words of which a part is a question for something else than the word says. */
const idioms: readonly (readonly [RegExp, string])[] = [
  [/combien de temps/g, 'durée'],
  [/combien (?:de|d')/g, ' '],
  [/combien/g, 'prix'],
];

const stemmer = newStemmer('french');
const meanings = new Map(
  synonyms.flatMap((words) => words.map((word) => [stem(word), stem(words[0] as string)])),
);

/**
 * The terms of a French text by which it is found: elisions split (« l'alternance »), words without a subject left out, endings
 * and accents taken off, one term for words of one meaning. In order, with repetitions.
 */
export function frenchTerms(text: string): string[] {
  const plain = idioms.reduce(
    (sentence, [pattern, meaning]) => sentence.replace(pattern, meaning),
    text.normalize('NFC').toLowerCase().replaceAll('’', "'").replaceAll('œ', 'oe'),
  );
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !stopWords.has(fold(word))).map(toTerm);
}

function toTerm(word: string): string {
  const term = stem(word);
  return meanings.get(term) ?? term;
}

/** The stemmer needs the accents, the index must not: recognisers and typists lose them. */
function stem(word: string): string {
  return fold(stemmer.stem(word.toLowerCase()));
}

function fold(word: string): string {
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '');
}
