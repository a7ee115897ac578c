import { readLetter } from './letters.ts';
import { smallNumbers, tens } from './number-words.ts';
import { parseEmail } from './parse-email.ts';
import { parsePhone } from './parse-phone.ts';
import { openEndings, openingWords } from './tables/open-endings.ts';
import { isHesitation, readWords, type Token } from './tokens.ts';

/** What the callbot has just asked for. */
export type ExpectedSlot = 'phone' | 'email' | 'date' | 'yes-no' | 'name' | 'spelling';

/**
 * True when the caller is not done: the words end in the middle of a phrase (« et », « euh », « à partir de »), of a number, or of
 * what was asked for (a phone number below ten digits, an address without its ending, a spelling). Judges words only; silence
 * decides in the end.
 */
export function isIncomplete(text: string, expected?: ExpectedSlot): boolean {
  const words = readWords(text, { keepHesitations: true });
  const last = words.at(-1);
  if (last === undefined) return true;
  if (isHesitation(last) || text.trimEnd().endsWith('…') || text.trimEnd().endsWith('...'))
    return true;
  if (endsOpen(text, words)) return true;
  return expected !== undefined && isSlotOpen(text, words, expected);
}

/**
 * The last words ask for more. A question is over (« puis-je ? »), « prenez-le » and « celui-là » too; a full stop proves nothing,
 * since recognisers end every pause with one.
 */
function endsOpen(text: string, words: readonly Token[]): boolean {
  if (text.trimEnd().endsWith('?')) return false;
  const last = words.at(-1);
  if (last === undefined || last.joiner === 'hyphen' || last.text === 'là') return false;
  if (openingWords.has(last.folded)) return true;
  const tail = words.slice(-4).map((word) => word.folded);
  return openEndings.some((ending) => ` ${tail.join(' ')}`.endsWith(` ${ending}`));
}

function isSlotOpen(text: string, words: readonly Token[], expected: ExpectedSlot): boolean {
  switch (expected) {
    case 'phone':
      return isPhoneOpen(text, words);
    case 'email':
      return isEmailOpen(text, words);
    case 'spelling':
    case 'name':
      return isSpellingOpen(words, expected);
    case 'date':
      return isDateOpen(words);
    case 'yes-no':
      return false;
  }
}

/** A number was begun and has not all its digits. A sentence without digits (« je n'en ai pas ») is whole. */
function isPhoneOpen(text: string, words: readonly Token[]): boolean {
  const phone = parsePhone(text);
  if (phone.digits === '') return /numero|portable|telephone/.test(words.at(-1)?.folded ?? '');
  return !phone.isComplete && !phone.isTooLong;
}

function isEmailOpen(text: string, words: readonly Token[]): boolean {
  const email = parseEmail(text);
  if (email.isComplete) return email.confidence < 0.9 && !endsWithProvider(text);
  if (email.domain !== undefined) return true;
  if (words.some(({ folded }) => folded === 'pas' || folded === 'aucune')) return false;
  const last = words.at(-1)?.folded ?? '';
  const isSpelling = readLetter(words, words.length - 1) !== undefined;
  return (
    isSpelling ||
    words.some(({ folded }) => folded === 'point' || folded === 'tiret') ||
    /^(mail|email|adresse)$/.test(last)
  );
}

/** « …arobase gmail » is usually followed by « point com ». */
function endsWithProvider(text: string): boolean {
  return /[a-z]\.[a-z]{2,}\s*$/i.test(text);
}

/** Letters at the end: another one may follow, as after « deux ». A name spelled that long is over. */
function isSpellingOpen(words: readonly Token[], expected: 'spelling' | 'name'): boolean {
  const last = words.length - 1;
  const endsInLetter = readLetter(words, last) !== undefined || words[last]?.folded === 'comme';
  if (!endsInLetter) return isRepeat(words[last]);
  if (expected === 'name') return true;
  return countLetters(words) < 12;
}

function isRepeat(word: Token | undefined): boolean {
  return word?.folded === 'deux' || word?.folded === 'double';
}

function countLetters(words: readonly Token[]): number {
  return words.filter((word) => word.kind === 'word' && word.folded.length === 1).length;
}

/** « mardi à », « le vingt », « entre dix heures », « quatorze » while hours are awaited. */
function isDateOpen(words: readonly Token[]): boolean {
  const last = words.at(-1);
  const before = words.at(-2);
  if (last === undefined) return true;
  const endsInNumber = last.kind === 'number' || last.folded in smallNumbers || last.folded in tens;
  if (endsInNumber && (before?.folded === 'a' || before?.folded === 'vers')) return true;
  const betweenAt = words.findLastIndex((word) => word.folded === 'entre');
  return betweenAt >= 0 && !words.slice(betweenAt).some((word) => word.folded === 'et');
}
