import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkFilePath, fileMissing, isFilePath } from '../file-path.ts';
import { FileStoreUnavailableError, type FileStore, type StoredFile } from '../file-store.ts';

/**
 * Files on this machine. Under `content/` every file lies at its path, so that a person can open it, and `types/` holds its
 * content type. A file is written beside its place and then renamed into it.
 */
export async function openFolderFileStore(folder: string): Promise<FileStore> {
  const staging = join(folder, 'staging');
  await mkdir(staging, { recursive: true });

  const place = async (area: 'content' | 'types', path: string, content: Uint8Array | string) => {
    const staged = join(staging, randomUUID());
    const target = join(folder, area, path);
    await writeFile(staged, content);
    await mkdir(dirname(target), { recursive: true });
    await rename(staged, target);
  };
  return {
    async write(path, content, contentType) {
      checkFilePath(path);
      await translate(async () => {
        await place('types', path, contentType);
        await place('content', path, content);
      });
    },
    async read(path) {
      checkFilePath(path);
      return translate(() => readFile(join(folder, 'content', path)), path);
    },
    async delete(path) {
      checkFilePath(path);
      await translate(async () => {
        await rm(join(folder, 'content', path), { force: true });
        await rm(join(folder, 'types', path), { force: true });
      });
    },
    list: (prefix) => translate(() => listFiles(folder, prefix)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function listFiles(folder: string, prefix: string): Promise<StoredFile[]> {
  const root = join(folder, 'content');
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(
    emptyIfMissing,
  );
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => path.startsWith(prefix) && isFilePath(path))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const files = await Promise.all(paths.map((path) => describeFile(folder, path)));
  return files.filter((file) => file !== undefined);
}

/** Undefined when it was deleted since it was listed. */
async function describeFile(folder: string, path: string): Promise<StoredFile | undefined> {
  try {
    const { size } = await stat(join(folder, 'content', path));
    const contentType = await readFile(join(folder, 'types', path), 'utf8');
    return { path, sizeBytes: size, contentType };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function translate<T>(work: () => Promise<T>, path?: string): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (path !== undefined && isMissing(cause)) throw fileMissing(path);
    throw new FileStoreUnavailableError('The folder cannot be used', { cause });
  }
}

function emptyIfMissing(error: unknown): [] {
  if (isMissing(error)) return [];
  throw error;
}

/** Also a folder of that name is no file. */
function isMissing(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR';
}
