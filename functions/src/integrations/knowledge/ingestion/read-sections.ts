import { HTMLElement, parse, TextNode } from 'node-html-parser';

/** A part of a document under one heading. */
export interface Section {
  /** Headings from the outside in, without the document's title; empty before the first. */
  readonly headings: readonly string[];
  /** Paragraphs separated by a blank line. */
  readonly text: string;
}

export interface ReadDocument {
  readonly title: string;
  readonly sections: readonly Section[];
}

/** The file cannot be taken in; the message says why, for people. */
export class UnreadableFileError extends Error {}

interface Heading {
  readonly level: number;
  readonly text: string;
}
type Line = Heading | string;

type Reader = (bytes: Uint8Array) => Promise<readonly Line[]> | readonly Line[];

const readers: Readonly<Record<string, Reader>> = {
  md: (bytes) => markdownLines(decode(bytes)),
  markdown: (bytes) => markdownLines(decode(bytes)),
  txt: (bytes) => decode(bytes).split(/\r?\n/),
  html: (bytes) => htmlLines(decode(bytes)),
  htm: (bytes) => htmlLines(decode(bytes)),
  pdf: pdfLines,
};

/** Endings of the files that can be read. */
export const readableExtensions = Object.keys(readers);

/** Reads a document by its ending. `name` stands in for a title that it does not have. @throws UnreadableFileError */
export async function readSections(
  extension: string,
  bytes: Uint8Array,
  name: string,
): Promise<ReadDocument> {
  const read = readers[extension];
  if (read === undefined) throw new UnreadableFileError(`files of type .${extension} are not read`);
  const lines = await read(bytes);
  const first = lines.find((line) => typeof line !== 'string' && line.level === 1);
  const title = typeof first === 'object' ? first.text : name;
  const sections = toSections(lines, first);
  if (sections.length === 0) throw new UnreadableFileError('there is no text in it');
  return { title: title.slice(0, 120), sections };
}

function toSections(lines: readonly Line[], title: Line | undefined): readonly Section[] {
  const sections: { headings: readonly string[]; lines: string[] }[] = [
    { headings: [], lines: [] },
  ];
  let path: readonly Heading[] = [];
  for (const line of lines) {
    if (line === title) continue;
    if (typeof line === 'string') sections.at(-1)?.lines.push(line);
    else {
      path = [...path.filter(({ level }) => level < line.level), line];
      sections.push({ headings: path.map(({ text }) => text), lines: [] });
    }
  }
  return sections
    .map(({ headings, lines: own }) => ({ headings, text: paragraphsOf(own) }))
    .filter(({ text }) => text !== '');
}

/** Lines of one paragraph are joined: a line break in a file means nothing at the telephone. */
function paragraphsOf(lines: readonly string[]): string {
  return lines
    .join('\n')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
}

function markdownLines(text: string): readonly Line[] {
  return text.split(/\r?\n/).flatMap((line): Line[] => {
    const heading = /^(#{1,6})\s+(.+?)\s*#*$/.exec(line);
    if (heading !== null) {
      return [{ level: (heading[1] ?? '').length, text: plainMarkdown(heading[2] ?? '') }];
    }
    const item = /^\s*(?:[-*+]|\d+\.)\s+(.*)$/.exec(line)?.[1];
    return item === undefined ? [plainMarkdown(line)] : ['', plainMarkdown(item)];
  });
}

/** Marks are taken off: they would be spoken. */
function plainMarkdown(text: string): string {
  return text
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`]{1,3}(\S(?:.*?\S)?)[*_`]{1,3}/g, '$1')
    .replace(/^>\s?/, '');
}

const skippedTags = new Set(['SCRIPT', 'STYLE', 'NAV', 'FOOTER', 'TEMPLATE', 'NOSCRIPT', 'HEAD']);
const blockTags = new Set(
  'P DIV LI UL OL TR TABLE SECTION ARTICLE MAIN BLOCKQUOTE DL DT DD BR BODY HEADER'.split(' '),
);

function htmlLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  let open = '';
  const close = (): void => {
    if (open.trim() !== '') lines.push(open, '');
    open = '';
  };
  const visit = (element: HTMLElement): void => {
    for (const child of element.childNodes) {
      if (child instanceof TextNode) open += child.text;
      if (!(child instanceof HTMLElement)) continue;
      const tag = child.tagName;
      if (skippedTags.has(tag)) continue;
      const level = /^H([1-6])$/.exec(tag)?.[1];
      if (level !== undefined) {
        close();
        lines.push({ level: Number(level), text: child.text.replace(/\s+/g, ' ').trim() });
        continue;
      }
      if (blockTags.has(tag)) close();
      visit(child);
      if (blockTags.has(tag)) close();
      else if (tag === 'TD' || tag === 'TH') open += ' ';
    }
  };
  visit(parse(text));
  close();
  return lines;
}

async function pdfLines(bytes: Uint8Array): Promise<readonly Line[]> {
  const { extractText, getDocumentProxy } = await import('unpdf');
  try {
    // The library takes the bytes over, and takes no Buffer; the caller keeps its own.
    const { text } = await extractText(
      await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 }),
    );
    return text.flatMap((page) => [...page.split('\n'), '']);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UnreadableFileError(`not a PDF that can be read: ${reason}`, { cause });
  }
}

function decode(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.includes('\0')) throw new UnreadableFileError('it is binary, not text');
    return text;
  } catch (cause) {
    if (cause instanceof UnreadableFileError) throw cause;
    throw new UnreadableFileError('it is not UTF-8', { cause });
  }
}
