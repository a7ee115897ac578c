import { DocumentInvalidError } from './document-store.ts';

/** Where a document is, taken apart. */
export interface DocumentLocation {
  /** The last segment. */
  readonly id: string;
  /** Everything before the id: `calls/CA1/tools`. */
  readonly collection: string;
  /** The last segment of the collection, by which collection-group queries find it: `tools`. */
  readonly group: string;
}

/** Firestore's limit for one segment: https://cloud.google.com/firestore/quotas#collections_documents_and_fields */
const maxSegmentBytes = 1_500;

/** Takes a document path apart. @throws DocumentInvalidError when it is none. */
export function locateDocument(path: string): DocumentLocation {
  const segments = path.split('/');
  if (segments.length % 2 !== 0) {
    throw new DocumentInvalidError(
      `A document path has an even number of segments; this one has ${segments.length}`,
    );
  }
  checkSegments(segments);
  return {
    id: segments.at(-1) as string,
    group: segments.at(-2) as string,
    collection: segments.slice(0, -1).join('/'),
  };
}

/** Checks what a query names as its collection. @throws DocumentInvalidError when it is none. */
export function checkCollection(collection: string, isGroup: boolean): void {
  const segments = collection.split('/');
  if (isGroup ? segments.length !== 1 : segments.length % 2 !== 1) {
    throw new DocumentInvalidError(
      isGroup
        ? 'A collection group is named by one segment'
        : `A collection path has an odd number of segments; this one has ${segments.length}`,
    );
  }
  checkSegments(segments);
}

function checkSegments(segments: readonly string[]): void {
  for (const segment of segments) {
    const isReserved = segment === '.' || segment === '..' || /^__.*__$/.test(segment);
    if (segment === '' || isReserved || Buffer.byteLength(segment) > maxSegmentBytes) {
      throw new DocumentInvalidError(
        'A path segment is empty, reserved, or longer than 1,500 bytes',
      );
    }
  }
}
