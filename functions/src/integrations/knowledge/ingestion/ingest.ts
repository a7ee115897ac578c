import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { KnowledgeDocument } from '@standardiste/shared/contracts/profile.ts';
import { chunkDocument } from './chunk-document.ts';
import { findFiles, type FoundFile } from './find-files.ts';
import { readSections, UnreadableFileError } from './read-sections.ts';
import { syncKnowledge, type SyncReport } from './sync-knowledge.ts';

export interface IngestOptions {
  readonly store: DocumentStore;
  readonly profileId: string;
  /** A folder, or one file. */
  readonly path: string;
  readonly isDryRun: boolean;
  /** Told after every file. */
  readonly onProgress: (done: number, total: number, source: string) => void;
}

export interface IngestReport extends SyncReport {
  readonly fileCount: number;
  /** Files that could not be read; what they said before stays. */
  readonly skipped: readonly { readonly source: string; readonly reason: string }[];
}

const maxBytes = 20 * 1_024 * 1_024;

/** Reads files into a profile's knowledge. A bad file is named in the report and skipped; its earlier text stays. */
export async function ingest(options: IngestOptions): Promise<IngestReport> {
  const { store, profileId, path, isDryRun, onProgress } = options;
  const files = await findFiles(path);
  const isFolder = (await stat(path)).isDirectory();
  const documents: KnowledgeDocument[] = [];
  const skipped: { source: string; reason: string }[] = [];
  for (const [n, file] of files.entries()) {
    try {
      documents.push(...(await readFileDocuments(file)));
    } catch (error) {
      if (!(error instanceof UnreadableFileError) && !isFileError(error)) throw error;
      skipped.push({ source: file.source, reason: error.message });
    }
    onProgress(n + 1, files.length, file.source);
  }
  const unread = new Set(skipped.map(({ source }) => source));
  const isCovered = (source: string): boolean =>
    !unread.has(source) && (isFolder || source === basename(path));
  const report = await syncKnowledge({ store, profileId, documents, isCovered, isDryRun });
  return { ...report, fileCount: files.length, skipped };
}

async function readFileDocuments(file: FoundFile): Promise<readonly KnowledgeDocument[]> {
  const { size } = await stat(file.path);
  if (size > maxBytes) throw new UnreadableFileError(`it is over ${maxBytes} bytes`);
  const name = basename(file.path).replace(/\.[^.]+$/, '');
  return chunkDocument(
    file.source,
    await readSections(file.extension, await readFile(file.path), name),
  );
}

/** What the file system refuses. */
function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
