import { Worker } from 'node:worker_threads';
import {
  DocumentExistsError,
  DocumentInvalidError,
  DocumentMissingError,
  PreconditionFailedError,
  StoreUnavailableError,
} from '../document-store.ts';
import type { CallbotError } from '../../errors/callbot-error.ts';
import type { DatabaseReply, DatabaseRequest, NumberedRequest } from './database-protocol.ts';
import type { ListenerChanges } from './document-watcher.ts';

/** A two-way line to whoever serves the database. */
export interface DatabaseChannel {
  post(message: NumberedRequest): void;
  onReply(listener: (reply: DatabaseReply) => void): void;
  /** Called once when the other side is gone, wanted or not. */
  onGone(listener: (reason: string) => void): void;
}

export interface DatabaseClient extends AsyncDisposable {
  /** @throws the error that the other side threw; StoreUnavailableError when it is gone. */
  request(request: DatabaseRequest): Promise<unknown>;
}

/** The line to a worker thread of this process that opens the file. */
export function startDatabaseWorker(file: string): DatabaseChannel {
  const worker = new Worker(new URL('./store-worker.ts', import.meta.url), {
    name: 'store-worker',
    workerData: { file },
  });
  return {
    post: (message) => worker.postMessage(message),
    onReply: (listener) => void worker.on('message', listener),
    onGone(listener) {
      worker.once('error', (error) => listener(error instanceof Error ? error.message : 'error'));
      worker.once('exit', (code) => listener(`exit ${code}`));
    },
  };
}

/** Sends requests and matches the answers. Disposing closes the database and ends the other side. */
export function createDatabaseClient(
  channel: DatabaseChannel,
  events: {
    onChanges(changes: ListenerChanges): void;
    onGone(error: StoreUnavailableError): void;
  },
): DatabaseClient {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const gone = Promise.withResolvers<void>();
  let goneError: StoreUnavailableError | undefined;
  let nextId = 1;

  channel.onReply((reply) => {
    if (reply.type === 'changes') return events.onChanges(reply.changes);
    const waiter = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.type === 'result') waiter?.resolve(reply.value);
    else waiter?.reject(restoreError(reply.code, reply.message));
  });
  channel.onGone((reason) => {
    if (goneError !== undefined) return;
    goneError = new StoreUnavailableError(`The database thread is gone: ${reason}`);
    for (const waiter of waiting.values()) waiter.reject(goneError);
    waiting.clear();
    gone.resolve();
    events.onGone(goneError);
  });
  const request = (content: DatabaseRequest): Promise<unknown> => {
    if (goneError !== undefined) return Promise.reject(goneError);
    const id = nextId++;
    const waiter = Promise.withResolvers<unknown>();
    waiting.set(id, waiter);
    try {
      channel.post({ id, request: content });
    } catch (cause) {
      waiting.delete(id);
      return Promise.reject(new DocumentInvalidError('The request cannot be sent', { cause }));
    }
    return waiter.promise;
  };
  return {
    request,
    async [Symbol.asyncDispose]() {
      if (goneError === undefined) request({ type: 'close' }).catch(() => undefined);
      await gone.promise;
    },
  };
}

const errorClasses: Readonly<Record<string, new (message: string) => CallbotError>> = {
  'document-exists': DocumentExistsError,
  'document-missing': DocumentMissingError,
  'document-invalid': DocumentInvalidError,
  'precondition-failed': PreconditionFailedError,
};

function restoreError(code: string, message: string): CallbotError {
  return new (errorClasses[code] ?? StoreUnavailableError)(message);
}
