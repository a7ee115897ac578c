import { smallNumbers, tens } from './number-words.ts';
import { endsWithAbbreviation } from './sentence-abbreviations.ts';
import { fold } from './tokens.ts';

export interface PhraseSplitter {
  /** Takes the next characters of a text, returns the phrases that are now whole, trimmed. */
  push(delta: string): string[];
  /** The text is over: what is left, as at most one phrase. The splitter may be used for another text afterwards. */
  end(): string[];
}

export interface PhraseSplitterOptions {
  /** The first phrase may end at a comma once it is this long, so that the voice can start; in characters. */
  firstClauseMinLength?: number;
  /** A sentence that is longer is cut at a comma; in characters. */
  clauseMinLength?: number;
  /** Text without any sign is cut at a space here; in characters. */
  maxLength?: number;
}

interface Limits {
  firstClause: number;
  clause: number;
  max: number;
}

/**
 * Cuts a text that arrives piece by piece into phrases for a voice: whole sentences, but the first clause as soon as it is there.
 * Never cuts inside a number, a dictated number, an e-mail, an address or after an abbreviation, and cuts the same wherever the
 * pieces end.
 */
export function createPhraseSplitter(options: PhraseSplitterOptions = {}): PhraseSplitter {
  const limits: Limits = {
    firstClause: options.firstClauseMinLength ?? 18,
    clause: options.clauseMinLength ?? 120,
    max: options.maxLength ?? 240,
  };
  let buffer = '';
  let isFirst = true;
  // Characters before this were looked at and are no end of a phrase.
  let seen = 0;

  function take(end: number): string {
    const phrase = buffer.slice(0, end).trim();
    buffer = buffer.slice(end).trimStart();
    seen = 0;
    isFirst = false;
    return phrase;
  }

  return {
    push(delta) {
      buffer = buffer === '' ? delta.trimStart() : buffer + delta;
      const phrases: string[] = [];
      for (;;) {
        const cut = findCut(buffer, seen, isFirst ? limits.firstClause : limits.clause, limits.max);
        seen = cut.seen;
        if (cut.end === undefined) return phrases;
        const phrase = take(cut.end);
        if (phrase !== '') phrases.push(phrase);
      }
    },
    end() {
      const rest = buffer.trim();
      buffer = '';
      seen = 0;
      isFirst = true;
      return rest === '' ? [] : [rest];
    },
  };
}

/** All phrases of a whole text. */
export function splitPhrases(text: string, options: PhraseSplitterOptions = {}): string[] {
  const splitter = createPhraseSplitter(options);
  return [...splitter.push(text), ...splitter.end()];
}

interface Cut {
  /** End of the phrase; undefined when more text is needed. */
  end: number | undefined;
  seen: number;
}

/** What must follow a sign before it can be judged: the next word, whole. */
const maxLookAhead = 24;

function findCut(text: string, from: number, clauseMin: number, max: number): Cut {
  for (let at = from; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === '\n' && at > 0) return { end: at + 1, seen: 0 };
    const kind = signKinds[sign];
    if (kind !== undefined) {
      const close = kind === 'end' ? endOfSigns(text, at) : at + 1;
      const verdict =
        kind === 'end' ? judgeEnd(text, at, close) : judgeClause(text, at, close, clauseMin);
      if (verdict === 'wait') return { end: undefined, seen: at };
      if (verdict === 'cut') return { end: close, seen: 0 };
      at = close - 1;
    }
    if (at >= max) return forceCut(text, max);
  }
  return { end: undefined, seen: text.length };
}

const signKinds: Readonly<Record<string, 'end' | 'clause'>> = {
  '.': 'end',
  '!': 'end',
  '?': 'end',
  '…': 'end',
  ',': 'clause',
  ';': 'clause',
  ':': 'clause',
};

type Verdict = 'cut' | 'keep' | 'wait';

/** A longer row of signs is more than one end. */
const maxSigns = 12;

/** After the sign: more signs, closing quotes and brackets, with the thin space that French puts before them. */
function endOfSigns(text: string, at: number): number {
  let end = at + 1;
  while (end - at < maxSigns) {
    const next = text.charAt(end);
    if (/[.!?…)"”\]]/.test(next) && next !== '') end += 1;
    else if (isSpace(next) && /[!?»]/.test(text.charAt(end + 1)) && text.charAt(end + 1) !== '')
      end += 2;
    else if (next === '»') end += 1;
    else break;
  }
  return end;
}

function isSpace(character: string): boolean {
  return (
    character === ' ' || character === '\u00a0' || character === '\u202f' || character === '\u2009'
  );
}

/** The end of a sentence has a space after it, and the next word does not go on with it. */
function judgeEnd(text: string, at: number, close: number): Verdict {
  if (close >= text.length) return 'wait';
  const after = text.charAt(close);
  // Whatever follows, the line break itself would end the phrase.
  if (after === '\n') return 'cut';
  if (!isSpace(after)) return 'keep';
  const next = text.slice(close).trimStart().charAt(0);
  if (next === '') return 'wait';
  const isDot = text.charAt(at) === '.' && close === at + 1;
  if (isDot && endsWithAbbreviation(text.slice(Math.max(0, at - 20), at), next)) return 'keep';
  const isTrailing = text.charAt(at) === '…' || text.slice(at, close).startsWith('..');
  const isQuoted = /[»"”)]/.test(text.slice(at, close));
  if ((isTrailing || isQuoted) && next !== next.toUpperCase()) return 'keep';
  return /[\p{L}\p{N}«"“'’([¿¡*_#-]/u.test(next) ? 'cut' : isPunctuation(next) ? 'keep' : 'cut';
}

function isPunctuation(character: string): boolean {
  return /[.,;:!?…»)]/.test(character);
}

/** A comma ends a phrase when the phrase is long enough and no dictated number goes on after it. */
function judgeClause(text: string, at: number, close: number, clauseMin: number): Verdict {
  if (close < clauseMin) return 'keep';
  if (close >= text.length) return 'wait';
  if (!isSpace(text.charAt(close))) return 'keep';
  const rest = text.slice(close).trimStart();
  const next = /^[\p{L}\p{N}'’+-]+/u.exec(rest)?.[0] ?? '';
  if (next.length === rest.length && rest.length < maxLookAhead) return 'wait';
  if (next === 'etc' || (text.charAt(at) === ':' && isNumeral(next))) return 'keep';
  return isNumeral(lastWord(text, at)) && isNumeral(next) ? 'keep' : 'cut';
}

function lastWord(text: string, end: number): string {
  return /[\p{L}\p{N}'’+-]+$/u.exec(text.slice(Math.max(0, end - maxLookAhead), end))?.[0] ?? '';
}

/** A digit, a spelled letter, or a number in words, also compound: « trente-neuf », « chiffre ». */
function isNumeral(word: string): boolean {
  if (/^\+?\d+$/.test(word)) return true;
  return fold(word)
    .split('-')
    .every(
      (part) =>
        part in smallNumbers ||
        part in tens ||
        part === 'cent' ||
        part === 'mille' ||
        part === 'et' ||
        /^[a-z]$/.test(part),
    );
}

/** Text without signs, as from a model that rambles: cut at the last space. */
function forceCut(text: string, max: number): Cut {
  const space = text.lastIndexOf(' ', max);
  return { end: space > 0 ? space : max, seen: 0 };
}
