import { Firestore, type Query, type Settings } from '@google-cloud/firestore';
import { CallbotError } from '../../errors/callbot-error.ts';
import { withTimeout, type Clock } from '../../time/clock.ts';
import { systemClock } from '../../time/system-clock.ts';
import { checkWrites } from '../check-document.ts';
import { locateDocument } from '../document-path.ts';
import {
  StoreUnavailableError,
  type DocumentChange,
  type DocumentListener,
  type DocumentStore,
} from '../document-store.ts';
import { checkQuery } from '../query-shape.ts';
import { toReadError, toWriteError } from './firestore-errors.ts';
import { buildQuery } from './firestore-query.ts';
import { FirestoreTransaction } from './firestore-transaction.ts';
import { toStoredDocument } from './firestore-values.ts';
import { applyWrite } from './firestore-writes.ts';

export interface FirestoreOptions {
  readonly projectId: string;
  /** Default: `(default)`. */
  readonly databaseId?: string | undefined;
  /** `127.0.0.1:8282`. Without it the client itself looks at `FIRESTORE_EMULATOR_HOST`. */
  readonly emulatorHost?: string | undefined;
  readonly clock?: Clock;
  /** Limit of one read or commit. Default 5,000: a caller waits. */
  readonly timeoutMs?: number;
  /** Limit of a transaction with all its attempts. Default 30,000. */
  readonly transactionTimeoutMs?: number;
}

/** Firestore's own default is 5, with a back-off of seconds between them. */
const maxTransactionAttempts = 8;

/** Documents in Firestore, through Google's client. Disposing ends the listeners and closes the channels. */
export function openFirestoreDocumentStore(options: FirestoreOptions): DocumentStore {
  const firestore = new Firestore(settings(options));
  const { clock = systemClock, timeoutMs = 5_000, transactionTimeoutMs = 30_000 } = options;
  const listeners = new Set<() => void>();
  const limited = <T>(run: () => Promise<T>, limitMs = timeoutMs): Promise<T> =>
    withTimeout(clock, { timeoutMs: limitMs, what: 'Firestore' }, run);

  return {
    async get(path) {
      locateDocument(path);
      return toStoredDocument(
        await failingAs(
          toReadError,
          limited(() => firestore.doc(path).get()),
        ),
      );
    },
    async query(query) {
      checkQuery(query);
      const request = buildQuery(firestore, query);
      const snapshot = await failingAs(
        toReadError,
        limited(() => request.get()),
      );
      return snapshot.docs.map(toStoredDocument).filter((document) => document !== undefined);
    },
    async commit(writes) {
      checkWrites(writes);
      if (writes.length === 0) return;
      const batch = firestore.batch();
      for (const write of writes) applyWrite(firestore, batch, write);
      await failingAs(
        toWriteError,
        limited(() => batch.commit()),
      );
    },
    transact: (run) =>
      failingAs(
        toWriteError,
        limited(
          () =>
            firestore.runTransaction(
              (transaction) => run(new FirestoreTransaction(firestore, transaction)),
              { maxAttempts: maxTransactionAttempts },
            ),
          transactionTimeoutMs,
        ),
      ),
    watch(query, listener) {
      checkQuery(query);
      const stop = listen(buildQuery(firestore, query), listener);
      listeners.add(stop);
      return {
        [Symbol.dispose]() {
          listeners.delete(stop);
          stop();
        },
      };
    },
    async [Symbol.asyncDispose]() {
      for (const stop of listeners) stop();
      await firestore.terminate();
    },
  };
}

function settings({ projectId, databaseId, emulatorHost }: FirestoreOptions): Settings {
  return {
    projectId,
    ignoreUndefinedProperties: true,
    ...(databaseId === undefined ? {} : { databaseId }),
    ...(emulatorHost === undefined
      ? {}
      : { host: emulatorHost, ssl: false, customHeaders: { Authorization: 'Bearer owner' } }),
  };
}

/** Follows a query until stopped, or until its one error. */
function listen(query: Query, listener: DocumentListener): () => void {
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    unsubscribe();
  };
  const fail = (cause: unknown): void => {
    if (isStopped) return;
    stop();
    const error = toReadError(cause);
    listener.onError(
      error instanceof CallbotError
        ? error
        : new StoreUnavailableError('The listener ended', { cause }),
    );
  };
  const unsubscribe = query.onSnapshot((snapshot) => {
    if (isStopped) return;
    const changes = snapshot.docChanges().flatMap(({ type, doc }): DocumentChange[] => {
      const document = toStoredDocument(doc);
      return document === undefined ? [] : [{ type, document }];
    });
    try {
      listener.onChange(changes);
    } catch (error) {
      fail(error); // A listener that throws is ended; it must not end the process.
    }
  }, fail);
  return stop;
}

async function failingAs<T>(translate: (cause: unknown) => unknown, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw translate(cause);
  }
}
