/** GSM 03.38, basic table: one septet each. */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** GSM 03.38, extension table: two septets each. */
const extension = new Set('\f^{}\\[~]|€');

/** What French text has beyond the table and what a reader takes for the same. */
const replacements: Readonly<Record<string, string>> = {
  œ: 'oe',
  Œ: 'OE',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '…': '...',
  '–': '-',
  '—': '-',
  '\t': ' ',
};

/** Length of one message, and of one part of a longer one, by encoding. */
const limits = { gsm7: { single: 160, part: 153 }, ucs2: { single: 70, part: 67 } } as const;

/**
 * Text that fits the GSM 7-bit alphabet: é è à ù É Ç ä ö ü stay, other accents go (`ê` → `e`, `ç` → `c`), typographic signs become
 * plain ones, and what has no counterpart (an emoji) is left out. A single character beyond the alphabet would cut a message's
 * capacity from 160 to 70.
 */
export function toGsm7(text: string): string {
  const spaced = text.normalize('NFC').replaceAll(/[\u00a0\u2009\u202f]/g, ' ');
  // The spaces inside guillemets belong to them.
  const quoted = spaced.replaceAll(/« ?/g, '"').replaceAll(/ ?»/g, '"');
  return [...quoted].map(toGsm7Character).join('');
}

/** How many messages the text is billed as. */
export function countSegments(text: string): number {
  const characters = [...text];
  const isGsm7 = characters.every(isGsm7Character);
  const length = isGsm7
    ? characters.reduce((sum, character) => sum + (extension.has(character) ? 2 : 1), 0)
    : text.length;
  const { single, part } = isGsm7 ? limits.gsm7 : limits.ucs2;
  return length <= single ? 1 : Math.ceil(length / part);
}

function toGsm7Character(character: string): string {
  if (isGsm7Character(character)) return character;
  const plain = replacements[character] ?? character.normalize('NFD').replaceAll(/\p{M}/gu, '');
  return [...plain].every(isGsm7Character) ? plain : '';
}

function isGsm7Character(character: string): boolean {
  return basic.has(character) || extension.has(character);
}
