import { IdempotencyStrategy, Storage } from '@google-cloud/storage';
import { withTimeout, type Clock } from '../../time/clock.ts';
import { systemClock } from '../../time/system-clock.ts';
import { checkFilePath, fileMissing } from '../file-path.ts';
import { FileStoreUnavailableError, type FileStore } from '../file-store.ts';

export interface CloudStorageOptions {
  readonly projectId: string;
  readonly bucket: string;
  /** `http://127.0.0.1:4010`: a simulator, reached without credentials. Default: Google's own. */
  readonly endpoint?: string | undefined;
  readonly clock?: Clock;
  /** Limit of one operation with its retries. Default 60,000: a recording of an hour has some 60 MB. */
  readonly timeoutMs?: number;
}

/** Files in a Cloud Storage bucket, through Google's client, which checks what it sends and receives by checksum. */
export function openCloudStorageFileStore(options: CloudStorageOptions): FileStore {
  const { projectId, endpoint, clock = systemClock, timeoutMs = 60_000 } = options;
  const storage = new Storage({
    projectId,
    // Writing the same content twice is harmless, so that every request may be repeated.
    retryOptions: { maxRetries: 2, idempotencyStrategy: IdempotencyStrategy.RetryAlways },
    ...(endpoint === undefined ? {} : { apiEndpoint: endpoint, useAuthWithCustomEndpoint: false }),
  });
  const bucket = storage.bucket(options.bucket);
  const attempt = async <T>(path: string, run: () => Promise<T>): Promise<T> => {
    try {
      return await withTimeout(clock, { timeoutMs, what: 'Cloud Storage' }, run);
    } catch (cause) {
      throw isMissingObject(cause)
        ? fileMissing(path)
        : new FileStoreUnavailableError('Cloud Storage cannot be used', { cause });
    }
  };
  return {
    async write(path, content, contentType) {
      checkFilePath(path);
      const save = () =>
        bucket.file(path).save(Buffer.from(content), { contentType, resumable: false });
      await attempt(path, save);
    },
    async read(path) {
      checkFilePath(path);
      const [content] = await attempt(path, () => bucket.file(path).download());
      return content;
    },
    async delete(path) {
      checkFilePath(path);
      await attempt(path, () => bucket.file(path).delete({ ignoreNotFound: true }));
    },
    async list(prefix) {
      const [files] = await attempt(prefix, () => bucket.getFiles({ prefix }));
      return files
        .map(({ name, metadata }) => ({
          path: name,
          sizeBytes: Number(metadata.size ?? 0),
          contentType: metadata.contentType ?? 'application/octet-stream',
        }))
        .sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** A bucket that does not exist is 404 too, but no missing file. */
function isMissingObject(cause: unknown): boolean {
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  return code === 404 && !String(message).includes('bucket does not exist');
}
