import { fold } from '@standardiste/shared/french/tokens.ts';

const maxLength = 40;
const maxWords = 4;
/** Words of sentences, not of names: a record's name field may hold anything that somebody once typed or said. */
const sentenceWords =
  /\b(?:ignore[zr]?|oublie[zr]?|dis|dites|appelle|appelez|consignes?|instructions?|regles?|prompt|gratuit\w*|system|assistant|rendez-vous|http\w*|www|vous|tout|est)\b/;

/** A first or last name as it may be spoken and shown to a model; undefined when the field holds something else. */
export function plainName(value: string): string | undefined {
  const name = value.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  const isName =
    name !== '' &&
    name.length <= maxLength &&
    name.split(' ').length <= maxWords &&
    /^\p{L}[\p{L}\p{M}'’. -]*$/u.test(name) &&
    !sentenceWords.test(fold(name));
  return isName ? name : undefined;
}
