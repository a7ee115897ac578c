import type { Mind } from './mind.ts';

/** Fruits that a caller may ask about, one a turn: each answer is known by its own. */
export const recitedWords = [
  'mirabelle',
  'cerise',
  'framboise',
  'groseille',
  'myrtille',
  'pastèque',
  'noisette',
  'châtaigne',
] as const;

/** What is said of a word: two sentences, of which the first begins with a clause. */
export function recital(word: string): string {
  return (
    `Voici la réponse ${word}, avec les détails que vous attendez. ` +
    `La suite de ${word} est un peu plus longue, et elle prend fin ici.`
  );
}

/** A text model without thoughts, for measurements: it recites what is said of the word that was asked for last. */
export const recitingMind: Mind = ({ messages }) => {
  const said = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const word = recitedWords.findLast((each) => said.toLowerCase().includes(each));
  return {
    text: word === undefined ? 'De quoi voulez-vous parler ?' : recital(word),
    toolCalls: [],
  };
};
