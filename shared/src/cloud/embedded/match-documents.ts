import { compareText, compareValues, isSameType } from './compare-values.ts';
import type {
  DocumentData,
  DocumentFilter,
  DocumentQuery,
  DocumentValue,
  StoredDocument,
} from '../document-store.ts';

/** Whether the document's fields pass every filter and hold every field that the order names, as Firestore demands. */
export function matchesQuery(query: DocumentQuery, data: DocumentData): boolean {
  return (
    (query.where ?? []).every((filter) => passes(filter, data[filter.field])) &&
    (query.orderBy ?? []).every(({ field }) => data[field] !== undefined)
  );
}

/** Sorts by the query's order and then by path, and cuts at its limit. Documents must match already. */
export function orderDocuments(
  query: DocumentQuery,
  documents: StoredDocument[],
): StoredDocument[] {
  const order = effectiveOrder(query);
  const isDescending = order.at(-1)?.direction === 'desc';
  documents.sort((a, b) => {
    for (const { field, direction } of order) {
      const difference = compareValues(a.data[field] ?? null, b.data[field] ?? null);
      if (difference !== 0) return direction === 'desc' ? -difference : difference;
    }
    return isDescending ? comparePaths(b.path, a.path) : comparePaths(a.path, b.path);
  });
  return query.limit === undefined ? documents : documents.slice(0, query.limit);
}

/** A range filter orders by its field when the query names no order. */
function effectiveOrder(
  query: DocumentQuery,
): readonly { field: string; direction?: 'asc' | 'desc' }[] {
  if (query.orderBy !== undefined && query.orderBy.length > 0) return query.orderBy;
  const ranged = (query.where ?? []).filter(({ operator }) => /[<>]/.test(operator));
  return [...new Set(ranged.map(({ field }) => field))]
    .sort(compareText)
    .map((field) => ({ field }));
}

function comparePaths(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const order = compareText(left[index] as string, right[index] as string);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function passes({ operator, value }: DocumentFilter, field: DocumentValue | undefined): boolean {
  if (field === undefined) return false;
  switch (operator) {
    case '==':
      return compareValues(field, value) === 0;
    case 'in':
      return (value as DocumentValue[]).some((item) => compareValues(field, item) === 0);
    case 'array-contains':
      return (
        Array.isArray(field) &&
        (field as DocumentValue[]).some((item) => compareValues(item, value) === 0)
      );
    case '<':
      return isSameType(field, value) && compareValues(field, value) < 0;
    case '<=':
      return isSameType(field, value) && compareValues(field, value) <= 0;
    case '>':
      return isSameType(field, value) && compareValues(field, value) > 0;
    case '>=':
      return isSameType(field, value) && compareValues(field, value) >= 0;
  }
}
