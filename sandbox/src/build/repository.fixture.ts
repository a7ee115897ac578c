import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { bundle } from './bundle.ts';
import { findTargets } from './find-targets.ts';

/** A small repository for the time of one test: path to text. */
export async function repositoryWith(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'bundle-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

/** Bundles the one target of a repository, and says where. */
export async function bundleOnly(repository: string): Promise<string> {
  const [target] = await findTargets(repository);
  if (target === undefined) throw new Error('no target');
  await bundle(target, repository);
  return target.outputDirectory;
}
