import type { DocumentQuery, DocumentWrite } from '../document-store.ts';
import type { ReadSet } from './document-database.ts';
import type { ListenerChanges } from './document-watcher.ts';

/** What is asked of the thread (or process) that holds the database connection. */
export type DatabaseRequest =
  | { readonly type: 'get'; readonly path: string }
  | { readonly type: 'query'; readonly query: DocumentQuery }
  | {
      readonly type: 'commit';
      readonly writes: readonly DocumentWrite[];
      readonly reads: ReadSet | undefined;
    }
  | { readonly type: 'is-stale'; readonly reads: ReadSet }
  | { readonly type: 'query-shapes' }
  | { readonly type: 'watch'; readonly listenerId: number; readonly query: DocumentQuery }
  | { readonly type: 'unwatch'; readonly listenerId: number }
  | {
      readonly type: 'publish';
      readonly topic: string;
      readonly data: Uint8Array;
      readonly attributes: string;
      readonly publishedAtMs: number;
    }
  /** Closes the database; nothing is answered after it. */
  | { readonly type: 'close' };

export interface NumberedRequest {
  readonly id: number;
  readonly request: DatabaseRequest;
}

/** What comes back. Errors cross as code and message. */
export type DatabaseReply =
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly code: string; readonly message: string }
  | { readonly type: 'changes'; readonly changes: ListenerChanges };
