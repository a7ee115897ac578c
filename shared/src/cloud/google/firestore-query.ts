import { FieldPath, type Firestore, type Query } from '@google-cloud/firestore';
import type { DocumentQuery } from '../document-store.ts';

/** The client's query. Field names are taken literally: a dot in one is no path. */
export function buildQuery(firestore: Firestore, query: DocumentQuery): Query {
  let built: Query =
    query.group === true
      ? firestore.collectionGroup(query.collection)
      : firestore.collection(query.collection);
  for (const { field, operator, value } of query.where ?? []) {
    built = built.where(new FieldPath(field), operator, value);
  }
  for (const { field, direction = 'asc' } of query.orderBy ?? []) {
    built = built.orderBy(new FieldPath(field), direction);
  }
  return query.limit === undefined ? built : built.limit(query.limit);
}
