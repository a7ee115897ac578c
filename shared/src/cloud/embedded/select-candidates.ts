import type { DocumentFilter, DocumentQuery } from '../document-store.ts';
import type { EmbeddedDatabase } from './open-database.ts';

/** Names that are written into SQL as they are; other fields are compared in JavaScript only. */
const plainName = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/**
 * The SQL that finds a superset of what the query matches: the collection, and equality on plain fields by an index that is made
 * the first time such a query is run. The rest is decided by `matchesQuery`, so that there is one truth about values.
 */
export function selectCandidates(
  database: EmbeddedDatabase,
  query: DocumentQuery,
): { sql: string; parameters: (string | number)[] } {
  const column = query.group === true ? 'collection_group' : 'collection';
  const filters = (query.where ?? []).filter(isIndexable);
  if (filters.length > 0) {
    const fields = [...new Set(filters.map(({ field }) => field))].sort();
    // Making an index takes the write lock, so it is asked for only while it is missing.
    ensureIndex(database, column, fields);
  }
  const conditions = filters.map(({ field }) => ` AND ${extract(field)} = ?`).join('');
  return {
    sql: `SELECT path, data, version FROM documents WHERE ${column} = ?${conditions}`,
    parameters: [query.collection, ...filters.map(({ value }) => toSqlValue(value))],
  };
}

function isIndexable({ field, operator, value }: DocumentFilter): boolean {
  const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
  return operator === '==' && plainName.test(field) && isScalar;
}

/** `json_extract` gives booleans as 1 and 0. */
function toSqlValue(value: DocumentFilter['value']): string | number {
  return typeof value === 'boolean' ? Number(value) : (value as string | number);
}

function extract(field: string): string {
  return `json_extract(data, '$.${field}')`;
}

function ensureIndex(database: EmbeddedDatabase, column: string, fields: readonly string[]): void {
  const name = `by_${column}_${fields.join('_and_')}`;
  const known = database
    .prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?`)
    .get(name);
  if (known !== undefined) return;
  const expressions = fields.map(extract).join(', ');
  database.execute(`CREATE INDEX IF NOT EXISTS ${name} ON documents (${column}, ${expressions})`);
}
