import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { documentLimits } from './check-document.ts';
import {
  DocumentExistsError,
  DocumentInvalidError,
  DocumentMissingError,
  PreconditionFailedError,
  type DocumentChange,
  type DocumentData,
  type DocumentQuery,
  type DocumentStore,
  type DocumentValue,
} from './document-store.ts';

/** Two connections to the same data; disposing closes both. */
export interface DocumentStorePair extends AsyncDisposable {
  readonly first: DocumentStore;
  readonly second: DocumentStore;
}

/** What every document store keeps. `open` may return the same data every time: each test works in collections of its own. */
export function describeDocumentStore(
  name: string,
  open: () => Promise<DocumentStorePair>,
  options: {
    readonly timeoutMs?: number;
    /** Google's emulator now and then misses a commit that comes while a listener starts, until the next one (measured: 5 of 120). */
    readonly missesChangesAtStart?: boolean;
  } = {},
): void {
  describe(
    `${name} keeps the DocumentStore contract`,
    { timeout: options.timeoutMs ?? 20_000 },
    () => {
      describeDocuments(open);
      describeCommits(open);
      describeTransactions(open);
      describeQueries(open);
      describeWatch(open, options.missesChangesAtStart ?? false);
    },
  );
}

type Open = () => Promise<DocumentStorePair>;

/** A collection name that no other test uses. */
function newCollection(): string {
  return `things-${randomUUID()}`;
}

function describeDocuments(open: Open): void {
  it('gives back every kind of value, dates to the millisecond', async () => {
    await using stores = await open();
    const path = `${newCollection()}/a`;
    const data = {
      text: 'Élodie « été » 🙂',
      count: 3,
      ratio: 0.5,
      isOpen: true,
      nothing: null,
      at: new Date('2026-11-20T09:00:00.123Z'),
      list: [1, 'two', null, { nested: new Date(5) }],
      map: { 'a.b': 1, $date: 2, deep: { deeper: [] } },
      $date: 'not a date',
      'dotted.name': 'taken literally',
    } satisfies DocumentData;
    await stores.first.commit([{ type: 'set', path, data }]);
    const stored = await stores.second.get(path);
    expect(stored).toMatchObject({ path, id: 'a' });
    expect(stored?.data).toEqual(data);
    expect(stored?.updateTime).toMatch(/./);
  });

  it('has nothing where nothing was written', async () => {
    await using stores = await open();
    expect(await stores.first.get(`${newCollection()}/none`)).toBeUndefined();
  });

  it('does not store a field that is undefined', async () => {
    await using stores = await open();
    const path = `${newCollection()}/a`;
    const data = { kept: 1, gone: undefined, map: { kept: 2, gone: undefined } };
    await stores.first.commit([{ type: 'create', path, data }]);
    expect((await stores.first.get(path))?.data).toStrictEqual({ kept: 1, map: { kept: 2 } });
  });

  it('takes a document of almost 1 MiB and refuses one beyond', async () => {
    await using stores = await open();
    const path = `${newCollection()}/a`;
    const text = 'a'.repeat(documentLimits.maxDocumentBytes - 200);
    await stores.first.commit([{ type: 'set', path, data: { text } }]);
    expect((await stores.second.get(path))?.data['text']).toHaveLength(text.length);
    const tooLong = { text: text + 'a'.repeat(200) };
    await expect(stores.first.commit([{ type: 'set', path, data: tooLong }])).rejects.toThrow(
      DocumentInvalidError,
    );
  });

  it.each([
    ['NaN', Number.NaN],
    ['an infinite number', Number.POSITIVE_INFINITY],
    ['a function', (() => 1) as unknown as DocumentValue],
    ['a bigint', 1n as unknown as DocumentValue],
    ['an object with a class', new Map() as unknown as DocumentValue],
    ['an invalid date', new Date(Number.NaN)],
    ['an array directly in an array', [[1]]],
  ])('refuses %s without writing anything', async (_, value) => {
    await using stores = await open();
    const collection = newCollection();
    const writes = [
      { type: 'set', path: `${collection}/good`, data: { value: 1 } },
      { type: 'set', path: `${collection}/bad`, data: { map: { value } } },
    ] as const;
    await expect(stores.first.commit(writes)).rejects.toThrow(DocumentInvalidError);
    expect(await stores.first.get(`${collection}/good`)).toBeUndefined();
  });

  it.each(['alone', 'a/b/c', 'a//c/d', '', 'a/..', 'a/__b__'])(
    'refuses the path "%s"',
    async (path) => {
      await using stores = await open();
      await expect(stores.first.get(path)).rejects.toThrow(DocumentInvalidError);
      await expect(stores.first.commit([{ type: 'set', path, data: { a: 1 } }])).rejects.toThrow(
        DocumentInvalidError,
      );
    },
  );
}

function describeCommits(open: Open): void {
  it('lets exactly one of twenty concurrent creators win', async () => {
    await using stores = await open();
    const path = `${newCollection()}/claim`;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? stores.first : stores.second).commit([
          { type: 'create', path, data: { winner: n } },
        ]),
      ),
    );
    const winners = outcomes.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
    expect(winners).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(DocumentExistsError);
    }
    expect((await stores.first.get(path))?.data).toEqual({ winner: winners[0] });
  });

  it('replaces the whole document on set and only named fields on update', async () => {
    await using stores = await open();
    const path = `${newCollection()}/a`;
    await stores.first.commit([{ type: 'set', path, data: { a: 1, b: { c: 1, d: 1 } } }]);
    await stores.first.commit([{ type: 'update', path, data: { b: { c: 2 }, e: 3 } }]);
    expect((await stores.first.get(path))?.data).toStrictEqual({ a: 1, b: { c: 2 }, e: 3 });
    await stores.first.commit([{ type: 'set', path, data: { f: 4 } }]);
    expect((await stores.first.get(path))?.data).toStrictEqual({ f: 4 });
  });

  it('removes a field that is undefined in an update, and takes dots in its name literally', async () => {
    await using stores = await open();
    const path = `${newCollection()}/a`;
    const data = { 'a.b': 1, a: { b: 2 }, kept: 3 };
    await stores.first.commit([{ type: 'set', path, data }]);
    await stores.first.commit([
      { type: 'update', path, data: { 'a.b': undefined, 'c.d': { e: undefined, f: 1 } } },
    ]);
    expect((await stores.first.get(path))?.data).toStrictEqual({
      a: { b: 2 },
      kept: 3,
      'c.d': { f: 1 },
    });
  });

  it('refuses to update what is not there, and deletes it without complaint', async () => {
    await using stores = await open();
    const path = `${newCollection()}/none`;
    await expect(stores.first.commit([{ type: 'update', path, data: { a: 1 } }])).rejects.toThrow(
      DocumentMissingError,
    );
    await stores.first.commit([{ type: 'delete', path }]);
    expect(await stores.first.get(path)).toBeUndefined();
  });

  it('updates and deletes only at the version that the precondition names', async () => {
    await using stores = await open();
    const path = `${newCollection()}/a`;
    await stores.first.commit([{ type: 'set', path, data: { n: 1 } }]);
    const before = await stores.first.get(path);
    const precondition = { updateTime: before?.updateTime ?? '' };
    await stores.second.commit([{ type: 'update', path, data: { n: 2 }, precondition }]);
    await expect(
      stores.first.commit([{ type: 'update', path, data: { n: 3 }, precondition }]),
    ).rejects.toThrow(PreconditionFailedError);
    await expect(stores.first.commit([{ type: 'delete', path, precondition }])).rejects.toThrow(
      PreconditionFailedError,
    );
    const after = await stores.first.get(path);
    expect(after?.data).toEqual({ n: 2 });
    await stores.first.commit([
      { type: 'delete', path, precondition: { updateTime: after?.updateTime ?? '' } },
    ]);
    expect(await stores.first.get(path)).toBeUndefined();
  });

  it('refuses to update or delete at a version what is gone', async () => {
    await using stores = await open();
    const path = `${newCollection()}/a`;
    await stores.first.commit([{ type: 'create', path, data: { n: 1 } }]);
    const precondition = { updateTime: (await stores.first.get(path))?.updateTime ?? '' };
    await stores.second.commit([{ type: 'delete', path }]);
    for (const write of [
      { type: 'update', path, data: { n: 2 }, precondition },
      { type: 'delete', path, precondition },
    ] as const) {
      const refused = await stores.first.commit([write]).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(PreconditionFailedError);
    }
    expect(await stores.first.get(path)).toBeUndefined();
  });

  it('lets exactly one of ten take over at the same version', async () => {
    await using stores = await open();
    const path = `${newCollection()}/lease`;
    await stores.first.commit([{ type: 'create', path, data: { fence: 0 } }]);
    const precondition = { updateTime: (await stores.first.get(path))?.updateTime ?? '' };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) =>
        (n % 2 === 0 ? stores.first : stores.second).commit([
          { type: 'update', path, data: { fence: n + 1 }, precondition },
        ]),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('a document that was deleted and made again is not at its old version', async () => {
    await using stores = await open();
    const path = `${newCollection()}/a`;
    await stores.first.commit([{ type: 'create', path, data: { n: 1 } }]);
    const precondition = { updateTime: (await stores.first.get(path))?.updateTime ?? '' };
    await stores.first.commit([{ type: 'delete', path }]);
    await stores.first.commit([{ type: 'create', path, data: { n: 1 } }]);
    await expect(
      stores.first.commit([{ type: 'update', path, data: { n: 2 }, precondition }]),
    ).rejects.toThrow(PreconditionFailedError);
  });

  it('writes nothing when one write of a commit fails', async () => {
    await using stores = await open();
    const collection = newCollection();
    await stores.first.commit([{ type: 'create', path: `${collection}/b`, data: { n: 0 } }]);
    await expect(
      stores.first.commit([
        { type: 'set', path: `${collection}/a`, data: { n: 1 } },
        { type: 'delete', path: `${collection}/b` },
        { type: 'update', path: `${collection}/missing`, data: { n: 1 } },
      ]),
    ).rejects.toThrow(DocumentMissingError);
    expect(await stores.second.get(`${collection}/a`)).toBeUndefined();
    expect((await stores.second.get(`${collection}/b`))?.data).toEqual({ n: 0 });
  });

  it('shows a reader all of a commit or none of it', async () => {
    await using stores = await open();
    const collection = newCollection();
    const write = (n: number): Promise<void> =>
      stores.first.commit(
        ['a', 'b', 'c'].map((id) => ({ type: 'set', path: `${collection}/${id}`, data: { n } })),
      );
    await write(0);
    const writer = (async () => {
      for (let n = 1; n <= 10; n += 1) await write(n);
    })();
    for (let read = 0; read < 10; read += 1) {
      const found = await stores.second.query({ collection });
      expect(new Set(found.map(({ data }) => data['n'])).size).toBe(1);
    }
    await writer;
  });
}

function describeTransactions(open: Open): void {
  it('loses no update among contending transactions', async () => {
    await using stores = await open();
    const path = `${newCollection()}/counter`;
    await stores.first.commit([{ type: 'create', path, data: { n: 0 } }]);
    const increment = (store: DocumentStore): Promise<void> =>
      store.transact(async (transaction) => {
        const n = (await transaction.get(path))?.data['n'] as number;
        transaction.write({ type: 'update', path, data: { n: n + 1 } });
      });
    await Promise.all(
      Array.from({ length: 4 }, (_, n) => increment(n % 2 === 0 ? stores.first : stores.second)),
    );
    expect((await stores.first.get(path))?.data).toEqual({ n: 4 });
  });

  it('sees its query change under it: one of two takes the last place', async () => {
    await using stores = await open();
    const collection = newCollection();
    const take = (store: DocumentStore, id: string): Promise<boolean> =>
      store.transact(async (transaction) => {
        const taken = await transaction.query({ collection });
        if (taken.length > 0) return false;
        transaction.write({ type: 'create', path: `${collection}/${id}`, data: { id } });
        return true;
      });
    const results = await Promise.all([take(stores.first, 'a'), take(stores.second, 'b')]);
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await stores.first.query({ collection })).toHaveLength(1);
  });

  it('writes nothing and rejects with the same error when the body throws', async () => {
    await using stores = await open();
    const path = `${newCollection()}/a`;
    const refused = new Error('changed my mind');
    await expect(
      stores.first.transact((transaction) => {
        transaction.write({ type: 'set', path, data: { n: 1 } });
        return Promise.reject(refused);
      }),
    ).rejects.toBe(refused);
    expect(await stores.first.get(path)).toBeUndefined();
  });

  it('refuses a read after a write as a bug', async () => {
    await using stores = await open();
    const collection = newCollection();
    const path = `${collection}/a`;
    const readLate = (read: 'get' | 'query'): Promise<unknown> =>
      stores.first.transact(async (transaction) => {
        transaction.write({ type: 'set', path, data: { n: 1 } });
        return read === 'get' ? transaction.get(path) : transaction.query({ collection });
      });
    await expect(readLate('get')).rejects.toThrow(TypeError);
    await expect(readLate('query')).rejects.toThrow(TypeError);
    expect(await stores.first.get(path)).toBeUndefined();
  });

  it('reports a condition that does not hold as commit does', async () => {
    await using stores = await open();
    const path = `${newCollection()}/a`;
    const create = (): Promise<void> =>
      stores.first.transact((transaction) => {
        transaction.write({ type: 'create', path, data: { n: 1 } });
        return Promise.resolve();
      });
    await create();
    await expect(create()).rejects.toThrow(DocumentExistsError);
  });
}

function describeQueries(open: Open): void {
  const people: Record<string, DocumentData> = {
    ana: { age: 30, city: 'Lyon', tags: ['a', 'b'], at: new Date(1_000), isOpen: true },
    bob: { age: 20, city: 'Nice', tags: ['b'], at: new Date(3_000), isOpen: false },
    cid: { age: 40, city: 'Lyon', tags: [], at: new Date(2_000), isOpen: true },
    dan: { age: '35', city: 'Évry', 'dotted.name': 1 },
    eve: { city: null },
  };
  const cases: [string, Omit<DocumentQuery, 'collection'>, string[]][] = [
    ['everything, by path', {}, ['ana', 'bob', 'cid', 'dan', 'eve']],
    ['==', { where: [{ field: 'city', operator: '==', value: 'Lyon' }] }, ['ana', 'cid']],
    ['== null', { where: [{ field: 'city', operator: '==', value: null }] }, ['eve']],
    [
      '== on a boolean',
      { where: [{ field: 'isOpen', operator: '==', value: true }] },
      ['ana', 'cid'],
    ],
    ['== on a date', { where: [{ field: 'at', operator: '==', value: new Date(3_000) }] }, ['bob']],
    [
      '== on a dotted name',
      { where: [{ field: 'dotted.name', operator: '==', value: 1 }] },
      ['dan'],
    ],
    ['< of one type only', { where: [{ field: 'age', operator: '<', value: 40 }] }, ['bob', 'ana']],
    ['<=', { where: [{ field: 'age', operator: '<=', value: 30 }] }, ['bob', 'ana']],
    ['> on text', { where: [{ field: 'age', operator: '>', value: '3' }] }, ['dan']],
    [
      '>= on a date',
      { where: [{ field: 'at', operator: '>=', value: new Date(2_000) }] },
      ['cid', 'bob'],
    ],
    ['in', { where: [{ field: 'city', operator: 'in', value: ['Nice', 'Évry'] }] }, ['bob', 'dan']],
    [
      'array-contains',
      { where: [{ field: 'tags', operator: 'array-contains', value: 'b' }] },
      ['ana', 'bob'],
    ],
    [
      'two conditions',
      {
        where: [
          { field: 'city', operator: '==', value: 'Lyon' },
          { field: 'age', operator: '>', value: 30 },
        ],
      },
      ['cid'],
    ],
    [
      'orderBy, without documents that lack the field',
      { orderBy: [{ field: 'at' }] },
      ['ana', 'cid', 'bob'],
    ],
    ['orderBy across types', { orderBy: [{ field: 'age' }] }, ['bob', 'ana', 'cid', 'dan']],
    [
      'orderBy text by its bytes, null first',
      { orderBy: [{ field: 'city' }] },
      ['eve', 'ana', 'cid', 'bob', 'dan'],
    ],
    [
      'orderBy desc, ties by path desc',
      { orderBy: [{ field: 'city', direction: 'desc' }] },
      ['dan', 'bob', 'cid', 'ana', 'eve'],
    ],
    [
      'two orders',
      { orderBy: [{ field: 'city' }, { field: 'age', direction: 'desc' }] },
      ['cid', 'ana', 'bob', 'dan'],
    ],
    ['limit', { orderBy: [{ field: 'age', direction: 'desc' }], limit: 2 }, ['dan', 'cid']],
  ];

  it('answers every operator, order and limit', async () => {
    await using stores = await open();
    const collection = newCollection();
    await stores.first.commit(
      Object.entries(people).map(([id, data]) => ({
        type: 'set',
        path: `${collection}/${id}`,
        data,
      })),
    );
    for (const [label, query, expected] of cases) {
      const found = await stores.second.query({ collection, ...query });
      expect(
        found.map(({ id }) => id),
        label,
      ).toEqual(expected);
    }
  });

  it('keeps a collection apart from those below it and beside it', async () => {
    await using stores = await open();
    const collection = newCollection();
    await stores.first.commit([
      { type: 'set', path: `${collection}/a`, data: { n: 1 } },
      { type: 'set', path: `${collection}/a/${collection}/b`, data: { n: 2 } },
      { type: 'set', path: `${collection}x/c`, data: { n: 3 } },
    ]);
    const found = await stores.first.query({ collection });
    expect(found.map(({ path }) => path)).toEqual([`${collection}/a`]);
  });

  it('finds a collection group under every parent', async () => {
    await using stores = await open();
    const collection = newCollection();
    const group = newCollection();
    await stores.first.commit([
      { type: 'set', path: `${collection}/a/${group}/1`, data: { owner: 'me', pending: true } },
      { type: 'set', path: `${collection}/b/${group}/2`, data: { owner: 'me', pending: false } },
      { type: 'set', path: `${collection}/c/${group}/3`, data: { owner: 'you', pending: true } },
      { type: 'set', path: `${group}/4`, data: { owner: 'me', pending: true } },
    ]);
    const found = await stores.second.query({
      collection: group,
      group: true,
      where: [
        { field: 'owner', operator: '==', value: 'me' },
        { field: 'pending', operator: '==', value: true },
      ],
    });
    expect(found.map(({ path }) => path).sort()).toEqual(
      [`${collection}/a/${group}/1`, `${group}/4`].sort(),
    );
  });

  it.each<[string, Partial<DocumentQuery>]>([
    ['a limit of 0', { limit: 0 }],
    ['a document path as collection', { collection: 'a/b' }],
    ['a path as group', { collection: 'a/b/c', group: true }],
    ['an empty list for in', { where: [{ field: 'a', operator: 'in', value: [] }] }],
  ])('refuses %s', async (_, query) => {
    await using stores = await open();
    await expect(stores.first.query({ collection: 'things', ...query })).rejects.toThrow(
      DocumentInvalidError,
    );
  });
}

/** Follows a query and lets a test wait for what it is told. */
function follow(store: DocumentStore, query: DocumentQuery): Follower {
  const calls: (readonly DocumentChange[])[] = [];
  const matching = new Map<string, DocumentData>();
  let wake = Promise.withResolvers<void>();
  const subscription = store.watch(query, {
    onChange(changes) {
      calls.push(changes);
      for (const { type, document } of changes) {
        if (type === 'removed') matching.delete(document.id);
        else matching.set(document.id, document.data);
      }
      wake.resolve();
      wake = Promise.withResolvers();
    },
    onError: (error) => wake.reject(error),
  });
  return {
    calls,
    async until(isReached) {
      while (!isReached(Object.fromEntries(matching), calls.flat())) await wake.promise;
    },
    [Symbol.dispose]: () => subscription[Symbol.dispose](),
  };
}

interface Follower extends Disposable {
  readonly calls: readonly (readonly DocumentChange[])[];
  /** Resolves once the documents told of, by id, and all changes so far satisfy the condition. */
  until(
    isReached: (
      matching: Readonly<Record<string, DocumentData>>,
      changes: readonly DocumentChange[],
    ) => boolean,
  ): Promise<void>;
}

function describeWatch(open: Open, missesChangesAtStart: boolean): void {
  it('tells first of everything that matches, also when that is nothing', async () => {
    await using stores = await open();
    const collection = newCollection();
    using empty = follow(stores.first, { collection });
    await empty.until(() => empty.calls.length === 1);
    expect(empty.calls[0]).toEqual([]);
    await stores.second.commit([{ type: 'create', path: `${collection}/a`, data: { n: 1 } }]);
    using full = follow(stores.first, { collection });
    await full.until(() => full.calls.length === 1);
    expect(full.calls[0]).toMatchObject([{ type: 'added', document: { id: 'a', data: { n: 1 } } }]);
  });

  it('tells of changes made by its own connection and by another', async () => {
    await using stores = await open();
    const collection = newCollection();
    using follower = follow(stores.first, { collection });
    await follower.until(() => follower.calls.length === 1);
    await stores.first.commit([{ type: 'create', path: `${collection}/own`, data: { n: 1 } }]);
    await follower.until(({ own }) => own !== undefined);
    await stores.second.commit([{ type: 'create', path: `${collection}/other`, data: { n: 1 } }]);
    await follower.until(({ other }) => other !== undefined);
    await stores.second.commit([{ type: 'update', path: `${collection}/own`, data: { n: 2 } }]);
    await follower.until(({ own }) => own?.['n'] === 2);
    await stores.second.commit([{ type: 'delete', path: `${collection}/own` }]);
    await follower.until(({ own }) => own === undefined);
    expect(follower.calls.flat().map(({ type, document }) => `${type} ${document.id}`)).toEqual([
      'added own',
      'added other',
      'modified own',
      'removed own',
    ]);
  });

  it('a document that leaves the query is removed, with its last version that matched', async () => {
    await using stores = await open();
    const group = newCollection();
    const path = `${newCollection()}/call/${group}/t1`;
    await stores.first.commit([{ type: 'create', path, data: { pending: true, result: null } }]);
    using follower = follow(stores.second, {
      collection: group,
      group: true,
      where: [{ field: 'pending', operator: '==', value: true }],
    });
    await follower.until(({ t1 }) => t1 !== undefined);
    await stores.first.commit([{ type: 'update', path, data: { result: 'done' } }]);
    await follower.until(({ t1 }) => t1?.['result'] === 'done');
    await stores.first.commit([{ type: 'update', path, data: { pending: false } }]);
    await follower.until(({ t1 }) => t1 === undefined);
    expect(follower.calls.flat().at(-1)).toMatchObject({
      type: 'removed',
      document: { path, data: { pending: true, result: 'done' } },
    });
    await stores.first.commit([{ type: 'update', path, data: { pending: true } }]);
    await follower.until(({ t1 }) => t1 !== undefined);
  });

  it('with a limit, tells what moves in when another moves out', async () => {
    await using stores = await open();
    const collection = newCollection();
    const write = (id: string, n: number): Promise<void> =>
      stores.first.commit([{ type: 'set', path: `${collection}/${id}`, data: { n } }]);
    await write('a', 1);
    await write('b', 2);
    await write('c', 3);
    using follower = follow(stores.second, { collection, orderBy: [{ field: 'n' }], limit: 2 });
    await follower.until(({ a, b }) => a !== undefined && b !== undefined);
    await write('a', 9);
    await follower.until(({ a, b, c }) => a === undefined && b !== undefined && c !== undefined);
  });

  it('a write that changes nothing keeps the version and is not told', async () => {
    await using stores = await open();
    const collection = newCollection();
    const path = `${collection}/a`;
    await stores.first.commit([{ type: 'create', path, data: { n: 1, m: 1 } }]);
    const before = await stores.first.get(path);
    using follower = follow(stores.second, { collection });
    await follower.until(({ a }) => a !== undefined);
    await stores.first.commit([{ type: 'update', path, data: { n: 1 } }]);
    expect((await stores.first.get(path))?.updateTime).toBe(before?.updateTime);
    await stores.first.commit([{ type: 'create', path: `${collection}/b`, data: {} }]);
    await follower.until(({ b }) => b !== undefined);
    expect(follower.calls.flat().map(({ type }) => type)).toEqual(['added', 'added']);
  });

  it('tells nothing once it is disposed of', async () => {
    await using stores = await open();
    const collection = newCollection();
    const stopped = follow(stores.first, { collection });
    await stopped.until(() => stopped.calls.length === 1);
    stopped[Symbol.dispose]();
    using follower = follow(stores.first, { collection });
    await follower.until(() => follower.calls.length === 1);
    await stores.second.commit([{ type: 'create', path: `${collection}/a`, data: { n: 1 } }]);
    await follower.until(({ a }) => a !== undefined);
    expect(stopped.calls).toHaveLength(1);
  });

  it.skipIf(missesChangesAtStart)('misses no change that is made while it starts', async () => {
    await using stores = await open();
    for (let round = 0; round < 10; round += 1) {
      const collection = newCollection();
      using follower = follow(stores.first, { collection });
      await stores.second.commit([{ type: 'create', path: `${collection}/a`, data: { n: 1 } }]);
      await follower.until(({ a }) => a !== undefined);
    }
  });
}
