import { locateDocument } from '../document-path.ts';
import type { DocumentChange, DocumentQuery, StoredDocument } from '../document-store.ts';
import type { DocumentDatabase } from './document-database.ts';
import { matchesQuery } from './match-documents.ts';

interface Listener {
  readonly query: DocumentQuery;
  /** What the listener has been told, by path. */
  seen: Map<string, StoredDocument>;
}

/** What became of one listener's query since it was last told. */
export interface ListenerChanges {
  readonly listenerId: number;
  readonly changes: readonly DocumentChange[];
}

/** Works out what each listener has to be told after commits, from the log of changed paths. Synchronous; who calls it decides when. */
export class DocumentWatcher {
  readonly #database: DocumentDatabase;
  readonly #listeners = new Map<number, Listener>();
  #version = 0;

  constructor(database: DocumentDatabase) {
    this.#database = database;
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** Starts a listener; returns everything that matches now. */
  add(listenerId: number, query: DocumentQuery): ListenerChanges {
    if (this.#listeners.size === 0) this.#version = this.#database.latestVersion();
    const listener: Listener = { query, seen: new Map() };
    this.#listeners.set(listenerId, listener);
    return { listenerId, changes: this.#readAnew(listener) };
  }

  remove(listenerId: number): void {
    this.#listeners.delete(listenerId);
  }

  /** What changed since the last poll, for listeners that it concerns. */
  poll(): readonly ListenerChanges[] {
    const version = this.#database.latestVersion();
    if (this.#listeners.size === 0 || version === this.#version) return [];
    const paths = this.#database.pathsChangedSince(this.#version);
    this.#version = version;
    const concerned: ListenerChanges[] = [];
    for (const [listenerId, listener] of this.#listeners) {
      const changes = this.#changesFor(listener, paths);
      if (changes.length > 0) concerned.push({ listenerId, changes });
    }
    return concerned;
  }

  /** A query with a limit is run again: what moves out lets something else in. */
  #changesFor(listener: Listener, paths: readonly string[] | undefined): DocumentChange[] {
    const { query, seen } = listener;
    const inCollection = paths?.filter((path) => isIn(query, path));
    if (inCollection?.length === 0) return [];
    if (inCollection === undefined || query.limit !== undefined) return this.#readAnew(listener);
    return inCollection.flatMap((path) => {
      const found = this.#database.get(path);
      const matching = found && matchesQuery(query, found.data) ? found : undefined;
      return tell(seen, path, matching);
    });
  }

  #readAnew({ query, seen }: Listener): DocumentChange[] {
    const found = this.#database.query(query);
    const paths = new Set(found.map(({ path }) => path));
    const gone = [...seen.keys()].filter((path) => !paths.has(path));
    return [
      ...gone.flatMap((path) => tell(seen, path, undefined)),
      ...found.flatMap((document) => tell(seen, document.path, document)),
    ];
  }
}

function isIn(query: DocumentQuery, path: string): boolean {
  const { collection, group } = locateDocument(path);
  return (query.group === true ? group : collection) === query.collection;
}

/** Brings what was told up to date for one path; returns the change, if it is one. */
function tell(
  seen: Map<string, StoredDocument>,
  path: string,
  now: StoredDocument | undefined,
): DocumentChange[] {
  const before = seen.get(path);
  if (now === undefined) {
    seen.delete(path);
    return before === undefined ? [] : [{ type: 'removed', document: before }];
  }
  seen.set(path, now);
  if (before === undefined) return [{ type: 'added', document: now }];
  return before.updateTime === now.updateTime ? [] : [{ type: 'modified', document: now }];
}
