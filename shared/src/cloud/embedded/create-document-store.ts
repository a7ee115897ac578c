import { checkWrites } from '../check-document.ts';
import { locateDocument } from '../document-path.ts';
import {
  StoreUnavailableError,
  type DocumentListener,
  type DocumentStore,
  type DocumentTransaction,
} from '../document-store.ts';
import { CallbotError } from '../../errors/callbot-error.ts';
import { checkQuery, type QueryShape } from '../query-shape.ts';
import { sleep, type Clock } from '../../time/clock.ts';
import type { DocumentDriver, DocumentDriverEvents } from './document-driver.ts';
import { PendingTransaction } from './document-transaction.ts';

/** A store on this machine; beyond Firestore's operations it tells which queries it was asked. */
export interface LocalDocumentStore extends DocumentStore {
  /** Every shape of query that was run on this data, by any process: each needs an index when deployed. */
  queryShapes(): Promise<readonly QueryShape[]>;
}

export interface LocalStoreOptions {
  readonly clock: Clock;
  /** Decides reruns and back-off; numbers in [0, 1). */
  readonly random: () => number;
  /** How often a transaction that would have gone through is run once more, so that a `run` with effects of its own shows. 0 to 1. */
  readonly rerunProbability: number;
}

/** Contenders are served one after the other, each losing at most to the others ahead of it. */
const maxAttempts = 60;

/** The asynchronous store over a database that `connect` reaches. */
export async function createDocumentStore(
  connect: (events: DocumentDriverEvents) => Promise<DocumentDriver>,
  options: LocalStoreOptions,
): Promise<LocalDocumentStore> {
  const listeners = new Map<number, DocumentListener>();
  let nextListenerId = 1;
  const fail = (listenerId: number, cause: unknown): void => {
    const listener = listeners.get(listenerId);
    if (listener === undefined) return;
    listeners.delete(listenerId);
    driver.unwatch(listenerId);
    listener.onError(asStoreError(cause));
  };
  const driver = await connect({
    onChanges({ listenerId, changes }) {
      try {
        listeners.get(listenerId)?.onChange(changes);
      } catch (error) {
        fail(listenerId, error); // A listener that throws is ended; it must not end the process.
      }
    },
    onFailed(error) {
      for (const listenerId of [...listeners.keys()]) fail(listenerId, error);
    },
  });
  return {
    async get(path) {
      locateDocument(path);
      return driver.get(path);
    },
    async query(query) {
      checkQuery(query);
      return driver.query(query);
    },
    async commit(writes) {
      checkWrites(writes);
      await driver.commit(writes);
    },
    transact: (run) => transact(driver, options, run),
    watch(query, listener) {
      checkQuery(query);
      const listenerId = nextListenerId++;
      listeners.set(listenerId, listener);
      driver.watch(listenerId, query).then(
        () => listeners.has(listenerId) || driver.unwatch(listenerId), // It was disposed of meanwhile.
        (error: unknown) => fail(listenerId, error),
      );
      return {
        [Symbol.dispose]() {
          if (listeners.delete(listenerId)) driver.unwatch(listenerId);
        },
      };
    },
    queryShapes: () => driver.queryShapes(),
    async [Symbol.asyncDispose]() {
      listeners.clear();
      await driver[Symbol.asyncDispose]();
    },
  };
}

async function transact<T>(
  driver: DocumentDriver,
  { clock, random, rerunProbability }: LocalStoreOptions,
  run: (transaction: DocumentTransaction) => Promise<T>,
): Promise<T> {
  let isRerunDue = random() < rerunProbability;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const transaction = new PendingTransaction(driver);
    try {
      const result = await run(transaction);
      if (
        !isRerunDue &&
        (await driver.commit(transaction.writes, transaction.reads)) === 'committed'
      ) {
        return result;
      }
    } catch (error) {
      // What it read may not fit together, since it reads without locks; then its failure means nothing.
      if (!(await driver.isStale(transaction.reads))) throw error;
    }
    if (!isRerunDue) await sleep(clock, random() * Math.min(attempt, 10));
    isRerunDue = false;
  }
  throw new StoreUnavailableError(`A transaction lost to others ${maxAttempts} times`);
}

function asStoreError(cause: unknown): CallbotError {
  if (cause instanceof CallbotError) return cause;
  return new StoreUnavailableError('The listener ended', { cause });
}
