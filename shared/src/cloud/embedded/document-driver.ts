import type { DocumentQuery, DocumentWrite, StoredDocument } from '../document-store.ts';
import type { QueryShape } from '../query-shape.ts';
import type { ReadSet } from './document-database.ts';
import type { ListenerChanges } from './document-watcher.ts';

/** Reaches a `DocumentDatabase` where it runs: in this thread, or in a worker. */
export interface DocumentDriver extends AsyncDisposable {
  get(path: string): Promise<StoredDocument | undefined>;
  query(query: DocumentQuery): Promise<readonly StoredDocument[]>;
  commit(writes: readonly DocumentWrite[], reads?: ReadSet): Promise<'committed' | 'stale'>;
  isStale(reads: ReadSet): Promise<boolean>;
  queryShapes(): Promise<readonly QueryShape[]>;
  /** Starts a listener; `onChanges` of the driver hears of it, first with everything that matches. */
  watch(listenerId: number, query: DocumentQuery): Promise<void>;
  unwatch(listenerId: number): void;
}

export interface DocumentDriverEvents {
  onChanges(changes: ListenerChanges): void;
  /** The database is gone; every listener is dead. */
  onFailed(error: Error): void;
}
