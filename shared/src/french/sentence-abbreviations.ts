import { abbreviations } from './tables/spoken-abbreviations.ts';

/** Abbreviations whose dot does not end a sentence. « etc. » may: it does when a capital follows. */
const dotted = new Set(
  abbreviations
    .filter(({ short }) => short.endsWith('.'))
    .map(({ short }) => lastWordOf(short.slice(0, -1)).toLowerCase()),
);
const others = new Set(
  'art av chap fig vol p pp no ed éd hab janv févr fév avr juil sept oct nov déc lun mar mer jeu ven sam dim ste st bd dr pr mgr prof resp dir dépt cie sté env art al'.split(
    ' ',
  ),
);
/** These end a sentence when a capital follows. */
const mayEnd = new Set(['etc', 'env', 'max', 'min', 'ex', 'cie', 'sté']);

/** True when the words before a dot end in an abbreviation, an initial or a list number, so that `next` goes on with the sentence. */
export function endsWithAbbreviation(before: string, next: string): boolean {
  const word = lastWordOf(before);
  const isCapital = next !== next.toLowerCase();
  // An initial, but not the last of spelled letters: « D, U, P. »
  if (/^\p{Lu}$/u.test(word)) return !before.slice(0, -word.length).trimEnd().endsWith(',');
  if (/^\d{1,2}$/.test(word) && before.trim() === word) return true;
  const key = word.toLowerCase();
  if (mayEnd.has(key)) return !isCapital;
  if (/^(?:p|ex|c|à|d)$/.test(key)) return true;
  return dotted.has(key) || others.has(key);
}

function lastWordOf(text: string): string {
  return /[^\s('"«.-]*$/u.exec(text)?.[0] ?? '';
}
