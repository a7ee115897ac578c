/** Words that any question has, folded. */
const commonWords = new Set(
  'avez votre quels quelle quelles comment passe vous sont dans pour avec une des les est que cela cette plus'.split(
    ' ',
  ),
);

/**
 * A vector for a text, always the same: near to that of texts with the same words, whatever their endings and accents. Length 1,
 * `dimensions` numbers. The first dimension belongs to texts without any word that tells something.
 */
export function embedText(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  const folded = text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '');
  const words = (folded.match(/\p{L}{3,}/gu) ?? []).filter((word) => !commonWords.has(word));
  for (const word of new Set(words.map((each) => each.slice(0, 5)))) add(vector, word, 1);
  const length = Math.hypot(...vector);
  if (length === 0) vector[0] = 1;
  return length === 0 ? vector : vector.map((value) => value / length);
}

function add(vector: number[], feature: string, weight: number): void {
  const hash = hashOf(feature);
  const place = 1 + (hash % (vector.length - 1));
  vector[place] = (vector[place] ?? 0) + (hash & 0x40000000 ? weight : -weight);
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}
