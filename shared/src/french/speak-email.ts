import { parseEmail } from './parse-email.ts';
import { speakInteger } from './speak-number.ts';
import { spell } from './spell.ts';

const signs: Readonly<Record<string, string>> = {
  '.': 'point',
  '-': 'tiret',
  _: 'tiret du bas',
  '+': 'plus',
};

/**
 * An address as it is said: « jean point dupont, arobase, gmail point com ». What would be heard otherwise (« un » for « 1 », rows of
 * consonants) is spelled; when even that could be heard as another address, all of it is.
 */
export function speakEmail(email: string): string {
  const address = email.toLowerCase();
  const at = address.indexOf('@');
  if (at < 0) return speakPart(address, isWordHeard);
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  const said = `${speakPart(local, isWordHeard)}, arobase, ${speakDomain(domain)}`;
  if (parseEmail(said).email === address) return said;
  const spelled = `${spellPart(local)}, arobase, ${speakDomain(domain)}`;
  return parseEmail(spelled).email === address
    ? spelled
    : `${spellPart(local)}, arobase, ${spellPart(domain)}`;
}

/** Endings are said in one breath: « point F R ». */
function speakDomain(domain: string): string {
  return speakPart(domain, isDomainWordHeard).replace(/([A-Z]), (?=[A-Z]$)/, '$1 ');
}

function speakPart(part: string, isHeard: (word: string) => boolean): string {
  return (part.match(/[a-z]+|\d+|[^a-z\d]/g) ?? [])
    .map(
      (piece) =>
        signs[piece] ??
        (/\d/.test(piece) ? speakDigits(piece) : isHeard(piece) ? piece : spell(piece)),
    )
    .join(' ');
}

/** Pronounceable, and nothing else when heard. */
function isWordHeard(word: string): boolean {
  return isPronounceable(word) && parseEmail(`${word} arobase exemple point fr`).localPart === word;
}

function isDomainWordHeard(word: string): boolean {
  return isPronounceable(word) || word === 'com';
}

function isPronounceable(word: string): boolean {
  return word.length > 2 && /[aeiouy]/.test(word) && !/[^aeiouy]{5}/.test(word);
}

/** Zeros one by one, then by numbers up to 99, and years whole. */
function speakDigits(digits: string): string {
  if (/^(?:19|20)\d\d$/.test(digits)) return speakInteger(Number(digits));
  const groups: string[] = [];
  for (let at = 0; at < digits.length; at += 2) groups.push(digits.slice(at, at + 2));
  return groups
    .map((group) =>
      group.length === 2 && group.startsWith('0')
        ? `zéro ${speakInteger(Number(group.slice(1)))}`
        : speakInteger(Number(group)),
    )
    .join(', ');
}

/** Every character; digits are announced, since « deux n » is two letters. */
function spellPart(part: string): string {
  return [...part]
    .map((character) => (/\d/.test(character) ? `chiffre ${spell(character)}` : spell(character)))
    .join(', ');
}
