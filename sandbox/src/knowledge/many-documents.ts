import type { KnowledgeDocument } from '@standardiste/shared/contracts/profile.ts';
import { createRandom } from '../random.ts';

const syllables =
  'ba bri can cla do dre fa flo ga gri la lan ma mer no pa pré ra ron sa ser ta tri va ven'.split(
    ' ',
  );

/**
 * The documents, and beside them so many of the same kind that `chunkCount` passages are searched: sentences of the originals
 * with every long word replaced by an invented one, some of them common and most of them rare, as in a real library.
 */
export function manyDocuments(
  documents: readonly KnowledgeDocument[],
  chunkCount: number,
): readonly KnowledgeDocument[] {
  const random = createRandom(7);
  const paragraphs = documents.flatMap(({ text }) => text.split('\n\n'));
  const invent = (): string => {
    // Squared: low numbers, and so words that come often, are likelier.
    let n = Math.floor(random() ** 2 * 30_000);
    let word = '';
    do {
      word += syllables[n % syllables.length] ?? '';
      n = Math.floor(n / syllables.length);
    } while (n > 0);
    return `${word}tion`;
  };
  const disguise = (text: string): string => text.replaceAll(/\p{L}{7,}/gu, invent);
  const added = Array.from({ length: chunkCount - paragraphs.length }, (_, n) => ({
    id: `autre-${n}`,
    title: `Fiche ${invent()}`,
    text: disguise(paragraphs[n % paragraphs.length] ?? ''),
  }));
  return [...documents, ...added];
}
