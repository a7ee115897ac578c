import { readLetter } from './letters.ts';
import { readCardinal, readingsBelowHundred, wordAt } from './number-words.ts';
import { phraseParts } from './phrases.ts';
import {
  emailLeadIns,
  emailSymbols,
  heardDomains,
  heardEndings,
  onlyDomains,
} from './tables/email-words.ts';
import { fold, isHesitation, maxCharacters, type Token, tokenise } from './tokens.ts';

export interface EmailPieces {
  local: string;
  domain: string | undefined;
  confidence: number;
}

interface Piece {
  text: string;
  kind: 'letters' | 'word' | 'number' | 'symbol' | 'correction';
  next: number;
  confidence: number;
  /** « m' », « c' »: a letter that belongs to the word after it. */
  isElided?: boolean;
}

const correctionWords = new Set('non pardon plutot enfin recommence reprends'.split(' '));
/** Said of an address, not in it. */
const asides = new Set(
  'tout attache attaches colle minuscule minuscules majuscule majuscules accent accents espace espaces'.split(
    ' ',
  ),
);
const maxPieces = 300;

const symbolPhrases = emailSymbols.map(({ words, character }) => ({
  parts: phraseParts(words),
  text: character,
}));
const domainPhrases = heardDomains.map(({ words, name }) => ({
  parts: phraseParts(words),
  text: name,
}));

/** Both parts of a dictated address, as far as they were said. `soFar` is what an earlier turn had understood. */
export function readEmailPieces(text: string, soFar: string): EmailPieces {
  const written = findWritten(text);
  if (written !== undefined) return { ...splitAddress(written), confidence: 1 };
  const pieces = readPieces(readTokens(text));
  let address = soFar;
  let confidence = 1;
  for (const segment of splitAtCorrections(pieces)) {
    address = applySegment(address, segment);
    confidence = Math.min(confidence, ...segment.map((piece) => piece.confidence));
  }
  return { ...splitAddress(address), confidence };
}

/** The last address that is written out, with its signs, in a text. */
function findWritten(text: string): string | undefined {
  const source = fold(text.slice(0, maxCharacters));
  let written: string | undefined;
  for (const chunk of source.split(/[\s,;:!?<>()«»"]+/)) {
    const clean = chunk.replace(/\.+$/, '');
    const at = clean.indexOf('@');
    const isWhole = at > 0 && clean.indexOf('.', at) > 0 && clean.indexOf('@', at + 1) < 0;
    if (isWhole && /^[a-z0-9._+@-]+$/.test(clean)) written = clean;
  }
  return written;
}

function splitAddress(address: string): { local: string; domain: string | undefined } {
  const at = address.indexOf('@');
  if (at < 0) return { local: address, domain: undefined };
  return { local: address.slice(0, at), domain: address.slice(at + 1) };
}

/** Words and the signs that count: those written without a space around them, and arobases. */
function readTokens(text: string): Token[] {
  const all = tokenise(text);
  return all.filter((token, index) => {
    if (token.kind !== 'symbol') return !isHesitation(token);
    if (token.text === '@' || token.text === '_' || token.text === '+') return true;
    const follows = all[index + 1];
    return token.text === '.' && token.joiner === 'glued' && follows?.joiner === 'glued';
  });
}

function readPieces(tokens: readonly Token[]): Piece[] {
  const pieces: Piece[] = [];
  let isDomain = false;
  for (let at = 0; at < tokens.length && pieces.length < maxPieces;) {
    const piece = readPiece(tokens, at, isDomain, pieces.at(-1));
    if (piece === undefined) {
      at += 1;
      continue;
    }
    pieces.push(piece);
    if (piece.text === '@') isDomain = true;
    if (piece.kind === 'correction') isDomain = false;
    at = piece.next;
  }
  return pieces;
}

function readPiece(
  tokens: readonly Token[],
  at: number,
  isDomain: boolean,
  previous: Piece | undefined,
): Piece | undefined {
  const token = tokens[at];
  if (token === undefined) return undefined;
  if (token.kind === 'symbol')
    return { text: token.text, kind: 'symbol', next: at + 1, confidence: 1 };
  if (correctionWords.has(token.folded))
    return { text: '', kind: 'correction', next: at + 1, confidence: 1 };
  const symbol = matchPhrase(tokens, at, symbolPhrases);
  if (symbol !== undefined) return { ...symbol, kind: 'symbol', confidence: 1 };
  if (!isDomain && isHeardArobase(tokens, at))
    return { text: '@', kind: 'symbol', next: at + 1, confidence: 0.9 };
  if (isDomain || previous?.text === '@') {
    const domain = matchPhrase(tokens, at, domainPhrases);
    if (domain !== undefined) return { ...domain, kind: 'word', confidence: 0.95 };
    const ending = previous?.text === '.' ? readEnding(tokens, at) : undefined;
    if (ending !== undefined) return ending;
  }
  return readLiteralDigit(tokens, at) ?? readText(tokens, at, previous);
}

/** « jean point dupont à gmail point com ». */
function isHeardArobase(tokens: readonly Token[], at: number): boolean {
  if (tokens[at]?.text !== 'à') return false;
  const isKnown =
    (tokens[at + 1]?.folded ?? '') in onlyDomains ||
    matchPhrase(tokens, at + 1, domainPhrases) !== undefined;
  return (
    isKnown ||
    ['hotmail', 'outlook', 'yahoo', 'live', 'msn', 'gmx'].includes(tokens[at + 1]?.folded ?? '')
  );
}

function matchPhrase(
  tokens: readonly Token[],
  at: number,
  phrases: readonly { parts: readonly string[]; text: string }[],
): { text: string; next: number } | undefined {
  const found = phrases.find(({ parts }) =>
    parts.every((part, index) => tokens[at + index]?.folded === part),
  );
  return found === undefined ? undefined : { text: found.text, next: at + found.parts.length };
}

/** « f r », « effe erre », « comme ». */
function readEnding(tokens: readonly Token[], at: number): Piece | undefined {
  const word = wordAt(tokens, at) ?? '';
  const known = heardEndings[word];
  if (known !== undefined) return { text: known, kind: 'word', next: at + 1, confidence: 0.98 };
  const first = readLetter(tokens, at, { hearsNames: true });
  if (first === undefined) return undefined;
  const second = readLetter(tokens, first.next, { hearsNames: true });
  if (second === undefined) return undefined;
  return {
    text: first.letters + second.letters,
    kind: 'letters',
    next: second.next,
    confidence: 0.98,
  };
}

/** « le chiffre deux » is a 2, whatever follows. */
function readLiteralDigit(tokens: readonly Token[], at: number): Piece | undefined {
  const word = wordAt(tokens, at);
  if (word !== 'chiffre' && word !== 'chiffres' && word !== 'nombre') return undefined;
  const number = readNumber(tokens, at + 1);
  return number === undefined ? undefined : number;
}

function readText(
  tokens: readonly Token[],
  at: number,
  previous: Piece | undefined,
): Piece | undefined {
  const elided =
    tokens[at]?.text.endsWith("'") === true ? tokens[at]?.folded.slice(0, -1) : undefined;
  if (elided !== undefined)
    return { text: elided, kind: 'word', next: at + 1, confidence: 1, isElided: true };
  const letter = readLetter(tokens, at, { hearsNames: previous?.kind === 'letters' });
  if (letter !== undefined)
    return { text: letter.letters, kind: 'letters', next: letter.next, confidence: 1 };
  const number = readNumber(tokens, at);
  if (number !== undefined) return number;
  const token = tokens[at];
  if (token === undefined || asides.has(token.folded)) return undefined;
  const text = token.folded.replace(/[^a-z0-9]/g, '');
  return text === '' ? undefined : { text, kind: 'word', next: at + 1, confidence: 1 };
}

/** Digits are written as said: « zéro six », « quatre-vingt-douze », « mille neuf cent quatre-vingt-douze ». */
function readNumber(tokens: readonly Token[], at: number): Piece | undefined {
  const token = tokens[at];
  if (token?.kind === 'number')
    return { text: token.text, kind: 'number', next: at + 1, confidence: 1 };
  const small = readingsBelowHundred(tokens, at).at(-1);
  const whole = readCardinal(tokens, at);
  const isLarge = whole !== undefined && whole.value >= 100 && whole.next > (small?.next ?? 0);
  const reading = isLarge ? whole : small;
  if (reading === undefined) return undefined;
  return { text: String(reading.value), kind: 'number', next: reading.next, confidence: 1 };
}

function splitAtCorrections(pieces: readonly Piece[]): Piece[][] {
  const segments: Piece[][] = [[]];
  for (const piece of pieces) {
    if (piece.kind === 'correction') segments.push([]);
    else segments.at(-1)?.push(piece);
  }
  return segments.filter((segment) => segment.length > 0);
}

/** A segment with an arobase is the address again; « point com » after an address changes its ending; others go on with it. */
function applySegment(address: string, segment: readonly Piece[]): string {
  const said = joinPieces(segment, address === '');
  if (said === '') return address;
  const { local, domain } = splitAddress(address);
  if (said.startsWith('@')) return local + said;
  if (said.includes('@')) return said;
  if (domain === undefined || domain === '') return address + said;
  const dot = domain.lastIndexOf('.');
  if (said.startsWith('.') && dot > 0) return `${local}@${domain.slice(0, dot)}${said}`;
  if (said.includes('.') || said in onlyDomains) return `${local}@${said}`;
  return dot > 0 ? address : `${address}${said}`;
}

function joinPieces(pieces: readonly Piece[], isStart: boolean): string {
  const kept = dropSpelledAgain(applyRemarks(isStart ? dropLeadIn(pieces) : pieces));
  let address = '';
  for (const piece of kept) {
    const isAfterEnding = piece.kind !== 'symbol' && hasEnding(address);
    if (isAfterEnding) break;
    if (piece.text === '@' && address.includes('@')) break;
    address += piece.text;
  }
  return address;
}

/** The domain ends with its ending; what follows (« voilà », « merci ») is talk. */
function hasEnding(address: string): boolean {
  const at = address.indexOf('@');
  const dot = address.lastIndexOf('.');
  if (at < 0 || dot < at) return false;
  return Object.values(heardEndings).includes(address.slice(dot + 1));
}

function dropLeadIn(pieces: readonly Piece[]): Piece[] {
  const at = pieces.findIndex((piece) => piece.text === '@');
  const limit = at < 0 ? pieces.length : at;
  let start = 0;
  while (start < limit && isLeadIn(pieces, start)) start += 1;
  return pieces.slice(start);
}

/** A letter counts as talk only before another word of talk: « c' », « m' », « e-mail », but not « c point martin ». */
function isLeadIn(pieces: readonly Piece[], at: number): boolean {
  const piece = pieces[at];
  const next = pieces[at + 1];
  if (piece === undefined || piece.kind === 'number' || piece.kind === 'symbol') return false;
  if (piece.text === 'e' && next?.text === 'mail') return true;
  if (piece.isElided === true)
    return piece.text !== 'd' || next?.text === 'accord' || next?.text === 'adresse';
  return emailLeadIns.has(piece.text) && (piece.kind === 'word' || next?.kind === 'word');
}

/** « viviane avec deux n », « élodie avec un e accent aigu »: a remark on the word before it. */
function applyRemarks(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = [];
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at];
    const said = kept.at(-1);
    if (piece === undefined) continue;
    if (piece.text !== 'avec' || said?.kind !== 'word') {
      kept.push(piece);
      continue;
    }
    const letterAt = pieces[at + 1]?.text === '1' ? at + 2 : at + 1;
    const letters = pieces[letterAt];
    if (letters?.kind !== 'letters') continue;
    kept[kept.length - 1] = { ...said, text: withDouble(said.text, letters.text) };
    at = letterAt;
  }
  return kept;
}

/** The last single letter doubled, unless it is already. */
function withDouble(word: string, letters: string): string {
  if (letters.length !== 2 || word.includes(letters)) return word;
  const at = word.lastIndexOf(letters.slice(0, 1));
  return at < 0 ? word : word.slice(0, at) + letters + word.slice(at + 1);
}

/** « dupont d u p o n t »: a word that is spelled just after it was said counts once, as it was spelled. */
function dropSpelledAgain(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = [];
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at];
    if (piece === undefined) continue;
    const spelled = piece.kind === 'word' ? spelledFrom(pieces, at + 1) : '';
    if (spelled.length >= 3 && isSameWord(piece.text, spelled)) continue;
    kept.push(piece);
  }
  return kept;
}

function spelledFrom(pieces: readonly Piece[], from: number): string {
  let spelled = '';
  for (let at = from; pieces[at]?.kind === 'letters'; at += 1) spelled += pieces[at]?.text ?? '';
  return spelled;
}

/** Spelled words may differ from what was heard (Dupond, Dupont) by a letter or two at the end. */
function isSameWord(word: string, spelled: string): boolean {
  const length = Math.min(word.length, spelled.length);
  if (length < 3 || Math.abs(word.length - spelled.length) > 2) return false;
  return (
    word.slice(0, length - 1) === spelled.slice(0, length - 1) ||
    word.startsWith(spelled.slice(0, 3))
  );
}
