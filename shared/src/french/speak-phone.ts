import { speakInteger } from './speak-number.ts';

/**
 * A phone number in words, a comma between pairs so that the voice pauses: « zéro six, trente-neuf, quatre-vingt-dix-huit, douze,
 * trente-quatre ». French and overseas numbers without their country code, others after « plus ». Takes E.164 or dialled digits;
 * anything else in it is passed over.
 */
export function speakPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  const code = phone.trim().startsWith('+')
    ? frenchCodes.find((c) => isFrench(digits, c))
    : undefined;
  if (code !== undefined) return speakPairs(`0${digits.slice(code.length)}`);
  if (!phone.trim().startsWith('+')) return speakPairs(digits);
  return `plus ${speakPairs(digits)}`;
}

/** Numbers of these codes are dialled with a leading zero in France. */
const frenchCodes = ['33', '590', '594', '596', '262'];

function isFrench(digits: string, code: string): boolean {
  return digits.startsWith(code) && digits.length === code.length + 9;
}

/** Digits by pairs; an odd one stands alone at the start. */
export function speakPairs(digits: string): string {
  const pairs = digits.length % 2 === 1 ? [digits.slice(0, 1)] : [];
  for (let at = pairs.length; at < digits.length; at += 2) pairs.push(digits.slice(at, at + 2));
  return pairs.map(speakPair).join(', ');
}

function speakPair(pair: string): string {
  if (pair.length === 2 && pair.startsWith('0'))
    return `zéro ${speakInteger(Number(pair.slice(1)))}`;
  return speakInteger(Number(pair));
}
