import type { DocumentStore, DocumentWrite } from '@standardiste/shared/cloud/document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import {
  knowledgeDocumentSchema,
  type KnowledgeDocument,
} from '@standardiste/shared/contracts/profile.ts';

export interface SyncOptions {
  readonly store: DocumentStore;
  readonly profileId: string;
  /** What the files say now. */
  readonly documents: readonly KnowledgeDocument[];
  /** True for a source whose documents are removed when they are not among `documents`. */
  readonly isCovered: (source: string) => boolean;
  readonly isDryRun: boolean;
}

export interface SyncReport {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  /** Everything that the profile knows afterwards, or would. */
  readonly documents: readonly KnowledgeDocument[];
}

/** What the search can hold. */
const maxDocuments = 5_000;
const writesAtOnce = 200;

/**
 * Makes a profile's documents those of the files: writes what is new or changed and removes what has disappeared. Documents
 * without a source were written by somebody else and are left alone. Doing it again writes nothing.
 * @throws RangeError when there would be more documents than the search can hold.
 */
export async function syncKnowledge(options: SyncOptions): Promise<SyncReport> {
  const { store, profileId, documents, isCovered, isDryRun } = options;
  const stored = await store.query({
    collection: `profiles/${profileId}/knowledge`,
    limit: maxDocuments + 1,
  });
  const before = new Map(
    stored.map(({ id, data }) => [id, knowledgeDocumentSchema.safeParse(data).data]),
  );
  const wanted = new Map(documents.map((document) => [document.id, document]));
  const fresh = documents.filter((document) => !isSame(before.get(document.id), document));
  const gone = [...before].flatMap(([id, document]) =>
    document?.source !== undefined && isCovered(document.source) && !wanted.has(id) ? [id] : [],
  );
  const after = new Map(before);
  for (const id of gone) after.delete(id);
  for (const document of documents) after.set(document.id, document);
  if (after.size > maxDocuments) {
    throw new RangeError(`that makes ${after.size} documents; a profile holds ${maxDocuments}`);
  }
  // What is new comes first: whoever asks meanwhile finds the old text rather than none.
  const writes: readonly DocumentWrite[] = [
    ...fresh.map((document) => ({
      type: 'set' as const,
      path: paths.knowledge(profileId, document.id),
      data: document,
    })),
    ...gone.map((id) => ({ type: 'delete' as const, path: paths.knowledge(profileId, id) })),
  ];
  for (let start = 0; !isDryRun && start < writes.length; start += writesAtOnce) {
    await store.commit(writes.slice(start, start + writesAtOnce));
  }
  const added = fresh.filter(({ id }) => !before.has(id)).length;
  return {
    added,
    changed: fresh.length - added,
    unchanged: documents.length - fresh.length,
    removed: gone.length,
    documents: [...after.values()].filter((document) => document !== undefined),
  };
}

function isSame(a: KnowledgeDocument | undefined, b: KnowledgeDocument): boolean {
  return a !== undefined && a.title === b.title && a.text === b.text && a.source === b.source;
}
