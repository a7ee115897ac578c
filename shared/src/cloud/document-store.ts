import { CallbotError } from '../errors/callbot-error.ts';

/** What a field may hold. `Date` is stored as a native timestamp (millisecond precision), so that time-to-live works on it. */
export type DocumentValue =
  | string
  | number
  | boolean
  | null
  | Date
  | readonly DocumentValue[]
  | { readonly [field: string]: DocumentValue | undefined };

/** A document's fields. A field that is `undefined` is not stored. */
export type DocumentData = { readonly [field: string]: DocumentValue | undefined };

export interface StoredDocument {
  /** Slash-separated, an even number of segments: `calls/CA1/tools/t1`. */
  readonly path: string;
  /** The last segment of the path. */
  readonly id: string;
  readonly data: DocumentData;
  /** Opaque version of the document, for preconditions; two versions compare only by equality. */
  readonly updateTime: string;
}

/** A write goes through only if the document is still at this version. */
export interface Precondition {
  readonly updateTime: string;
}

export type DocumentWrite =
  /** Fails the whole commit with `DocumentExistsError` if the document is there. */
  | { readonly type: 'create'; readonly path: string; readonly data: DocumentData }
  /** Replaces the whole document, making it if need be. */
  | { readonly type: 'set'; readonly path: string; readonly data: DocumentData }
  /**
   * Replaces the named top-level fields (`undefined` removes a field; dots in a name are not paths). Fails with
   * `DocumentMissingError` if there is no document.
   */
  | {
      readonly type: 'update';
      readonly path: string;
      readonly data: DocumentData;
      readonly precondition?: Precondition;
    }
  /** Deleting what is not there is no error, unless a precondition is given. */
  | { readonly type: 'delete'; readonly path: string; readonly precondition?: Precondition };

export interface DocumentFilter {
  readonly field: string;
  readonly operator: '==' | '<' | '<=' | '>' | '>=' | 'in' | 'array-contains';
  readonly value: DocumentValue;
}

/** Documents of one collection (`calls/CA1/turns`), or of every collection of one name (`group: true`, `tools`). */
export interface DocumentQuery {
  readonly collection: string;
  readonly group?: boolean;
  readonly where?: readonly DocumentFilter[];
  readonly orderBy?: readonly { readonly field: string; readonly direction?: 'asc' | 'desc' }[];
  /** At most this many documents, 1 or more. */
  readonly limit?: number;
}

export interface DocumentChange {
  readonly type: 'added' | 'modified' | 'removed';
  /** For `removed`: the last version that matched. */
  readonly document: StoredDocument;
}

export interface DocumentListener {
  /** First call: everything that matches, as `added` (also when that is nothing). Later calls: what changed; states may be skipped. */
  onChange(changes: readonly DocumentChange[]): void;
  /** The listener is dead after this call; make a new one and read again. */
  onError(error: CallbotError): void;
}

/** What a transaction may do. All reads come before the first write. */
export interface DocumentTransaction {
  get(path: string): Promise<StoredDocument | undefined>;
  query(query: DocumentQuery): Promise<readonly StoredDocument[]>;
  write(write: DocumentWrite): void;
}

/**
 * Firestore's model with only the operations that our code uses. Documents are at most 1 MiB, paths have an even number of
 * segments, and a commit is all or nothing.
 *
 * Whoever opens a store disposes of it; that ends its listeners.
 */
export interface DocumentStore extends AsyncDisposable {
  get(path: string): Promise<StoredDocument | undefined>;
  query(query: DocumentQuery): Promise<readonly StoredDocument[]>;
  /**
   * Writes all or nothing.
   * @throws DocumentExistsError, DocumentMissingError, PreconditionFailedError when a write's condition does not hold;
   *   DocumentInvalidError when a document is too large or holds what cannot be stored.
   */
  commit(writes: readonly DocumentWrite[]): Promise<void>;
  /** Runs `run`, again from the start if what it read was changed meanwhile; so `run` has no effects of its own. */
  transact<T>(run: (transaction: DocumentTransaction) => Promise<T>): Promise<T>;
  /** Tells of every change to what the query matches until disposed of. */
  watch(query: DocumentQuery, listener: DocumentListener): Disposable;
}

/** `create` found the document there already: somebody else was first. */
export class DocumentExistsError extends CallbotError {
  override readonly code = 'document-exists';
  override readonly retryable = false;
}

export class DocumentMissingError extends CallbotError {
  override readonly code = 'document-missing';
  override readonly retryable = false;
}

/** The document changed since the version named in the precondition. */
export class PreconditionFailedError extends CallbotError {
  override readonly code = 'precondition-failed';
  override readonly retryable = false;
}

/** The document cannot be stored: over 1 MiB, a path that is none, or a value such as `NaN` or a function. */
export class DocumentInvalidError extends CallbotError {
  override readonly code = 'document-invalid';
  override readonly retryable = false;
}

/** The store does not answer this query, however often it is asked: usually the index that it needs is not deployed. */
export class QueryRefusedError extends CallbotError {
  override readonly code = 'query-refused';
  override readonly retryable = false;
}

/** The store could not be reached or refused for now. */
export class StoreUnavailableError extends CallbotError {
  override readonly code = 'store-unavailable';
  override readonly retryable = true;
}
