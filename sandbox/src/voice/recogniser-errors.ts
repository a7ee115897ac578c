import { createRandom } from '../random.ts';
import { createWordCorruption } from './word-corruption.ts';

/** How badly a recogniser hears, and how people speak. Shares are of words, 0 to 1. */
export interface RecogniserErrors {
  /** Comes out wrong: a homophone, two words for one, without its ending, or not at all. */
  readonly wrongShare: number;
  /** Has a hesitation before it. */
  readonly hesitationShare: number;
}

/** What people begin with, and what comes between words. */
const openings = ['euh', 'alors', 'bon', 'ben', 'euh', 'enfin', 'eh bien', 'bah'] as const;
const hesitations = ['euh', 'euh', 'euh', 'hum', 'ben', 'hein', 'euh euh', 'bah'] as const;

/** What a recogniser makes of an utterance: the same for the same seed. Empty when nothing was understood. */
export function mishear(
  said: string,
  { wrongShare, hesitationShare }: RecogniserErrors,
  seed: number,
): string {
  const words = said.split(/\s+/).filter((word) => word !== '');
  const random = createRandom(seed ^ 0x5bd1e995);
  const corruption = createWordCorruption(wrongShare, seed);
  return words
    .flatMap((word, index) => {
      const heard = corruption.apply([word], index);
      const sounds = index === 0 ? openings : hesitations;
      const hesitation = sounds[Math.floor(random() * sounds.length)];
      return random() < hesitationShare && hesitation !== undefined
        ? [hesitation, ...heard]
        : heard;
    })
    .join(' ');
}
