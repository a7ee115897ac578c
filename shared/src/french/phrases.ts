import { fold, type Token } from './tokens.ts';

/** Phrases under their meaning: words without accents, `*` for any ending, as in `annul* rendez vous`. */
export type PhraseTable<Meaning extends string> = Readonly<Record<Meaning, readonly string[]>>;

export interface PhraseMatch<Meaning> {
  meaning: Meaning;
  /** The phrase as the table has it. */
  phrase: string;
  /** Number of words. */
  length: number;
}

export interface PhraseBook<Meaning> {
  /** The longest phrase that starts at a word. */
  matchAt(words: readonly Token[], at: number): PhraseMatch<Meaning> | undefined;
}

interface Entry<Meaning> extends PhraseMatch<Meaning> {
  parts: readonly string[];
}

/** A book that finds the phrases of a table in a list of words; looking one place up costs a few comparisons. */
export function createPhraseBook<Meaning extends string>(
  table: PhraseTable<Meaning>,
): PhraseBook<Meaning> {
  let index: Index<Meaning> | undefined;
  return {
    matchAt(words, at) {
      const first = words[at]?.folded;
      if (first === undefined) return undefined;
      index ??= indexTable(table);
      const exact = index.byFirst.get(first)?.find((entry) => matches(entry, words, at));
      const open = index.prefixed.find((entry) => matches(entry, words, at));
      return open !== undefined && (exact === undefined || open.length > exact.length)
        ? open
        : exact;
    },
  };
}

interface Index<Meaning> {
  byFirst: Map<string, Entry<Meaning>[]>;
  /** Entries whose first word has an open ending. */
  prefixed: Entry<Meaning>[];
}

/** Made at the first look-up, so that importing costs nothing. */
function indexTable<Meaning extends string>(table: PhraseTable<Meaning>): Index<Meaning> {
  const byFirst = new Map<string, Entry<Meaning>[]>();
  const prefixed: Entry<Meaning>[] = [];
  for (const meaning of Object.keys(table) as Meaning[]) {
    for (const phrase of table[meaning]) {
      const entry = toEntry(meaning, phrase);
      const first = entry.parts[0] ?? '';
      if (first.endsWith('*')) prefixed.push(entry);
      else byFirst.set(first, [...(byFirst.get(first) ?? []), entry]);
    }
  }
  for (const entries of byFirst.values()) entries.sort((a, b) => b.length - a.length);
  prefixed.sort((a, b) => b.length - a.length);
  return { byFirst, prefixed };
}

/** The words of a phrase as a text is cut: hyphens part, an elided word keeps its apostrophe. */
export function phraseParts(phrase: string): string[] {
  return fold(phrase)
    .replaceAll("'", "' ")
    .replaceAll('-', ' ')
    .split(' ')
    .filter((part) => part !== '');
}

function toEntry<Meaning>(meaning: Meaning, phrase: string): Entry<Meaning> {
  const parts = phraseParts(phrase);
  return { meaning, phrase, parts, length: parts.length };
}

function matches<Meaning>(entry: Entry<Meaning>, words: readonly Token[], at: number): boolean {
  for (let index = 0; index < entry.parts.length; index += 1) {
    const part = entry.parts[index] ?? '';
    const word = words[at + index]?.folded;
    if (word === undefined) return false;
    if (part.endsWith('*') ? !word.startsWith(part.slice(0, -1)) : word !== part) return false;
  }
  return true;
}
