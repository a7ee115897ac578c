import { describe, expect, it } from 'vitest';
import { describeDocumentStore } from '../document-store.contract.ts';
import { systemClock } from '../../time/system-clock.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import { createMemoryDocuments, openMemoryDocumentStore } from './memory-document-store.ts';

describeDocumentStore('The in-memory document store', async () => {
  const documents = createMemoryDocuments();
  const first = await openMemoryDocumentStore({ clock: systemClock, documents });
  const second = await openMemoryDocumentStore({ clock: systemClock, documents });
  return {
    first,
    second,
    async [Symbol.asyncDispose]() {
      await first[Symbol.asyncDispose]();
      await second[Symbol.asyncDispose]();
    },
  };
});

describe('The in-memory document store under a virtual clock', () => {
  it('arms no timer, also while a listener waits', async () => {
    const clock = new VirtualClock();
    await using store = await openMemoryDocumentStore({ clock });
    const seen: number[] = [];
    using _listener = store.watch(
      { collection: 'things' },
      { onChange: (changes) => void seen.push(changes.length), onError: () => undefined },
    );
    await store.commit([{ type: 'create', path: 'things/a', data: { n: 1 } }]);
    await clock.advance(0);
    expect(seen).toEqual([0, 1]);
    expect(clock.armedCount).toBe(0);
  });

  it('takes its latency in virtual time', async () => {
    const clock = new VirtualClock();
    await using store = await openMemoryDocumentStore({ clock, latencyMs: 250 });
    const startMs = clock.now();
    await clock.runUntil(store.get('things/a'));
    expect(clock.now() - startMs).toBe(250);
  });

  it('runs a transaction once more although it would have gone through, when chance says so', async () => {
    await using store = await openMemoryDocumentStore({
      clock: new VirtualClock(),
      rerunProbability: 1,
    });
    let runCount = 0;
    await store.transact((transaction) => {
      runCount += 1;
      transaction.write({ type: 'set', path: 'things/a', data: { runCount } });
      return Promise.resolve();
    });
    expect(runCount).toBe(2);
    expect((await store.get('things/a'))?.data).toEqual({ runCount: 2 });
  });

  it('tells which shapes of query it was asked', async () => {
    await using store = await openMemoryDocumentStore({ clock: new VirtualClock() });
    for (const value of ['a', 'b']) {
      await store.query({
        collection: 'calls/c1/turns',
        where: [{ field: 'role', operator: '==', value }],
        orderBy: [{ field: 'n', direction: 'desc' }],
      });
    }
    expect(await store.queryShapes()).toEqual([
      {
        collection: 'turns',
        group: false,
        filters: [{ field: 'role', operator: '==' }],
        orderBy: [{ field: 'n', direction: 'desc' }],
      },
    ]);
  });

  it('ends a listener that throws and goes on for the others', async () => {
    await using store = await openMemoryDocumentStore({ clock: new VirtualClock() });
    const errors: string[] = [];
    using _listener = store.watch(
      { collection: 'things' },
      {
        onChange: () => {
          throw new TypeError('a bug');
        },
        onError: ({ code }) => void errors.push(code),
      },
    );
    await store.commit([{ type: 'create', path: 'things/a', data: { n: 1 } }]);
    await store.commit([{ type: 'create', path: 'things/b', data: { n: 1 } }]);
    expect(errors).toEqual(['store-unavailable']);
  });
});
