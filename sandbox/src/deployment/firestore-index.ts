import type { QueryShape } from '@standardiste/shared/cloud/query-shape.ts';

/** One composite index as terraform's `google_firestore_index` takes it. */
export interface FirestoreIndex {
  readonly collection: string;
  readonly query_scope: 'COLLECTION' | 'COLLECTION_GROUP';
  readonly fields: readonly (
    | { readonly field_path: string; readonly order: 'ASCENDING' | 'DESCENDING' }
    | { readonly field_path: string; readonly array_config: 'CONTAINS' }
    | {
        readonly field_path: string;
        readonly vector_config: { readonly dimension: number };
      }
  )[];
}

type IndexField = FirestoreIndex['fields'][number];

const equalities: readonly string[] = ['==', 'in'];

/**
 * The composite index that a query needs, or undefined when Firestore's own single-field indexes serve it: no condition, one
 * field only, or equalities only, which it merges. In a collection group nothing is indexed by itself, so there one field needs
 * an index too.
 * https://cloud.google.com/firestore/docs/query-data/index-overview
 */
export function neededIndex(shape: QueryShape): FirestoreIndex | undefined {
  const { collection, group } = shape;
  const fields = indexFields(shape);
  const isSorted = shape.orderBy.length > 0 || shape.filters.some(isRange);
  const isServed = fields.length === 0 || (!group && (fields.length === 1 || !isSorted));
  if (isServed) return undefined;
  return { collection, query_scope: group ? 'COLLECTION_GROUP' : 'COLLECTION', fields };
}

/**
 * The flat index by which the nearest vectors are found. Firestore puts `__name__` before the vector; an index without it would be
 * made anew at every apply.
 */
export function nearestIndex(vectors: {
  readonly collection: string;
  readonly field: string;
  readonly dimensions: number;
}): FirestoreIndex {
  return {
    collection: vectors.collection,
    query_scope: 'COLLECTION',
    fields: [
      { field_path: '__name__', order: 'ASCENDING' },
      { field_path: vectors.field, vector_config: { dimension: vectors.dimensions } },
    ],
  };
}

/** Equalities first, then ranges and the order, each field once: the order in which an index must hold them. */
function indexFields({ filters, orderBy }: QueryShape): readonly IndexField[] {
  const fields = new Map<string, IndexField>();
  const add = (field: IndexField): void => {
    if (!fields.has(field.field_path)) fields.set(field.field_path, field);
  };
  for (const { field, operator } of filters) {
    if (equalities.includes(operator)) add({ field_path: field, order: 'ASCENDING' });
    if (operator === 'array-contains') add({ field_path: field, array_config: 'CONTAINS' });
  }
  for (const { field, direction } of orderBy) {
    add({ field_path: field, order: direction === 'desc' ? 'DESCENDING' : 'ASCENDING' });
  }
  for (const { field } of filters.filter(isRange)) add({ field_path: field, order: 'ASCENDING' });
  return [...fields.values()];
}

function isRange({ operator }: QueryShape['filters'][number]): boolean {
  return operator.startsWith('<') || operator.startsWith('>');
}
