import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';

/** A fixed moment, the first that the format knows: only content changes a bundle's hash. */
const modified = new Date(1980, 0, 1);

/**
 * Packs a function's bundle as Cloud Functions takes it: its files at the top, without source maps. The same files give the same
 * bytes on any machine, so that terraform, which names the upload by its hash, deploys what changed and nothing else.
 * @returns the size of the archive in bytes.
 */
export async function zipBundle(directory: string, archive: string): Promise<number> {
  const names = (await readdir(directory)).filter((name) => !name.endsWith('.map')).sort();
  const files: Zippable = {};
  for (const name of names) files[name] = await readFile(join(directory, name));
  const zipped = zipSync(files, { level: 9, mtime: modified });
  await writeFile(archive, zipped);
  return zipped.byteLength;
}
