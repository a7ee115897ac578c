const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The 18-character, case-safe form of a 15-character id: three characters tell which letters are capitals. */
export function toLongId(id: string): string {
  if (id.length !== 15) return id;
  let suffix = '';
  for (let start = 0; start < 15; start += 5) {
    let bits = 0;
    for (let index = 0; index < 5; index += 1) {
      if (/[A-Z]/.test(id[start + index] as string)) bits |= 1 << index;
    }
    suffix += alphabet.charAt(bits);
  }
  return id + suffix;
}

/** A record id made of the object's key prefix and a number. */
export function makeRecordId(keyPrefix: string, n: number): string {
  return toLongId(keyPrefix + 'Fk' + n.toString(36).padStart(10, '0'));
}
