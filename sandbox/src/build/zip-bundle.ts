import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';

/** A fixed moment, the first that the format knows: only content changes a bundle's hash. */
const modified = new Date(1980, 0, 1);

/** Whose attributes they are, in the format's words. */
const unix = 3;

/**
 * Packs a function's bundle as Cloud Functions takes it, without source maps and the code cache of this machine. The same files give the same
 * bytes on any machine, so that terraform, which names the upload by its hash, deploys what changed and nothing else.
 * @returns the size of the archive in bytes.
 */
export async function zipBundle(directory: string, archive: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true });
  const files: Zippable = {};
  for (const name of entries.filter((entry) => !/\.map$|^\.code-cache/.test(entry)).sort()) {
    const file = join(directory, name);
    const status = await stat(file);
    if (status.isDirectory()) continue;
    const permissions = (status.mode & 0o111) === 0 ? 0o100644 : 0o100755;
    files[name] = [await readFile(file), { os: unix, attrs: permissions * 0x10000 }];
  }
  const zipped = zipSync(files, { level: 9, mtime: modified });
  await writeFile(archive, zipped);
  return zipped.byteLength;
}
