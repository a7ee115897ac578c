import { FieldValue, Timestamp, type DocumentSnapshot } from '@google-cloud/firestore';
import type { DocumentData, DocumentValue, StoredDocument } from '../document-store.ts';

/** A document as our port has it; undefined when it does not exist. */
export function toStoredDocument(snapshot: DocumentSnapshot): StoredDocument | undefined {
  const data = snapshot.data();
  if (data === undefined || snapshot.updateTime === undefined) return undefined;
  return {
    path: snapshot.ref.path,
    id: snapshot.id,
    data: fromFirestore(data) as DocumentData,
    updateTime: formatUpdateTime(snapshot.updateTime),
  };
}

/** A version as text, to the nanosecond; a `Date` would lose what tells two versions apart. */
export function formatUpdateTime({ seconds, nanoseconds }: Timestamp): string {
  return `${seconds}.${String(nanoseconds).padStart(9, '0')}`;
}

/** The inverse; undefined when the text was never a version of Firestore's. */
export function parseUpdateTime(text: string): Timestamp | undefined {
  const [, seconds, nanoseconds] = /^(\d{1,11})\.(\d{9})$/.exec(text) ?? [];
  return seconds === undefined ? undefined : new Timestamp(Number(seconds), Number(nanoseconds));
}

/** What an update writes for a field: `undefined` removes it. */
export function toUpdateValue(value: DocumentValue | undefined): unknown {
  return value === undefined ? FieldValue.delete() : value;
}

function fromFirestore(value: unknown): DocumentValue {
  if (value instanceof Timestamp) return value.toDate();
  if (Array.isArray(value)) return value.map(fromFirestore);
  if (typeof value !== 'object' || value === null) return value as DocumentValue;
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [field, fromFirestore(inner)]),
  );
}
