import type { KnowledgeDocument } from '@standardiste/shared/contracts/profile.ts';

export interface Passage {
  readonly documentId: string;
  readonly title: string;
  readonly text: string;
}

/** What can be said in about half a minute; longer paragraphs are split between sentences. */
const maxLength = 500;
/** Shorter than this a paragraph is a heading and belongs to what follows. */
const minLength = 50;

/** A document's paragraphs, as they can be spoken: none too long, none that is only a heading. */
export function splitPassages({ id, title, text }: KnowledgeDocument): readonly Passage[] {
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim());
  return joinHeadings(paragraphs.filter((paragraph) => paragraph !== ''))
    .flatMap(splitLong)
    .map((part) => ({ documentId: id, title, text: part }));
}

function joinHeadings(paragraphs: readonly string[]): readonly string[] {
  const joined: string[] = [];
  let heading = '';
  for (const paragraph of paragraphs) {
    const whole = heading === '' ? paragraph : `${heading} ${paragraph}`;
    heading = whole.length < minLength ? whole : '';
    if (heading === '') joined.push(whole);
  }
  if (heading === '') return joined;
  const last = joined.pop();
  return [...joined, last === undefined ? heading : `${last} ${heading}`];
}

function splitLong(paragraph: string): readonly string[] {
  if (paragraph.length <= maxLength) return [paragraph];
  const sentences = paragraph.match(/[^.!?]+(?:[.!?]+|$)/g) ?? [paragraph];
  const parts: string[] = [];
  for (const sentence of sentences) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + sentence.length <= maxLength) {
      parts[parts.length - 1] = last + sentence;
    } else parts.push(sentence);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
