import { locateDocument } from '../document-path.ts';
import {
  DocumentExistsError,
  DocumentMissingError,
  PreconditionFailedError,
  type DocumentData,
  type DocumentQuery,
  type DocumentWrite,
  type StoredDocument,
} from '../document-store.ts';
import { queryShape, type QueryShape } from '../query-shape.ts';
import { checkDocument } from '../check-document.ts';
import { decodeDocument, encodeDocument } from './document-codec.ts';
import { matchesQuery, orderDocuments } from './match-documents.ts';
import type { EmbeddedDatabase } from './open-database.ts';
import { selectCandidates } from './select-candidates.ts';

/** What a transaction has read: a commit goes through only while all of it is still so. */
export interface ReadSet {
  readonly documents: readonly { readonly path: string; readonly updateTime: string | undefined }[];
  readonly queries: readonly { readonly query: DocumentQuery; readonly versions: string }[];
}

/** A row of `documents`. */
interface DocumentRow {
  readonly path: string;
  readonly data: string;
  readonly version: number;
}

/** Listeners that fall this many changes behind read everything anew. */
const changesKept = 10_000;

/**
 * Documents in SQLite, synchronously: the core of the embedded and the in-memory store. Its callers have checked writes and
 * queries already. It does not own the connection.
 */
export class DocumentDatabase {
  readonly #database: EmbeddedDatabase;
  readonly #shapes = new Set<string>();

  constructor(database: EmbeddedDatabase) {
    this.#database = database;
  }

  get(path: string): StoredDocument | undefined {
    const row = this.#row(path);
    return row === undefined ? undefined : toDocument(row);
  }

  query(query: DocumentQuery): readonly StoredDocument[] {
    this.#record(query);
    const { sql, parameters } = selectCandidates(this.#database, query);
    const rows = this.#database.prepare(sql).all(...parameters) as unknown as DocumentRow[];
    return orderDocuments(
      query,
      rows.map(toDocument).filter(({ data }) => matchesQuery(query, data)),
    );
  }

  /** Writes all or nothing; `stale`, and nothing written, when what was read has changed. @throws as `DocumentStore.commit`. */
  commit(writes: readonly DocumentWrite[], reads?: ReadSet): 'committed' | 'stale' {
    if (writes.length === 0)
      return reads !== undefined && this.isStale(reads) ? 'stale' : 'committed';
    return this.#database.write(() => {
      if (reads !== undefined && this.isStale(reads)) return 'stale';
      for (const write of writes) this.#apply(write);
      return 'committed';
    });
  }

  isStale(reads: ReadSet): boolean {
    return (
      reads.documents.some(({ path, updateTime }) => this.get(path)?.updateTime !== updateTime) ||
      reads.queries.some(({ query, versions }) => resultVersions(this.query(query)) !== versions)
    );
  }

  /** Number of the newest change, 0 when there was none. */
  latestVersion(): number {
    const row = this.#database.prepare('SELECT max(version) AS version FROM changes').get();
    return (row?.['version'] as number | null) ?? 0;
  }

  /** Paths that changed after that version, or undefined when that is too long ago to tell. */
  pathsChangedSince(version: number): readonly string[] | undefined {
    const oldest = this.#database.prepare('SELECT min(version) AS version FROM changes').get();
    if (((oldest?.['version'] as number | null) ?? 1) > version + 1) return undefined;
    const rows = this.#database
      .prepare('SELECT DISTINCT path FROM changes WHERE version > ?')
      .all(version);
    return rows.map((row) => row['path'] as string);
  }

  /** Deletes documents whose `expireAt` is past, as Firestore's time-to-live does; at most `limit` at once. Returns how many. */
  deleteExpired(nowMs: number, limit = 1_000): number {
    return this.#database.write(() => {
      const rows = this.#database
        .prepare(
          `SELECT path FROM documents WHERE json_extract(data, '$.expireAt."$date"') < ? LIMIT ?`,
        )
        .all(nowMs, limit);
      for (const row of rows) this.#remove(row['path'] as string);
      return rows.length;
    });
  }

  /** Every shape of query that any process has run on this file. */
  queryShapes(): readonly QueryShape[] {
    const rows = this.#database.prepare('SELECT shape FROM query_shapes ORDER BY shape').all();
    return rows.map((row) => JSON.parse(row['shape'] as string) as QueryShape);
  }

  #row(path: string): DocumentRow | undefined {
    return this.#database
      .prepare('SELECT path, data, version FROM documents WHERE path = ?')
      .get(path) as DocumentRow | undefined;
  }

  #record(query: DocumentQuery): void {
    const shape = JSON.stringify(queryShape(query));
    if (this.#shapes.has(shape)) return;
    this.#shapes.add(shape);
    this.#database.prepare('INSERT OR IGNORE INTO query_shapes (shape) VALUES (?)').run(shape);
  }

  #apply(write: DocumentWrite): void {
    const current = this.#row(write.path);
    // The precondition comes first: what is gone is not at that version (seen in Firestore's emulator).
    const expected =
      write.type === 'update' || write.type === 'delete'
        ? write.precondition?.updateTime
        : undefined;
    if (expected !== undefined && expected !== String(current?.version)) {
      throw new PreconditionFailedError(
        `The document at ${write.path} is not at version ${expected}`,
      );
    }
    if (write.type === 'create' && current !== undefined) {
      throw new DocumentExistsError(`There is a document already at ${write.path}`);
    }
    if (write.type === 'update' && current === undefined) {
      throw new DocumentMissingError(`There is no document at ${write.path}`);
    }
    if (write.type !== 'delete') this.#store(write.path, fieldsAfter(write, current), current);
    else if (current !== undefined) this.#remove(write.path);
  }

  /** A write that changes nothing is none: no new version, no notification. So it is in Firestore. */
  #store(path: string, data: DocumentData, current: DocumentRow | undefined): void {
    const text = encodeDocument(data);
    if (text === current?.data) return;
    const { collection, group } = locateDocument(path);
    this.#database
      .prepare(
        `INSERT INTO documents (path, collection, collection_group, data, version)
         VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (path) DO UPDATE SET data = excluded.data, version = excluded.version`,
      )
      .run(path, collection, group, text, this.#nextVersion(path));
  }

  #remove(path: string): void {
    this.#database.prepare('DELETE FROM documents WHERE path = ?').run(path);
    this.#nextVersion(path);
  }

  #nextVersion(path: string): number {
    const insert = this.#database.prepare('INSERT INTO changes (path) VALUES (?)');
    const version = Number(insert.run(path).lastInsertRowid);
    if (version % 1_000 === 0) {
      this.#database.prepare('DELETE FROM changes WHERE version < ?').run(version - changesKept);
    }
    return version;
  }
}

/** Tells two results of one query apart. */
export function resultVersions(documents: readonly StoredDocument[]): string {
  return documents.map(({ path, updateTime }) => `${path}@${updateTime}`).join('\n');
}

function fieldsAfter(
  write: Exclude<DocumentWrite, { type: 'delete' }>,
  current: DocumentRow | undefined,
): DocumentData {
  if (write.type !== 'update' || current === undefined) return write.data;
  const merged = { ...decodeDocument(current.data), ...write.data };
  checkDocument(write.path, merged);
  return merged;
}

function toDocument(row: DocumentRow): StoredDocument {
  return {
    path: row.path,
    id: row.path.slice(row.path.lastIndexOf('/') + 1),
    data: decodeDocument(row.data),
    updateTime: String(row.version),
  };
}
