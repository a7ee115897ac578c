import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** Waiting for another process's write: longer than any commit of ours, shorter than a caller's patience. */
const busyTimeoutMs = 5_000;

const schema = `
  CREATE TABLE IF NOT EXISTS documents (
    path TEXT PRIMARY KEY,
    collection TEXT NOT NULL,
    collection_group TEXT NOT NULL,
    data TEXT NOT NULL,
    version INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS documents_by_collection ON documents (collection);
  CREATE INDEX IF NOT EXISTS documents_by_group ON documents (collection_group);
  CREATE TABLE IF NOT EXISTS changes (
    version INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS query_shapes (shape TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    topic TEXT NOT NULL,
    data BLOB NOT NULL,
    attributes TEXT NOT NULL,
    published_at_ms REAL NOT NULL
  );
  CREATE TABLE IF NOT EXISTS subscription_cursors (
    subscription TEXT PRIMARY KEY,
    message_id INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS deliveries (
    subscription TEXT NOT NULL,
    message_id INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due_at_ms REAL NOT NULL,
    PRIMARY KEY (subscription, message_id)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS deliveries_by_due ON deliveries (subscription, due_at_ms);
  CREATE INDEX IF NOT EXISTS deliveries_by_message ON deliveries (message_id);
  CREATE TABLE IF NOT EXISTS dead_letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subscription TEXT NOT NULL,
    topic TEXT NOT NULL,
    data BLOB NOT NULL,
    attributes TEXT NOT NULL,
    message_id INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    reason TEXT NOT NULL,
    dead_at_ms REAL NOT NULL
  );
`;

/** The one SQLite file behind the embedded store and bus: a connection with its prepared statements. */
export interface EmbeddedDatabase extends Disposable {
  /** The statement for this text, prepared once. */
  prepare(sql: string): StatementSync;
  /** Runs `work` in one write transaction that is rolled back when it throws. */
  write<T>(work: () => T): T;
  /** Runs statements without parameters. */
  execute(sql: string): void;
  /** A number that moves when another connection has committed; this connection's own commits do not move it. */
  dataVersion(): number;
}

/**
 * Opens (and makes, if need be) the file, or `:memory:`. WAL with `synchronous=NORMAL`: a crash of the process loses nothing, a
 * power cut may lose the last moments. Whoever opens disposes.
 */
export function openDatabase(file: string): EmbeddedDatabase {
  const connection = new DatabaseSync(file, { timeout: busyTimeoutMs });
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = connection.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  connection.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;');
  const write = <T>(work: () => T): T => {
    connection.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      connection.exec('COMMIT');
      return result;
    } catch (error) {
      if (connection.isTransaction) connection.exec('ROLLBACK');
      throw error;
    }
  };
  write(() => connection.exec(schema));
  return {
    prepare,
    write,
    execute: (sql) => connection.exec(sql),
    dataVersion: () =>
      (prepare('PRAGMA data_version').get() as { data_version: number }).data_version,
    [Symbol.dispose]: () => connection.close(),
  };
}
