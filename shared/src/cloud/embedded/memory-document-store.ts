import { StoreUnavailableError } from '../document-store.ts';
import { sleep, type Clock } from '../../time/clock.ts';
import { createDocumentStore, type LocalDocumentStore } from './create-document-store.ts';
import { DocumentDatabase } from './document-database.ts';
import type { DocumentDriver, DocumentDriverEvents } from './document-driver.ts';
import { DocumentWatcher } from './document-watcher.ts';
import { openDatabase } from './open-database.ts';
import { seededRandom } from './seeded-random.ts';

/** Documents in this process's memory, for one or several in-memory stores. */
export interface MemoryDocuments {
  readonly database: DocumentDatabase;
  /** Called after every commit by any store on these documents. */
  readonly watchers: Set<() => void>;
}

/** Makes documents that several in-memory stores can share, as processes share a database. */
export function createMemoryDocuments(): MemoryDocuments {
  return { database: new DocumentDatabase(openDatabase(':memory:')), watchers: new Set() };
}

/**
 * A document store in memory, as strict as the others: for tests under a virtual clock. Nothing polls: listeners are told in a
 * microtask after the commit, so an idle store arms no timer.
 */
export function openMemoryDocumentStore(options: {
  readonly clock: Clock;
  /** Give two stores the same documents to have two connections. Default: its own. */
  readonly documents?: MemoryDocuments;
  /** How long every operation takes. Default 0, without a timer. */
  readonly latencyMs?: number;
  /** Decides reruns of transactions. Default: the same sequence every time. */
  readonly random?: () => number;
  /** Default 0.1. */
  readonly rerunProbability?: number;
}): Promise<LocalDocumentStore> {
  const documents = options.documents ?? createMemoryDocuments();
  const latencyMs = options.latencyMs ?? 0;
  return createDocumentStore(
    (events) =>
      Promise.resolve(createMemoryDriver(documents, events, { clock: options.clock, latencyMs })),
    {
      clock: options.clock,
      random: options.random ?? seededRandom(1),
      rerunProbability: options.rerunProbability ?? 0.1,
    },
  );
}

function createMemoryDriver(
  { database, watchers }: MemoryDocuments,
  events: DocumentDriverEvents,
  { clock, latencyMs }: { clock: Clock; latencyMs: number },
): DocumentDriver {
  const watcher = new DocumentWatcher(database);
  const ended = new AbortController();
  const tell = (): void => {
    if (watcher.size === 0) return;
    queueMicrotask(() => {
      for (const changes of watcher.poll()) events.onChanges(changes);
    });
  };
  watchers.add(tell);
  const answer = async <T>(work: () => T): Promise<T> => {
    if (latencyMs > 0 && !ended.signal.aborted) await sleep(clock, latencyMs, ended.signal);
    else await Promise.resolve();
    if (ended.signal.aborted) throw closedError();
    return work();
  };
  return {
    get: (path) => answer(() => database.get(path)),
    query: (query) => answer(() => database.query(query)),
    commit: (writes, reads) =>
      answer(() => {
        const outcome = database.commit(writes, reads);
        for (const notify of watchers) notify();
        return outcome;
      }),
    isStale: (reads) => answer(() => database.isStale(reads)),
    queryShapes: () => answer(() => database.queryShapes()),
    watch: (listenerId, query) => answer(() => events.onChanges(watcher.add(listenerId, query))),
    unwatch: (listenerId) => watcher.remove(listenerId),
    [Symbol.asyncDispose]() {
      watchers.delete(tell);
      ended.abort(closedError());
      return Promise.resolve();
    },
  };
}

function closedError(): StoreUnavailableError {
  return new StoreUnavailableError('The store is closed');
}
