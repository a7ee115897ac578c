import { describe, expect, it } from 'vitest';
import { DocumentInvalidError, type DocumentQuery } from '../document-store.ts';
import { DocumentDatabase } from './document-database.ts';
import { DocumentWatcher } from './document-watcher.ts';
import { openDatabase } from './open-database.ts';
import { selectCandidates } from './select-candidates.ts';

const pendingTools: DocumentQuery = {
  collection: 'tools',
  group: true,
  where: [
    { field: 'relayId', operator: '==', value: 'r1' },
    { field: 'pending', operator: '==', value: true },
  ],
};

describe('DocumentDatabase', () => {
  it('finds documents by equality through an index, not by reading them all', () => {
    using database = openDatabase(':memory:');
    const { sql, parameters } = selectCandidates(database, pendingTools);
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters);
    expect(JSON.stringify(plan)).toContain('by_collection_group_pending_and_relayId');
  });

  it('deletes documents past their expireAt, and tells listeners', () => {
    using database = openDatabase(':memory:');
    const documents = new DocumentDatabase(database);
    const create = (id: string, data: object): string =>
      documents.commit([{ type: 'create', path: `calls/${id}`, data: { ...data } }]);
    create('old', { expireAt: new Date(1_000) });
    create('new', { expireAt: new Date(3_000) });
    create('for-ever', { n: 1 });
    const watcher = new DocumentWatcher(documents);
    watcher.add(1, { collection: 'calls' });
    expect(documents.deleteExpired(2_000)).toBe(1);
    expect(watcher.poll()).toMatchObject([
      { listenerId: 1, changes: [{ type: 'removed', document: { id: 'old' } }] },
    ]);
    expect(documents.query({ collection: 'calls' }).map(({ id }) => id)).toEqual([
      'for-ever',
      'new',
    ]);
  });

  it('refuses an update that makes a document too large, and keeps the document', () => {
    using database = openDatabase(':memory:');
    const documents = new DocumentDatabase(database);
    const half = 'a'.repeat(600_000);
    documents.commit([{ type: 'create', path: 'calls/a', data: { first: half } }]);
    expect(() =>
      documents.commit([{ type: 'update', path: 'calls/a', data: { second: half } }]),
    ).toThrow(DocumentInvalidError);
    expect(Object.keys(documents.get('calls/a')?.data ?? {})).toEqual(['first']);
  });

  it('reads everything anew for a listener that fell further behind than the log of changes', () => {
    using database = openDatabase(':memory:');
    const documents = new DocumentDatabase(database);
    documents.commit([{ type: 'create', path: 'calls/gone', data: { n: 0 } }]);
    const watcher = new DocumentWatcher(documents);
    watcher.add(1, { collection: 'calls' });
    documents.commit([{ type: 'delete', path: 'calls/gone' }]);
    for (let round = 0; round < 24; round += 1) {
      documents.commit(
        Array.from({ length: 500 }, (_, n) => ({
          type: 'set' as const,
          path: 'calls/busy',
          data: { n: round * 500 + n },
        })),
      );
    }
    expect(documents.pathsChangedSince(1)).toBeUndefined();
    expect(watcher.poll()).toMatchObject([
      {
        changes: [
          { type: 'removed', document: { id: 'gone' } },
          { type: 'added', document: { id: 'busy', data: { n: 11_999 } } },
        ],
      },
    ]);
  });
});
