import { readDigitRun } from './digit-readings.ts';
import { readWords } from './tokens.ts';

export interface RegistrationReading {
  /** What was heard, digits only. */
  digits: string;
  /** True when the length and the check digits are right. */
  isValid: boolean;
}

/**
 * The SIRET (14 digits) or SIREN (9 digits) that a text dictates, by threes, pairs or singles. Of the ways to write the words down,
 * the one whose check digits agree is taken.
 */
export function parseSiret(text: string): RegistrationReading {
  const readings = readAll(text, 14);
  const valid = readings.find(({ digits }) => isSiret(digits) || isSiren(digits));
  if (valid !== undefined) return { digits: valid.digits, isValid: true };
  return { digits: readings[0]?.digits ?? '', isValid: false };
}

/**
 * The French postcode that a text says: « soixante-quinze zéro onze », « 69 003 », « treize mille », « soixante-neuf mille trois ».
 * Undefined when it says none.
 */
export function parsePostcode(text: string): string | undefined {
  return readAll(text, 5).find(({ digits }) => isPostcode(digits))?.digits;
}

/** Departments 01 to 95, overseas 97 and 98; 20 is Corsica. */
function isPostcode(digits: string): boolean {
  return /^(?:0[1-9]|[1-8]\d|9[0-58]|97)\d{3}$/.test(digits);
}

/** Readings of every run of digits in a text, those of the wanted length first, then by cost. */
function readAll(text: string, length: number): { digits: string; cost: number }[] {
  const words = readWords(text);
  const readings: { digits: string; cost: number }[] = [];
  for (let at = 0; at < words.length;) {
    const run = readDigitRun(words.slice(at, at + 60), { groupDigits: 3, maxDigits: length });
    readings.push(...run.readings);
    at += Math.max(run.next, 1);
    if (readings.length > 60) break;
  }
  return readings.sort((a, b) => rank(a, length) - rank(b, length));
}

function rank(reading: { digits: string; cost: number }, length: number): number {
  return reading.cost + (reading.digits.length === length ? 0 : 100);
}

function isSiren(digits: string): boolean {
  return digits.length === 9 && luhnSum(digits) % 10 === 0;
}

/** La Poste's own establishments use the plain sum of digits instead. Source: INSEE. */
function isSiret(digits: string): boolean {
  if (digits.length !== 14) return false;
  if (luhnSum(digits) % 10 === 0) return true;
  return (
    digits.startsWith('356000000') && [...digits].reduce((sum, d) => sum + Number(d), 0) % 5 === 0
  );
}

function luhnSum(digits: string): number {
  return [...digits].reverse().reduce((sum, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return sum + (value > 9 ? value - 9 : value);
  }, 0);
}
