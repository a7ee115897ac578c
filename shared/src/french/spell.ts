import { spellingAlphabet } from './tables/letter-names.ts';
import { speakDigit } from './speak-number.ts';
import { fold } from './tokens.ts';

const signs: Readonly<Record<string, string>> = {
  '-': 'tiret',
  "'": 'apostrophe',
  ' ': 'espace',
  '.': 'point',
  _: 'tiret du bas',
  '@': 'arobase',
  '+': 'plus',
};

/** Accents by the mark that Unicode decomposition leaves. */
const accents: Readonly<Record<string, string>> = {
  '\u0301': 'accent aigu',
  '\u0300': 'accent grave',
  '\u0302': 'accent circonflexe',
  '\u0308': 'tréma',
  '\u0327': 'cédille',
};

export interface SpellOptions {
  /** True: « D comme Désiré »; false (default): « D ». */
  withAlphabet?: boolean;
}

/** A word letter by letter, with pauses: « D, U, P, O, N, T » or « D comme Désiré, U comme Ursule, … ». Accents are named. */
export function spell(word: string, options: SpellOptions = {}): string {
  const parts: string[] = [];
  for (const character of word.normalize('NFC')) {
    const part = spellCharacter(character, options);
    if (part !== undefined) parts.push(part);
  }
  return parts.join(', ');
}

function spellCharacter(
  character: string,
  { withAlphabet = false }: SpellOptions,
): string | undefined {
  if (character >= '0' && character <= '9') return speakDigit(character);
  const sign = signs[character === '’' ? "'" : character];
  if (sign !== undefined) return sign;
  const letters = fold(character);
  if (!/^[a-z]{1,2}$/.test(letters)) return undefined;
  if (letters.length === 2) return [...letters].map((letter) => letter.toUpperCase()).join(', ');
  const accent = accents[character.normalize('NFD').slice(1, 2)];
  const named = withAlphabet ? ` comme ${spellingAlphabet[letters] ?? letters}` : '';
  return `${letters.toUpperCase()}${accent === undefined ? '' : ` ${accent}`}${named}`;
}
