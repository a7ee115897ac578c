import { queryShape } from '@standardiste/shared/cloud/query-shape.ts';
import { describe, expect, it } from 'vitest';
import { neededIndex } from './firestore-index.ts';

const equal = (field: string) => ({ field, operator: '==', value: 1 }) as const;

describe('the composite index that a query needs', () => {
  it.each([
    ['everything', {}],
    ['one equality', { where: [equal('a')] }],
    ['equalities, which Firestore merges', { where: [equal('a'), equal('b')] }],
    ['one sorted field', { orderBy: [{ field: 'n' }] }],
    [
      'a range sorted by itself',
      { where: [{ field: 'at', operator: '<=', value: 1 }], orderBy: [{ field: 'at' }] },
    ],
  ] as const)('is none for %s', (_name, query) => {
    expect(neededIndex(queryShape({ collection: 'calls', ...query }))).toBeUndefined();
  });

  it('holds equalities before the order, whatever order they are written in', () => {
    const shape = queryShape({
      collection: 'calls/CA1/turns',
      where: [{ field: 'startedAt', operator: '>', value: 1 }, equal('role')],
      orderBy: [{ field: 'startedAt', direction: 'desc' }],
    });
    expect(neededIndex(shape)).toEqual({
      collection: 'turns',
      query_scope: 'COLLECTION',
      fields: [
        { field_path: 'role', order: 'ASCENDING' },
        { field_path: 'startedAt', order: 'DESCENDING' },
      ],
    });
  });

  it('covers a collection group, where no field is indexed by itself', () => {
    const shape = queryShape({
      collection: 'tools',
      group: true,
      where: [equal('relayId'), equal('pending')],
    });
    expect(neededIndex(shape)).toEqual({
      collection: 'tools',
      query_scope: 'COLLECTION_GROUP',
      fields: [
        { field_path: 'pending', order: 'ASCENDING' },
        { field_path: 'relayId', order: 'ASCENDING' },
      ],
    });
    expect(
      neededIndex(queryShape({ collection: 'tools', group: true, where: [equal('pending')] })),
    ).toBeDefined();
  });

  it('marks a list that is searched', () => {
    const shape = queryShape({
      collection: 'profiles',
      where: [{ field: 'calledNumbers', operator: 'array-contains', value: 'x' }],
      orderBy: [{ field: 'name' }],
    });
    expect(neededIndex(shape)?.fields).toEqual([
      { field_path: 'calledNumbers', array_config: 'CONTAINS' },
      { field_path: 'name', order: 'ASCENDING' },
    ]);
  });
});
