import { readBelowHundred, wordAt } from './number-words.ts';
import { readDecimal } from './parse-number.ts';
import { readWords, type Token } from './tokens.ts';

const euroWords = new Set(['euro', 'euros', '€', 'eur', 'balles']);
const centWords = new Set(['centime', 'centimes', 'cents', 'cent']);

/** The amount of money that a text names, in cents: « trois euros cinquante », « 1 250,50 € », « un million d'euros ». */
export function parseAmountCents(text: string): number | undefined {
  const words = readWords(text.replace(/(\d)[,.](?=\d)/g, '$1 virgule '));
  let found: number | undefined;
  for (let at = 0; at < words.length;) {
    const amount = readAmount(words, at);
    if (amount === undefined) {
      at += 1;
      continue;
    }
    // « trois cents, non quatre cents euros »: the amount said last counts.
    found = amount.cents;
    at = amount.next;
  }
  return found;
}

function readAmount(
  words: readonly Token[],
  at: number,
): { cents: number; next: number } | undefined {
  const number = readDecimal(words, at);
  if (number === undefined) return undefined;
  const linkAt = /^d'?e?$/.test(wordAt(words, number.next) ?? '') ? number.next + 1 : number.next;
  const unit = words[linkAt]?.folded ?? '';
  if (unit.startsWith('centime')) return { cents: Math.round(number.value), next: linkAt + 1 };
  if (!euroWords.has(unit)) return undefined;
  const cents = readCents(words, linkAt + 1);
  return {
    cents: Math.round(number.value * 100) + (cents?.value ?? 0),
    next: cents?.next ?? linkAt + 1,
  };
}

/** « …euros cinquante », « …euros et dix centimes », « … € 50 ». */
function readCents(
  words: readonly Token[],
  at: number,
): { value: number; next: number } | undefined {
  const start = wordAt(words, at) === 'et' ? at + 1 : at;
  const token = words[start];
  if (token?.joiner === 'break') return undefined;
  const reading =
    token?.kind === 'number' && token.text.length <= 2
      ? { value: Number(token.text), next: start + 1 }
      : readBelowHundred(words, start);
  if (reading === undefined) return undefined;
  const hasUnit = centWords.has(words[reading.next]?.folded ?? '');
  if (start > at && !hasUnit) return undefined;
  return { value: reading.value, next: hasUnit ? reading.next + 1 : reading.next };
}
