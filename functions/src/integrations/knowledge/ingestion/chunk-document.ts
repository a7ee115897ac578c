import { createHash } from 'node:crypto';
import type { KnowledgeDocument } from '@standardiste/shared/contracts/profile.ts';
import type { ReadDocument } from './read-sections.ts';

/** About a minute of speech: enough to answer from, little enough to be about one thing. */
const maxLength = 1_200;
/** What a part repeats of the one before, so that a sentence keeps what it refers to. */
const maxOverlap = 200;

/**
 * A document as the knowledge documents of a profile: one for each heading, long ones in parts that overlap by a sentence. Ids
 * depend on the file and the headings, not on the text, so that an edited text keeps its id.
 */
export function chunkDocument(
  source: string,
  { title, sections }: ReadDocument,
): readonly KnowledgeDocument[] {
  const seen = new Map<string, number>();
  return sections.flatMap(({ headings, text }) =>
    splitText(text).map((part) => {
      const path = JSON.stringify([source, ...headings]);
      const n = seen.get(path) ?? 0;
      seen.set(path, n + 1);
      return {
        id: `${slug(source)}-${hash(path)}-${n}`,
        title: [title, ...headings].join(' – ').slice(0, 200),
        text: part,
        source,
      };
    }),
  );
}

function splitText(text: string): readonly string[] {
  const pieces = text.split('\n\n').flatMap((paragraph) => {
    const sentences = paragraph.length <= maxLength ? [paragraph] : sentencesOf(paragraph);
    return sentences.map((piece, n) => ({ piece, joint: n === 0 ? '\n\n' : ' ' }));
  });
  const parts: string[] = [];
  for (const { piece, joint } of pieces) {
    const last = parts.at(-1);
    if (last === undefined) parts.push(piece);
    else if (last.length + joint.length + piece.length <= maxLength) {
      parts[parts.length - 1] = last + joint + piece;
    } else {
      const overlap = sentencesOf(last).at(-1) ?? '';
      parts.push(overlap.length <= maxOverlap ? `${overlap}${joint}${piece}` : piece);
    }
  }
  return parts;
}

/** Sentences, none longer than a part. */
function sentencesOf(text: string): readonly string[] {
  return (text.match(/[^.!?]+(?:[.!?]+|$)/g) ?? [text])
    .flatMap(
      (sentence) => sentence.match(new RegExp(`[^]{1,${maxLength - maxOverlap - 2}}`, 'g')) ?? [],
    )
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

function slug(source: string): string {
  const plain = source
    .replace(/\.[^.]+$/, '')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return plain.replaceAll(/^-+|-+$/g, '').slice(0, 40) || 'document';
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
