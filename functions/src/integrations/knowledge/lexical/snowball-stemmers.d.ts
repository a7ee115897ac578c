declare module 'snowball-stemmers' {
  /** A stemmer of one language; keeps state only within one call. */
  export function newStemmer(language: 'french'): { stem(word: string): string };
}
