import { randomBytes } from 'node:crypto';
import { SalesforceError } from './salesforce-error.ts';

type Row = object;

interface Page {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly Row[];
}

/** Cursors that the platform keeps for one user. */
const maxCursors = 10;

/** Answers of queries in pages, each with the path of the next (REST developer guide, « query more results »). */
export function createQueryPages(pageSize: number): {
  first(records: readonly Row[], basePath: string): Page;
  /** @throws SalesforceError for a locator that is unknown, or forgotten because newer ones came. */
  next(locator: string): Page;
} {
  const cursors = new Map<string, { records: readonly Row[]; basePath: string }>();
  function page(id: string, offset: number): Page {
    const { records, basePath } = cursors.get(id) ?? { records: [], basePath: '' };
    const end = offset + pageSize;
    const done = end >= records.length;
    if (done) cursors.delete(id);
    return {
      totalSize: records.length,
      done,
      ...(done ? {} : { nextRecordsUrl: `${basePath}/${id}-${end}` }),
      records: records.slice(offset, end),
    };
  }
  return {
    first(records, basePath) {
      const id = `01g${randomBytes(8).toString('hex')}`;
      cursors.set(id, { records, basePath });
      const [oldest] = cursors.keys();
      if (cursors.size > maxCursors && oldest !== undefined) cursors.delete(oldest);
      return page(id, 0);
    },
    next(locator) {
      const [id = '', offset = ''] = locator.split('-');
      if (!cursors.has(id) || !/^\d+$/.test(offset)) {
        throw new SalesforceError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
      }
      return page(id, Number(offset));
    },
  };
}
