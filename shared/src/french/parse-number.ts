import { readCardinal, type Reading, wordAt } from './number-words.ts';
import { readWords, type Token, tokenise } from './tokens.ts';

const corrections = new Set(['non', 'pardon', 'plutot', 'enfin', 'dire']);

/**
 * The number that a text says, whole or decimal, from 0 to 999,999,999; undefined when it says none. After a correction
 * (« trente-six, non trente-cinq », « trente-cinq pas trente-six ») it is the corrected one.
 */
export function parseNumber(text: string): number | undefined {
  const tokens = readWords(text.replace(/(\d)[,.](?=\d)/g, '$1 virgule '));
  let result: number | undefined;
  let isOpen = true;
  for (let at = 0; at < tokens.length;) {
    const word = wordAt(tokens, at);
    if (word !== undefined && corrections.has(word)) isOpen = true;
    const reading = readDecimal(tokens, at);
    if (reading === undefined) {
      at += 1;
      continue;
    }
    const isDenied = wordAt(tokens, at - 1) === 'pas' || isDeniedArticle(tokens, at);
    if (!isDenied && isOpen) {
      result = reading.value;
      isOpen = false;
    } else if (isDenied && result === reading.value) {
      isOpen = true;
    }
    at = reading.next;
  }
  return result;
}

function isDeniedArticle(tokens: readonly Token[], at: number): boolean {
  const article = wordAt(tokens, at - 1);
  return (article === 'le' || article === 'les') && wordAt(tokens, at - 2) === 'pas';
}

/** A number with its decimals: « trois virgule zéro cinq », « moins deux », « deux et demi ». */
export function readDecimal(tokens: readonly Token[], at: number): Reading | undefined {
  const whole = readCardinal(tokens, at);
  if (whole === undefined) return undefined;
  const separator = wordAt(tokens, whole.next);
  if (separator === 'virgule' || separator === 'point') {
    const decimals = readDecimals(tokens, whole.next + 1);
    if (decimals !== undefined)
      return { value: Number(`${whole.value}.${decimals.digits}`), next: decimals.next };
  }
  const isHalf = separator === 'et' && wordAt(tokens, whole.next + 1)?.startsWith('demi') === true;
  return isHalf ? { value: whole.value + 0.5, next: whole.next + 2 } : whole;
}

/** Decimals are leading zeros, then one number, or digits one by one: « zéro cinq », « quatorze », « un quatre ». */
function readDecimals(
  tokens: readonly Token[],
  at: number,
): { digits: string; next: number } | undefined {
  let digits = '';
  let next = at;
  while (next < tokens.length && digits.length < 9) {
    const token = tokens[next];
    if (next > at && token?.joiner === 'break') break;
    const reading =
      token?.kind === 'number' ? { value: NaN, next: next + 1 } : readCardinal(tokens, next);
    if (reading === undefined) break;
    digits += token?.kind === 'number' ? token.text : String(reading.value);
    next = reading.next;
    if (reading.value > 9) break;
  }
  return digits === '' ? undefined : { digits: digits.slice(0, 9), next };
}

/** True when a text holds at least one number, in digits or words. */
export function hasNumber(text: string): boolean {
  return tokenise(text).some((token) => token.kind === 'number') || parseNumber(text) !== undefined;
}
