import { objectNamed } from './org-schema.ts';
import type { RecordTable, WriteOptions } from './record-table.ts';
import { SalesforceError } from './salesforce-error.ts';

const maxRows = 200;

/** One row of the answer: rows fail one by one, under a status of 200. */
type RowResult =
  | { readonly id: string; readonly success: true; readonly errors: readonly [] }
  | { readonly success: false; readonly errors: readonly [RowError] };

interface RowError {
  /** Called `errorCode` everywhere else. */
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
}

/**
 * Creates (`POST`) or updates (`PATCH`) the records of a collection, each with its object in `attributes.type`. With `allOrNone`
 * one bad row undoes nothing that was there before, and no row is written.
 * @throws SalesforceError for a body that is no collection, or too long.
 */
export function writeCollection(
  table: RecordTable,
  method: 'POST' | 'PATCH',
  body: Readonly<Record<string, unknown>>,
  options: WriteOptions,
): readonly RowResult[] {
  const rows = readRows(body['records']);
  const write = (row: Record<string, unknown>): RowResult => writeRow(table, method, row, options);
  if (body['allOrNone'] !== true) return rows.map(write);
  // A rehearsal on a copy finds out whether all go through.
  const rehearsal = table.copy();
  const rehearsed = rows.map((row) => writeRow(rehearsal, method, row, options));
  if (rehearsed.every(({ success }) => success)) return rows.map(write);
  return rehearsed.map((result) => (result.success ? rolledBack : result));
}

function writeRow(
  table: RecordTable,
  method: 'POST' | 'PATCH',
  { attributes, id, Id, ...fields }: Record<string, unknown>,
  options: WriteOptions,
): RowResult {
  try {
    const object = objectNamed(String((attributes as { type?: unknown } | undefined)?.type));
    if (object === undefined) throw new SalesforceError(400, 'INVALID_TYPE', 'unknown object');
    if (method === 'POST')
      return { id: table.create(object, fields, options), success: true, errors: [] };
    const recordId = String(id ?? Id);
    table.update(object, recordId, fields);
    return { id: recordId, success: true, errors: [] };
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    const { errorCode, message, fields: named = [] } = error.body;
    return { success: false, errors: [{ statusCode: errorCode, message, fields: named }] };
  }
}

const rolledBack: RowResult = {
  success: false,
  errors: [
    {
      statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      message:
        'Record rolled back because not all records were valid and the request was using AllOrNone header',
      fields: [],
    },
  ],
};

function readRows(records: unknown): readonly Record<string, unknown>[] {
  if (!Array.isArray(records)) {
    throw new SalesforceError(400, 'JSON_PARSER_ERROR', 'expected a list of records');
  }
  if (records.length > maxRows) {
    const message = `record limit reached. cannot submit more than ${maxRows} records in this call`;
    throw new SalesforceError(400, 'EXCEEDED_MAX_SIZE_REQUEST', message);
  }
  return records as readonly Record<string, unknown>[];
}
