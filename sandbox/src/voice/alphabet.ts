const characters = new TextDecoder('iso-8859-15').decode(
  Uint8Array.from({ length: 256 }, (_, byte) => byte),
);
const byteOf = new Map([...characters].map((character, byte) => [character, byte] as const));

/** What has no place in ISO 8859-15 and is common in French typography. */
const transliterations: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '‑': '-',
  '…': '...',
  '\u202f': ' ',
  '\u00a0': ' ',
  '\t': ' ',
  '\n': ' ',
  '\r': ' ',
};

/**
 * The text as the voice can say it: characters of ISO 8859-15. Others are transliterated (`’` → `'`, `ă` → `a`), or become `?`;
 * control characters are dropped. Applying it twice changes nothing.
 */
export function toSpeakable(text: string): string {
  return [...text.normalize('NFC')].map(speakableCharacter).join('');
}

function speakableCharacter(character: string): string {
  const replacement = transliterations[character];
  if (replacement !== undefined) return replacement;
  const byte = byteOf.get(character);
  if (byte !== undefined) return isControl(byte) ? '' : character;
  const plain = character.normalize('NFKD').replace(/\p{M}/gu, '');
  return plain !== '' && [...plain].every(isSayable) ? plain : '?';
}

function isSayable(character: string): boolean {
  const byte = byteOf.get(character);
  return byte !== undefined && !isControl(byte);
}

function isControl(byte: number): boolean {
  return byte < 0x20 || (byte >= 0x7f && byte < 0xa0) || byte === 0xad;
}

/** One byte a character. @throws TypeError when the text is not speakable; see `toSpeakable`. */
export function toBytes(speakable: string): Uint8Array {
  return Uint8Array.from(speakable, (character) => {
    const byte = byteOf.get(character);
    if (byte === undefined) throw new TypeError(`Not in ISO 8859-15: ${character}`);
    return byte;
  });
}

/** The character of a byte. */
export function toCharacter(byte: number): string {
  return characters[byte] ?? '?';
}
