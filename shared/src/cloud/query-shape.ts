import { checkCollection } from './document-path.ts';
import { DocumentInvalidError, type DocumentFilter, type DocumentQuery } from './document-store.ts';

/** A query without its values: what decides which index serves it. */
export interface QueryShape {
  /** The last segment of the collection: `tools`. */
  readonly collection: string;
  readonly group: boolean;
  /** Sorted by field, then operator. */
  readonly filters: readonly {
    readonly field: string;
    readonly operator: DocumentFilter['operator'];
  }[];
  readonly orderBy: readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[];
}

/** The shape of a query; equal shapes are equal as JSON. */
export function queryShape(query: DocumentQuery): QueryShape {
  return {
    collection: query.collection.split('/').at(-1) as string,
    group: query.group ?? false,
    filters: (query.where ?? [])
      .map(({ field, operator }) => ({ field, operator }))
      .sort((a, b) => compareText(`${a.field} ${a.operator}`, `${b.field} ${b.operator}`)),
    orderBy: (query.orderBy ?? []).map(({ field, direction = 'asc' }) => ({ field, direction })),
  };
}

/** Checks a query before it is run, so that every store refuses the same ones. @throws DocumentInvalidError */
export function checkQuery(query: DocumentQuery): void {
  checkCollection(query.collection, query.group ?? false);
  if (query.limit !== undefined && !(Number.isInteger(query.limit) && query.limit >= 1)) {
    throw new DocumentInvalidError(`A limit is 1 or more; this one is ${query.limit}`);
  }
  for (const filter of query.where ?? []) checkFilter(filter);
}

/** Firestore takes at most 30 alternatives for `in`: https://cloud.google.com/firestore/docs/query-data/queries#limitations */
const maxAlternatives = 30;

function checkFilter({ field, operator, value }: DocumentFilter): void {
  if (value === undefined) {
    throw new DocumentInvalidError(`The filter on "${field}" has no value`);
  }
  if (operator !== 'in') return;
  if (!Array.isArray(value) || value.length === 0 || value.length > maxAlternatives) {
    throw new DocumentInvalidError(
      `"in" on "${field}" takes a list of 1 to ${maxAlternatives} values`,
    );
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
