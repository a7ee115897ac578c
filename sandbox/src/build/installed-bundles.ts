import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { findTargets } from './find-targets.ts';
import { installBundle } from './install-bundle.ts';

/** All that ends up in a bundle, or shapes it. */
const madeFrom = ['shared', 'media-relay', 'functions', 'sandbox/src/build'];

/** Whoever uses bundles has begun to within this; older ones nobody needs. */
const forgottenAfterMs = 86_400_000;

export interface InstalledBundlesOptions {
  /** Where npm is: the variable PATH. */
  readonly path: string;
  /** A line for each that is made. */
  readonly print?: (line: string) => void;
}

/**
 * Every process as it is deployed: a folder with one installed bundle a process, `media-relay`, `calendar-booking`, … They are kept
 * in `.data/bundles` and made anew when a source has changed, which takes a minute.
 * @throws Error with the output of the step that failed.
 */
export async function installedBundles(
  repository: string,
  { path, print = () => undefined }: InstalledBundlesOptions,
): Promise<string> {
  const root = resolve(repository);
  const kept = join(root, '.data/bundles');
  const directory = join(kept, await hashOfSources(root));
  if (await isThere(directory)) {
    const now = new Date(systemClock.now());
    await utimes(directory, now, now);
    return directory;
  }
  await mkdir(kept, { recursive: true });
  await forgetOld(kept);
  const making = await mkdtemp(join(kept, '.making-'));
  try {
    const targets = await findTargets(root);
    for (const [index, target] of targets.entries()) {
      print(`bundling ${basename(target.name)} (${index + 1} of ${targets.length}) …`);
      await installBundle(target, { repository: root, into: making, path });
    }
    await rm(join(making, '.built'), { recursive: true });
    await rename(making, directory).catch(async (error: unknown) => {
      if (!(await isThere(directory))) throw error; // Somebody else was quicker
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return directory;
}

/** Names what all bundles of a repository are made from, wherever it is and however its folder is written. */
export async function hashOfSources(repository: string): Promise<string> {
  const root = resolve(repository);
  const hash = createHash('sha256').update(process.version);
  for (const file of ['package-lock.json', 'tsconfig.json']) {
    hash.update(await readFile(join(root, file)));
  }
  for (const folder of madeFrom) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((file) => /(?<!\.test)\.(ts|json)$/.test(file));
    for (const file of files.sort()) {
      hash.update(relative(root, file)).update(await readFile(file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** A process loads its scripts when it needs them, so what somebody may still run has to stay. */
async function forgetOld(kept: string): Promise<void> {
  for (const name of await readdir(kept)) {
    const { mtimeMs } = await stat(join(kept, name));
    if (systemClock.now() - mtimeMs < forgottenAfterMs) continue;
    await rm(join(kept, name), { recursive: true, force: true });
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
