import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import { readableExtensions } from './read-sections.ts';

export interface FoundFile {
  readonly path: string;
  /** The path from the folder that was given, with slashes: the same on every machine. */
  readonly source: string;
  /** Lower case, without its dot. */
  readonly extension: string;
}

const maxFiles = 2_000;

/**
 * The files that can be read in a folder and those below it, sorted, hidden ones left out; or the one file named.
 * @throws Error when there is no such path; RangeError when there are too many files.
 */
export async function findFiles(path: string): Promise<readonly FoundFile[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new Error(`there is nothing to read at ${path}`, { cause });
  });
  if (!found.isDirectory()) return [toFile(path, basename(path))];
  const names = (await readdir(path, { recursive: true })).sort();
  const files = names
    .map((name) => join(path, name))
    .map((file) => toFile(file, relative(path, file).split(sep).join('/')))
    .filter(({ source }) => !source.split('/').some((part) => part.startsWith('.')))
    .filter(({ extension }) => readableExtensions.includes(extension));
  if (files.length > maxFiles) {
    throw new RangeError(`there are ${files.length} files; ${maxFiles} are read at most`);
  }
  return files;
}

function toFile(path: string, source: string): FoundFile {
  return { path, source, extension: extname(path).slice(1).toLowerCase() };
}
