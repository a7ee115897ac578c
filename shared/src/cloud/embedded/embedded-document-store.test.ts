import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeDocumentStore } from '../document-store.contract.ts';
import { StoreUnavailableError } from '../document-store.ts';
import { systemClock } from '../../time/system-clock.ts';
import type { DatabaseChannel } from './database-client.ts';
import type { DatabaseReply } from './database-protocol.ts';
import { openEmbeddedDocumentStore } from './embedded-document-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'embedded-store-'));

/** The same protocol, spoken to another process: what it commits is really another process's. */
function startDatabaseProcess(file: string): DatabaseChannel {
  const child = fork(new URL('./fixtures/store-process.ts', import.meta.url), [file], {
    serialization: 'advanced',
    execArgv: [],
  });
  return {
    post: (message) => void child.send(message),
    onReply: (listener) => void child.on('message', (reply) => listener(reply as DatabaseReply)),
    onGone: (listener) => void child.once('exit', (code) => listener(`exit ${code}`)),
  };
}

const file = join(folder, 'shared.sqlite');
const open = () => openEmbeddedDocumentStore({ file, clock: systemClock });
// One thread and one process for all tests: a start takes a tenth of a second.
const first = open();
const second = openEmbeddedDocumentStore({
  file,
  clock: systemClock,
  channel: startDatabaseProcess(file),
});
afterAll(async () => {
  await (await first)[Symbol.asyncDispose]();
  await (await second)[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

describeDocumentStore('The embedded document store, from two processes,', async () => ({
  first: await first,
  second: await second,
  [Symbol.asyncDispose]: () => Promise.resolve(),
}));

describe('The embedded document store', () => {
  it('keeps its documents and query shapes when it is closed and opened again', async () => {
    const options = { file: join(folder, 'kept.sqlite'), clock: systemClock };
    {
      await using store = await openEmbeddedDocumentStore(options);
      await store.commit([{ type: 'create', path: 'calls/c1', data: { status: 'live' } }]);
      await store.query({
        collection: 'calls',
        where: [{ field: 'status', operator: '==', value: 'live' }],
      });
    }
    await using store = await openEmbeddedDocumentStore(options);
    expect((await store.get('calls/c1'))?.data).toEqual({ status: 'live' });
    expect(await store.queryShapes()).toEqual([
      {
        collection: 'calls',
        group: false,
        filters: [{ field: 'status', operator: '==' }],
        orderBy: [],
      },
    ]);
  });

  it('says when its file cannot be opened', async () => {
    await expect(
      openEmbeddedDocumentStore({ file: join(folder, 'no', 'such', 'folder'), clock: systemClock }),
    ).rejects.toThrow(StoreUnavailableError);
  });

  it('refuses work once it is closed', async () => {
    const store = await open();
    await store[Symbol.asyncDispose]();
    await expect(store.get('calls/c1')).rejects.toThrow(StoreUnavailableError);
  });
});
