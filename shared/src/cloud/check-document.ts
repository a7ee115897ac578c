import { locateDocument } from './document-path.ts';
import { DocumentInvalidError, type DocumentData, type DocumentWrite } from './document-store.ts';

/** Firestore's limits: https://cloud.google.com/firestore/quotas */
export const documentLimits = {
  maxDocumentBytes: 1_048_576,
  maxCommitBytes: 10 * 1_048_576,
  maxDepth: 20,
  maxFieldNameBytes: 1_500,
} as const;

/**
 * Checks a commit before it is sent, so that every store refuses the same things, with the same error. Sizes count as Firestore
 * counts them (https://cloud.google.com/firestore/docs/storage-size).
 * @throws DocumentInvalidError when a path, a value or a size cannot be stored.
 */
export function checkWrites(writes: readonly DocumentWrite[]): void {
  let commitBytes = 0;
  for (const write of writes) {
    locateDocument(write.path);
    if (write.type === 'delete') continue;
    if (write.type === 'update' && Object.keys(write.data).length === 0) {
      throw new DocumentInvalidError('An update names at least one field');
    }
    commitBytes += checkDocument(write.path, write.data);
  }
  if (commitBytes > documentLimits.maxCommitBytes) {
    throw new DocumentInvalidError(`A commit is at most 10 MiB; this one has ${commitBytes} bytes`);
  }
}

/** The size of a document in bytes. @throws DocumentInvalidError when it is over 1 MiB or holds what cannot be stored. */
export function checkDocument(path: string, data: DocumentData): number {
  const bytes = pathBytes(path) + fieldsBytes(data, 1) + 32;
  if (bytes > documentLimits.maxDocumentBytes) {
    throw new DocumentInvalidError(`A document is at most 1 MiB; this one has ${bytes} bytes`);
  }
  return bytes;
}

function pathBytes(path: string): number {
  return path.split('/').reduce((sum, segment) => sum + Buffer.byteLength(segment) + 1, 16);
}

function fieldsBytes(data: object, depth: number): number {
  if (depth > documentLimits.maxDepth) {
    throw new DocumentInvalidError(`A document nests at most ${documentLimits.maxDepth} deep`);
  }
  let bytes = 0;
  for (const [field, value] of Object.entries(data)) {
    if (value === undefined) continue;
    checkFieldName(field);
    bytes += Buffer.byteLength(field) + 1 + valueBytes(value, field, depth, false);
  }
  return bytes;
}

function checkFieldName(field: string): void {
  if (field === '' || /^__.*__$/.test(field)) {
    throw new DocumentInvalidError('A field name is empty or reserved');
  }
  if (Buffer.byteLength(field) > documentLimits.maxFieldNameBytes) {
    throw new DocumentInvalidError('A field name is longer than 1,500 bytes');
  }
}

function valueBytes(value: unknown, field: string, depth: number, isInArray: boolean): number {
  switch (typeof value) {
    case 'string':
      return Buffer.byteLength(value) + 1;
    case 'boolean':
      return 1;
    case 'number':
      if (!Number.isFinite(value)) throw unstorable(field, String(value));
      return 8;
    case 'object':
      return objectBytes(value, field, depth, isInArray);
    default:
      throw unstorable(field, typeof value);
  }
}

function objectBytes(
  value: object | null,
  field: string,
  depth: number,
  isInArray: boolean,
): number {
  if (value === null) return 1;
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw unstorable(field, 'an invalid date');
    return 8;
  }
  if (Array.isArray(value)) {
    if (isInArray) throw unstorable(field, 'an array directly inside an array');
    return value.reduce<number>((sum, item) => sum + valueBytes(item, field, depth + 1, true), 0);
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw unstorable(field, 'an object with a class');
  }
  return fieldsBytes(value, depth + 1);
}

/** Names the field, never the value. */
function unstorable(field: string, what: string): DocumentInvalidError {
  return new DocumentInvalidError(`Field "${field}" holds ${what}, which cannot be stored`);
}
