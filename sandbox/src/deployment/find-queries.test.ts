import { describe, expect, it } from 'vitest';
import { findQueries } from './find-queries.ts';

describe('findQueries', () => {
  it('reads a query that is written out, with its place', () => {
    const text = `
      store.watch(
        { collection: 'tools', group: true, where: [{ field: 'relayId', operator: '==', value: relayId }] },
        listener,
      );`;
    expect(findQueries('a.ts', text)).toEqual([
      {
        place: 'a.ts:2',
        shape: {
          collection: 'tools',
          group: true,
          filters: [{ field: 'relayId', operator: '==' }],
          orderBy: [],
        },
      },
    ]);
  });

  it('follows constants above the query, and leaves variable parts of a path out', () => {
    const text = `
      const where = [{ field: 'callId', operator: '==', value: callId } as const];
      const collection = \`\${paths.call(callId)}/turns\`;
      await dependencies.store.query({ collection, where, orderBy: [{ field: 'n', direction: 'desc' }], limit });`;
    expect(findQueries('a.ts', text)[0]?.shape).toEqual({
      collection: 'turns',
      group: false,
      filters: [{ field: 'callId', operator: '==' }],
      orderBy: [{ field: 'n', direction: 'desc' }],
    });
  });

  it('finds queries of transactions', () => {
    const text = "store.transact((transaction) => transaction.query({ collection: 'calls' }));";
    expect(findQueries('a.ts', text)[0]?.shape?.collection).toBe('calls');
  });

  it('gives a query without a shape when it cannot be read', () => {
    const shapes = ['store.query(query)', "store.query({ collection: 'a', where: filters() })"].map(
      (text) => findQueries('a.ts', text),
    );
    expect(shapes).toEqual([
      [{ place: 'a.ts:1', shape: undefined }],
      [{ place: 'a.ts:1', shape: undefined }],
    ]);
  });

  it('leaves queries of other things alone', () => {
    expect(findQueries('a.ts', 'client.freebusy.query({ requestBody }); fs.watch(path);')).toEqual(
      [],
    );
  });
});
