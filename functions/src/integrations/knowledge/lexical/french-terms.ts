import { newStemmer } from 'snowball-stemmers';
import { frenchSound } from './french-sound.ts';
import { everydayWords, stopWords, synonyms } from './french-words.ts';

/** A word of a text that carries a subject. */
export interface FrenchTerm {
  /** By which it is found: stem without accents, one for words of one meaning. */
  readonly term: string;
  /** As it is written, without accents. */
  readonly word: string;
  /** How the word sounds, for words that a recogniser wrote by ear. */
  readonly sound: string;
}

/** Takes the terms out of texts: the same for documents and questions. */
export type FrenchAnalyser = (text: string) => FrenchTerm[];

/** Words of which a part is a question for something else than the word says. */
const idioms: readonly (readonly [RegExp, string])[] = [
  [/combien de temps/g, 'durée'],
  [/combien (?:de|d')/g, ' '],
  [/combien/g, 'prix'],
  [/(?:changer?|changé) d'avis/g, 'rétractation'],
  [/(?:ont|a|avoir|auront|aura) lieu/g, ' '],
  // Letters that are said one by one: « b t s ». Not « y a t il ».
  [/\b(?!y)\p{L}(?:[ .]\p{L}\b){2,}/gu, ''],
];

const stemmer = newStemmer('french');

/**
 * An analyser that splits elisions (« l'alternance »), leaves out words without a subject, and takes one term for words of one
 * meaning. `ownSynonyms` come before the general ones; each line is one meaning and may hold phrases.
 */
export function createFrenchAnalyser(
  ownSynonyms: readonly (readonly string[])[] = [],
): FrenchAnalyser {
  const own = meaningsOf(ownSynonyms);
  const phrases = ownSynonyms.flatMap((words) =>
    words.filter((word) => /\s/.test(word)).map((phrase) => [phrase.toLowerCase(), words[0] ?? '']),
  );
  return (text) => {
    let plain = text.normalize('NFC').toLowerCase().replaceAll('’', "'").replaceAll('œ', 'oe');
    for (const [phrase = '', meaning = ''] of phrases) plain = plain.replaceAll(phrase, meaning);
    for (const [pattern, meaning] of idioms) {
      plain = plain.replace(pattern, (found) => meaning || found.replaceAll(/[ .]/g, ''));
    }
    const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
    return words
      .filter((word) => !stopWords.has(fold(word)))
      .map((word) => {
        const stemmed = stem(word);
        const term = own.get(stemmed) ?? stemmed;
        const folded = fold(word);
        return { term: general.get(term) ?? term, word: folded, sound: frenchSound(folded) };
      });
  };
}

/** True for a word of everyday speech, in whatever form. */
export function isEveryday(term: string): boolean {
  return everydayRoots.some((root) => term === root || (root.length >= 4 && isForm(term, root)));
}

function isForm(term: string, root: string): boolean {
  return term.startsWith(root) && term.length <= root.length + 4;
}

function meaningsOf(lines: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((words) => words.map((word) => [stem(word), stem(words[0] as string)])),
  );
}

/** The stemmer needs the accents, the index must not: recognisers and typists lose them. */
function stem(word: string): string {
  return fold(stemmer.stem(word.toLowerCase()));
}

function fold(word: string): string {
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '');
}

const general = meaningsOf(synonyms);
const everydayRoots = everydayWords.map((word) => stem(word).replace(/(?<=.{4})[ei]?r$/, ''));

const analyse = createFrenchAnalyser();

/** The terms of a French text without synonyms of a company's own, in order, with repetitions. */
export function frenchTerms(text: string): string[] {
  return analyse(text).map(({ term }) => term);
}
