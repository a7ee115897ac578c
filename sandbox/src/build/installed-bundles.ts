import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { findTargets } from './find-targets.ts';
import { installBundle } from './install-bundle.ts';

/** All that ends up in a bundle, or shapes it. */
const madeFrom = ['shared/src', 'media-relay/src', 'functions/src', 'sandbox/src/build'];

export interface InstalledBundlesOptions {
  /** Where node and npm are: the variable PATH. */
  readonly path: string;
  /** A line for each that is made. */
  readonly print?: (line: string) => void;
}

/**
 * Every process as it is deployed: a folder with one installed bundle a process, `media-relay`, `calendar-booking`, … They are kept
 * in `.data/bundles` and made anew when a source has changed, which takes a minute.
 */
export async function installedBundles(
  repository: string,
  { path, print = () => undefined }: InstalledBundlesOptions,
): Promise<string> {
  const kept = join(repository, '.data/bundles');
  const directory = join(kept, await hashOf(repository));
  if (await exists(directory)) return directory;
  await mkdir(kept, { recursive: true });
  const making = await mkdtemp(join(kept, '.making-'));
  try {
    const targets = await findTargets(repository);
    for (const [index, target] of targets.entries()) {
      print(`bundling ${basename(target.name)} (${index + 1} of ${targets.length}) …`);
      await installBundle(target, { repository, into: making, path });
    }
    await rm(join(making, '.built'), { recursive: true });
    await rename(making, directory).catch(async (error: unknown) => {
      if (!(await exists(directory))) throw error; // Somebody else was quicker
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  await forgetOthers(kept, directory);
  return directory;
}

async function hashOf(repository: string): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  hash.update(await readFile(join(repository, 'package-lock.json')));
  for (const folder of madeFrom) {
    const entries = await readdir(join(repository, folder), {
      recursive: true,
      withFileTypes: true,
    });
    const files = entries.filter((entry) => entry.isFile() && !/\.test\.ts$/.test(entry.name));
    for (const file of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
      hash.update(file.slice(repository.length)).update(await readFile(file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function forgetOthers(kept: string, directory: string): Promise<void> {
  for (const name of await readdir(kept)) {
    const isOther = join(kept, name) !== directory && !name.startsWith('.making-');
    if (isOther) await rm(join(kept, name), { recursive: true, force: true });
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
