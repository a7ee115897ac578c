import type { DocumentData, DocumentValue } from '../document-store.ts';

/** The key that marks a date in the stored JSON: `{ "$date": 1763629200000 }`. */
const dateKey = '$date';

/**
 * A document as JSON text. Keys are sorted, so that equal documents are equal texts; dates are marked, and keys that begin with
 * `$` get one more, so that no document looks like a marked date.
 */
export function encodeDocument(data: DocumentData): string {
  return JSON.stringify(toStored(data));
}

/** The inverse of `encodeDocument`. */
export function decodeDocument(text: string): DocumentData {
  return fromStored(JSON.parse(text)) as DocumentData;
}

function toStored(value: DocumentValue): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return { [dateKey]: value.getTime() };
  if (Array.isArray(value)) return value.map(toStored);
  const fields = value as DocumentData;
  const stored: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(fields).sort()) {
    const field = fields[key];
    if (field !== undefined) stored[key.startsWith('$') ? `$${key}` : key] = toStored(field);
  }
  return stored;
}

function fromStored(stored: unknown): DocumentValue {
  if (typeof stored !== 'object' || stored === null) return stored as DocumentValue;
  if (Array.isArray(stored)) return stored.map(fromStored);
  const dateMs: unknown = (stored as Record<string, unknown>)[dateKey];
  if (typeof dateMs === 'number') return new Date(dateMs);
  return Object.fromEntries(
    Object.entries(stored).map(([key, value]) => [
      key.startsWith('$') ? key.slice(1) : key,
      fromStored(value),
    ]),
  );
}
