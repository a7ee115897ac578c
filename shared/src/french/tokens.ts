/** How a word follows the one before it. `break` is a comma or anything stronger. */
export type Joiner = 'start' | 'space' | 'hyphen' | 'apostrophe' | 'break' | 'glued';

export interface Token {
  kind: 'word' | 'number' | 'symbol';
  /** Lower case, accents kept; an elided word keeps its apostrophe (`l'`). */
  text: string;
  /** As `text`, without accents and ligatures: `après` is `apres`. */
  folded: string;
  /** How it follows the token before it; in a list of words, the strongest joiner since the last word. */
  joiner: Joiner;
  /** Offsets in the text that was read, end excluded. */
  start: number;
  end: number;
}

/** Longest text that is read; the rest is not looked at. Two minutes of speech without a pause. */
export const maxCharacters = 2_000;

const hesitations = new Set('euh euhh euuh heu hum hm hmm mm mmh ben bah beh eh hein'.split(' '));

const breaks = new Set([
  ',',
  ';',
  ':',
  '.',
  '!',
  '?',
  '…',
  '(',
  ')',
  '«',
  '»',
  '"',
  '\n',
  '–',
  '—',
]);

/** The text without accents and ligatures, lower case: what tables of words are written in. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (isAscii(lower)) return lower;
  return lower
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('’', "'");
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) > 127) return false;
  }
  return true;
}

/** Every token of a text, symbols included, in one pass. */
export function tokenise(text: string): Token[] {
  const source = text.slice(0, maxCharacters);
  const tokens: Token[] = [];
  let at = 0;
  let hasSpace = false;
  while (at < source.length) {
    const kind = kindAt(source, at);
    if (kind === 'space') {
      hasSpace = true;
      at += 1;
      continue;
    }
    const end = endOfToken(source, at, kind);
    const raw = source.slice(at, end).toLowerCase().normalize('NFC').replace('’', "'");
    const joiner = tokens.length === 0 ? 'start' : hasSpace ? 'space' : 'glued';
    tokens.push({ kind, text: raw, folded: fold(raw), joiner, start: at, end });
    hasSpace = false;
    at = end;
  }
  return tokens;
}

/** The words and numbers of a text, without symbols; each says how it follows the one before it. */
export function readWords(text: string, options: { keepHesitations?: boolean } = {}): Token[] {
  const words: Token[] = [];
  let hasBreak = false;
  let hasHyphen = false;
  for (const token of tokenise(text)) {
    if (token.kind === 'symbol') {
      if (isSpokenSymbol(token)) words.push({ ...token, kind: 'word' });
      else if (breaks.has(token.text) || (token.text === '-' && token.joiner === 'space'))
        hasBreak = true;
      else if (token.text === '-') hasHyphen = true;
      continue;
    }
    if (options.keepHesitations !== true && hesitations.has(token.folded)) continue;
    words.push({ ...token, joiner: joinerOf(token, words.at(-1), hasBreak, hasHyphen) });
    hasBreak = false;
    hasHyphen = false;
  }
  return words;
}

function isSpokenSymbol(token: Token): boolean {
  return token.text === '€' || token.text === '%' || token.text === '+';
}

function joinerOf(
  token: Token,
  previous: Token | undefined,
  hasBreak: boolean,
  hasHyphen: boolean,
): Joiner {
  if (previous === undefined) return 'start';
  if (hasBreak) return 'break';
  if (hasHyphen) return 'hyphen';
  if (previous.text.endsWith("'") && token.joiner === 'glued') return 'apostrophe';
  return token.joiner;
}

export function isHesitation(token: Token): boolean {
  return hesitations.has(token.folded);
}

type CharacterKind = 'space' | 'word' | 'number' | 'symbol';

function kindAt(text: string, at: number): CharacterKind {
  const code = text.charCodeAt(at);
  if (code === 10) return 'symbol';
  if (code <= 32 || code === 0xa0 || code === 0x202f || code === 0x2009) return 'space';
  if (code >= 48 && code <= 57) return 'number';
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) return 'word';
  if (code < 128) return 'symbol';
  return /\p{L}|\p{M}/u.test(text.charAt(at)) ? 'word' : 'symbol';
}

function endOfToken(text: string, start: number, kind: CharacterKind): number {
  if (kind === 'symbol') return start + 1;
  let end = start + 1;
  while (end < text.length && kindAt(text, end) === kind) end += 1;
  const isElided = kind === 'word' && (text.charAt(end) === "'" || text.charAt(end) === '’');
  return isElided ? end + 1 : end;
}
