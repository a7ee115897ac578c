import { readLetter } from './letters.ts';
import { createPhraseBook } from './phrases.ts';
import { writeName } from './write-name.ts';
import { firstNameMarks, firstNames, nameLeadIns } from './tables/name-words.ts';
import { fold, readWords, type Token } from './tokens.ts';

export interface NameReading {
  /** The whole name as it is written: « Marie Lefèvre ». */
  name: string;
  /** Set when it can be told from the last name: a frequent first name, or announced as one. */
  firstName: string | undefined;
  lastName: string | undefined;
  /** True when letters were said: they win over what was heard as a word. */
  isSpelled: boolean;
}

const book = createPhraseBook({ 'first-name': firstNameMarks, talk: nameLeadIns });
const corrections = new Set(['non', 'pardon', 'plutot', 'enfin']);
/** No name is longer; the rest of the turn is something else. */
const maxNameWords = 6;

interface Part {
  text: string;
  isSpelled: boolean;
  isFirstName: boolean;
  joiner: Token['joiner'];
}

/**
 * The name in a text, said (« je m'appelle Marie Lefèvre »), spelled (« L E F E V R E », « D comme Désiré »), or both: a spelling
 * that sounds like the word before it keeps that word's accents. Undefined when no name is left.
 */
export function parseName(text: string): NameReading | undefined {
  const parts = mergeSpelling(readParts(readWords(text)));
  if (parts.length === 0 || parts.length > maxNameWords) return undefined;
  const { first, last } = splitName(parts);
  const name = [...first, ...last];
  return {
    name: writeParts(name),
    firstName: first.length === 0 ? undefined : writeParts(first),
    lastName: last.length === 0 ? undefined : writeParts(last),
    isSpelled: parts.some((part) => part.isSpelled),
  };
}

function readParts(words: readonly Token[]): Part[] {
  let parts: Part[] = [];
  let isFirstName = false;
  for (let at = 0; at < words.length;) {
    const word = words[at];
    if (word === undefined) break;
    const spelling = readSpelling(words, at);
    const match = spelling === undefined ? book.matchAt(words, at) : undefined;
    if (spelling !== undefined) {
      parts.push({ text: spelling.text, isSpelled: true, isFirstName, joiner: word.joiner });
      at = spelling.next;
    } else if (match !== undefined) {
      if (match.meaning === 'first-name') isFirstName = true;
      else if (match.phrase.includes('nom')) isFirstName = false;
      at += match.length;
    } else {
      if (corrections.has(word.folded)) parts = [];
      else if (word.kind === 'word')
        parts.push({ text: word.text, isSpelled: false, isFirstName, joiner: word.joiner });
      at += 1;
    }
  }
  return parts;
}

/** At least two letters in a row, with « tiret », « apostrophe » and « espace » between them. */
function readSpelling(
  words: readonly Token[],
  at: number,
): { text: string; next: number } | undefined {
  let text = '';
  let next = at;
  let count = 0;
  while (next < words.length) {
    const letter = readLetter(words, next, { hearsNames: count > 0 });
    const sign =
      letter === undefined && count > 0 ? spelledSigns[words[next]?.folded ?? ''] : undefined;
    if (letter === undefined && sign === undefined) break;
    text += letter?.letters ?? sign ?? '';
    count += letter?.letters.length ?? 0;
    next = letter?.next ?? next + 1;
  }
  return count < 2 ? undefined : { text: text.trim(), next };
}

const spelledSigns: Readonly<Record<string, string>> = { tiret: '-', apostrophe: "'", espace: ' ' };

/** « Lefèvre, L E F E V R E » is one word; the spelling decides unless it only lacks the accents. */
function mergeSpelling(parts: readonly Part[]): Part[] {
  const merged: Part[] = [];
  for (const part of parts) {
    const said = merged.at(-1);
    const isAgain =
      part.isSpelled && said !== undefined && !said.isSpelled && soundsLike(said.text, part.text);
    if (!isAgain) {
      merged.push(part);
      continue;
    }
    merged[merged.length - 1] = {
      ...said,
      text: isWholeIn(part.text, fold(said.text)) ? said.text : part.text,
      isSpelled: true,
    };
  }
  return merged;
}

/** All letters stand in the word in this order: it is the word itself, or a letter was missed. */
function isWholeIn(spelled: string, word: string): boolean {
  let at = 0;
  for (const letter of word) if (letter === spelled[at]) at += 1;
  return at === spelled.length;
}

/** Good enough for « Dupond » heard and D U P O N T spelled: same start, about the same length, or the start was missed. */
function soundsLike(said: string, spelled: string): boolean {
  const heard = fold(said);
  const isSameStart = heard.slice(0, 2) === spelled.slice(0, 2);
  return (isSameStart || isWholeIn(spelled, heard)) && Math.abs(heard.length - spelled.length) <= 3;
}

/** First and last name, as announced, or by the table of first names; a single word that is no first name is a last name. */
function splitName(parts: readonly Part[]): { first: Part[]; last: Part[] } {
  if (parts.some((part) => part.isFirstName))
    return { first: parts.filter((p) => p.isFirstName), last: parts.filter((p) => !p.isFirstName) };
  const isFirst = (part: Part | undefined) => part !== undefined && firstNames.has(fold(part.text));
  let lead = 0;
  while (
    lead < parts.length &&
    isFirst(parts[lead]) &&
    (lead === 0 || parts[lead]?.joiner === 'hyphen')
  )
    lead += 1;
  if (lead > 0) return { first: parts.slice(0, lead), last: parts.slice(lead) };
  let tail = parts.length;
  while (
    tail > 0 &&
    isFirst(parts[tail - 1]) &&
    (tail === parts.length || parts[tail]?.joiner === 'hyphen')
  )
    tail -= 1;
  return { first: parts.slice(tail), last: parts.slice(0, tail) };
}

function writeParts(parts: readonly Part[]): string {
  return writeName(
    parts
      .map((part, index) => {
        const before = parts[index - 1];
        const glue =
          before === undefined || before.text.endsWith("'")
            ? ''
            : part.joiner === 'hyphen'
              ? '-'
              : ' ';
        return glue + part.text;
      })
      .join(''),
  );
}
