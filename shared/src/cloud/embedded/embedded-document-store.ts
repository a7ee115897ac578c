import type { StoredDocument } from '../document-store.ts';
import type { QueryShape } from '../query-shape.ts';
import type { Clock } from '../../time/clock.ts';
import { createDocumentStore, type LocalDocumentStore } from './create-document-store.ts';
import {
  createDatabaseClient,
  startDatabaseWorker,
  type DatabaseChannel,
} from './database-client.ts';
import type { DocumentDriver, DocumentDriverEvents } from './document-driver.ts';

/**
 * A document store in one SQLite file that several processes of one machine share; SQLite runs in a worker thread. Commits of
 * other processes reach listeners within about 5 ms.
 * @throws StoreUnavailableError when the file cannot be opened.
 */
export function openEmbeddedDocumentStore(options: {
  /** Made if need be; its folder must exist. */
  readonly file: string;
  /** Times the back-off of transactions that lost. */
  readonly clock: Clock;
  /** Decides reruns and back-off. Default: chance. */
  readonly random?: () => number;
  /** How often a transaction is run once more although it would have gone through. Default 0.1. */
  readonly rerunProbability?: number;
  /** Default: a worker thread of this process. */
  readonly channel?: DatabaseChannel;
}): Promise<LocalDocumentStore> {
  const channel = options.channel ?? startDatabaseWorker(options.file);
  return createDocumentStore((events) => connect(channel, events), {
    clock: options.clock,
    random: options.random ?? Math.random,
    rerunProbability: options.rerunProbability ?? 0.1,
  });
}

async function connect(
  channel: DatabaseChannel,
  events: DocumentDriverEvents,
): Promise<DocumentDriver> {
  const client = createDatabaseClient(channel, {
    onChanges: (changes) => events.onChanges(changes),
    onGone: (error) => events.onFailed(error),
  });
  const driver: DocumentDriver = {
    get: (path) => client.request({ type: 'get', path }) as Promise<StoredDocument | undefined>,
    query: (query) => client.request({ type: 'query', query }) as Promise<StoredDocument[]>,
    commit: (writes, reads) =>
      client.request({ type: 'commit', writes, reads }) as Promise<'committed' | 'stale'>,
    isStale: (reads) => client.request({ type: 'is-stale', reads }) as Promise<boolean>,
    queryShapes: () => client.request({ type: 'query-shapes' }) as Promise<QueryShape[]>,
    async watch(listenerId, query) {
      await client.request({ type: 'watch', listenerId, query });
    },
    unwatch: (listenerId) =>
      void client.request({ type: 'unwatch', listenerId }).catch(() => undefined),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
  await driver.queryShapes(); // Fails here, and not at the first use, when the file cannot be opened.
  return driver;
}
