import type { Firestore, Transaction } from '@google-cloud/firestore';
import { checkWrites } from '../check-document.ts';
import { locateDocument } from '../document-path.ts';
import type {
  DocumentQuery,
  DocumentTransaction,
  DocumentWrite,
  StoredDocument,
} from '../document-store.ts';
import { checkQuery } from '../query-shape.ts';
import { buildQuery } from './firestore-query.ts';
import { toStoredDocument } from './firestore-values.ts';
import { applyWrite } from './firestore-writes.ts';

/** One attempt at a transaction. The client itself retries it and refuses reads after writes; here the refusal is a bug's error. */
export class FirestoreTransaction implements DocumentTransaction {
  readonly #firestore: Firestore;
  readonly #transaction: Transaction;
  #hasWritten = false;

  constructor(firestore: Firestore, transaction: Transaction) {
    this.#firestore = firestore;
    this.#transaction = transaction;
  }

  async get(path: string): Promise<StoredDocument | undefined> {
    this.#assertNothingWritten();
    locateDocument(path);
    return toStoredDocument(await this.#transaction.get(this.#firestore.doc(path)));
  }

  async query(query: DocumentQuery): Promise<readonly StoredDocument[]> {
    this.#assertNothingWritten();
    checkQuery(query);
    const snapshot = await this.#transaction.get(buildQuery(this.#firestore, query));
    return snapshot.docs.map(toStoredDocument).filter((document) => document !== undefined);
  }

  write(write: DocumentWrite): void {
    checkWrites([write]);
    this.#hasWritten = true;
    applyWrite(this.#firestore, this.#transaction, write);
  }

  #assertNothingWritten(): void {
    if (this.#hasWritten) {
      throw new TypeError('A transaction makes all its reads before its first write');
    }
  }
}
