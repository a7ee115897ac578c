import { fold } from '@standardiste/shared/french/tokens.ts';

/** A caller does not listen longer: six phrases, about forty seconds. */
const limits = { maxPhrases: 8, maxCharacters: 600 } as const;
/** Shorter phrases (« Très bien. ») may come twice. */
const minRepeatedLength = 12;

export interface SpeechLimit {
  readonly hasSpoken: boolean;
  /** Why the answer ends before this phrase; undefined when it may still be said. */
  take(phrase: string): 'too-long' | 'repeats-itself' | undefined;
}

/** Ends one answer before it gets too long, or says the same thing twice. */
export function createSpeechLimit(): SpeechLimit {
  const said = new Set<string>();
  let phrases = 0;
  let characters = 0;
  return {
    get hasSpoken() {
      return phrases > 0;
    },
    take(phrase) {
      const key = (fold(phrase).match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
      if (key.length >= minRepeatedLength && said.has(key)) return 'repeats-itself';
      if (phrases >= limits.maxPhrases) return 'too-long';
      // The first phrase is said whatever its length; the splitter bounds it.
      if (phrases > 0 && characters + phrase.length > limits.maxCharacters) return 'too-long';
      said.add(key);
      phrases += 1;
      characters += phrase.length;
      return undefined;
    },
  };
}
