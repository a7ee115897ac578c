import { checkWrites } from '../check-document.ts';
import { locateDocument } from '../document-path.ts';
import type {
  DocumentQuery,
  DocumentTransaction,
  DocumentWrite,
  StoredDocument,
} from '../document-store.ts';
import { checkQuery } from '../query-shape.ts';
import { resultVersions, type ReadSet } from './document-database.ts';
import type { DocumentDriver } from './document-driver.ts';

/** A transaction under way: it reads without locks and remembers what it read, for the commit to check. */
export class PendingTransaction implements DocumentTransaction {
  readonly #driver: DocumentDriver;
  readonly #documents: { path: string; updateTime: string | undefined }[] = [];
  readonly #queries: { query: DocumentQuery; versions: string }[] = [];
  readonly #writes: DocumentWrite[] = [];

  constructor(driver: DocumentDriver) {
    this.#driver = driver;
  }

  get reads(): ReadSet {
    return { documents: this.#documents, queries: this.#queries };
  }

  get writes(): readonly DocumentWrite[] {
    return this.#writes;
  }

  async get(path: string): Promise<StoredDocument | undefined> {
    this.#assertNothingWritten();
    locateDocument(path);
    const document = await this.#driver.get(path);
    this.#documents.push({ path, updateTime: document?.updateTime });
    return document;
  }

  async query(query: DocumentQuery): Promise<readonly StoredDocument[]> {
    this.#assertNothingWritten();
    checkQuery(query);
    const documents = await this.#driver.query(query);
    this.#queries.push({ query, versions: resultVersions(documents) });
    return documents;
  }

  write(write: DocumentWrite): void {
    checkWrites([write]);
    this.#writes.push(write);
  }

  #assertNothingWritten(): void {
    if (this.#writes.length > 0) {
      throw new TypeError('A transaction makes all its reads before its first write');
    }
  }
}
