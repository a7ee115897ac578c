import { CallbotError } from '../errors/callbot-error.ts';

export interface StoredFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly contentType: string;
}

/** Whole files under slash-separated paths in one bucket. */
export interface FileStore extends AsyncDisposable {
  /** Writes or replaces a file; readers see the old or the new one, never a part. @throws FileStoreUnavailableError */
  write(path: string, content: Uint8Array, contentType: string): Promise<void>;
  /** @throws FileMissingError */
  read(path: string): Promise<Uint8Array>;
  /** Deleting what is not there is no error. */
  delete(path: string): Promise<void>;
  /** Files whose path starts with the prefix, sorted by path. */
  list(prefix: string): Promise<readonly StoredFile[]>;
}

export class FileMissingError extends CallbotError {
  override readonly code = 'file-missing';
  override readonly retryable = false;
}

export class FileStoreUnavailableError extends CallbotError {
  override readonly code = 'file-store-unavailable';
  override readonly retryable = true;
}
