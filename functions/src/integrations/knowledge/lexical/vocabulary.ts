import { isEveryday, type FrenchTerm } from './french-terms.ts';

/** The terms of some passages, and how much each of them tells. */
export interface Vocabulary {
  /** How much a term tells: much when few passages have it. */
  weightOf(term: string): number;
  has(term: string): boolean;
  /** The term that was probably meant by one that no passage has, and how sure that is, 0 to 1. */
  resolve(word: FrenchTerm): { readonly term: string; readonly share: number } | undefined;
}

/** Words that only nearly sound alike count for less. */
const nearShare = 0.7;
/** Shorter words have too many neighbours. */
const minNearLength = 5;
const minSoundLength = 3;

/** Everyday words are how a question is put rather than what it is about. */
const everydayShare = 0.4;
/** Still more so where no passage has them. A noun that no passage has, in contrast, counts fully. */
const unknownEverydayShare = 0.15;

/** Makes the vocabulary of passages, each given by its terms. */
export function createVocabulary(passages: readonly (readonly FrenchTerm[])[]): Vocabulary {
  const counts = new Map<string, number>();
  const byWord = new Map<string, string>();
  const bySound = new Map<string, string>();
  for (const terms of passages) {
    for (const { term, word, sound } of terms) {
      byWord.set(word, term);
      if (sound.length >= minSoundLength) bySound.set(sound, term);
    }
    for (const term of new Set(terms.map((each) => each.term))) {
      counts.set(term, (counts.get(term) ?? 0) + 1);
    }
  }
  const neighbours = Map.groupBy(byWord.keys(), (word) => neighbourhood(word));
  const soundNeighbours = Map.groupBy(bySound.keys(), (sound) => neighbourhood(sound));
  const rarity = (count: number): number =>
    Math.log(1 + (passages.length - count + 0.5) / (count + 0.5));
  return {
    has: (term) => counts.has(term),
    weightOf(term) {
      const count = counts.get(term);
      if (!isEveryday(term)) return rarity(count ?? 1);
      return count === undefined ? rarity(1) * unknownEverydayShare : rarity(count) * everydayShare;
    },
    resolve({ word, sound }) {
      const same = sound.length >= minSoundLength ? bySound.get(sound) : undefined;
      if (same !== undefined) return { term: same, share: 1 };
      const near = nearest(word, neighbours) ?? nearest(sound, soundNeighbours);
      const term = near === undefined ? undefined : (byWord.get(near) ?? bySound.get(near));
      return term === undefined ? undefined : { term, share: nearShare };
    },
  };
}

/** Words that are compared: a slip seldom changes the first sound. */
function neighbourhood(sound: string, lengthDifference = 0): string {
  return `${sound[0] ?? ''}${sound.length + lengthDifference}`;
}

function nearest(
  sound: string,
  neighbours: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  if (sound.length < minNearLength) return undefined;
  const candidates = [0, -1, 1].flatMap(
    (difference) => neighbours.get(neighbourhood(sound, difference)) ?? [],
  );
  return candidates.find((candidate) => isOneSlipAway(sound, candidate));
}

/** True when one letter was changed, left out or put in. */
function isOneSlipAway(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  if (restA.length === restB.length) return restA.slice(1) === restB.slice(1);
  return restA.length > restB.length ? restA.slice(1) === restB : restB.slice(1) === restA;
}
