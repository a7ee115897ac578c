import type { DocumentValue } from '../document-store.ts';

/** Firestore's order of types: https://cloud.google.com/firestore/docs/concepts/data-types#value_type_ordering */
const typeRanks = { null: 0, boolean: 1, number: 2, date: 3, string: 4, array: 5, map: 6 } as const;
type TypeName = keyof typeof typeRanks;

/** Orders any two values as Firestore does: by type first; text by its UTF-8 bytes. Negative, zero or positive. */
export function compareValues(a: DocumentValue, b: DocumentValue): number {
  const rank = typeRanks[typeName(a)] - typeRanks[typeName(b)];
  return rank === 0 ? compareSameType(a, b) : rank;
}

/** True when both are of one type, which is what range filters ask for. */
export function isSameType(a: DocumentValue, b: DocumentValue): boolean {
  return typeName(a) === typeName(b);
}

/** Orders text by its UTF-8 bytes, which is not JavaScript's order of UTF-16 units. */
export function compareText(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function typeName(value: DocumentValue): TypeName {
  if (value === null) return 'null';
  if (value instanceof Date) return 'date';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'object' ? 'map' : (typeof value as TypeName);
}

function compareSameType(a: DocumentValue, b: DocumentValue): number {
  if (typeof a === 'string') return compareText(a, b as string);
  if (a === null) return 0;
  if (typeof a !== 'object') return Number(a) - Number(b);
  if (a instanceof Date) return a.getTime() - (b as Date).getTime();
  if (Array.isArray(a)) return compareLists(a as DocumentValue[], b as DocumentValue[]);
  return compareLists(entries(a), entries(b as object));
}

function compareLists(a: readonly DocumentValue[], b: readonly DocumentValue[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const order = compareValues(a[index] as DocumentValue, b[index] as DocumentValue);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Maps compare as the list of their keys and values, keys in order. */
function entries(map: object): DocumentValue[] {
  return Object.entries(map)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => compareText(a, b))
    .flat() as DocumentValue[];
}
