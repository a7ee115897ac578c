import { access, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Something that is deployed by itself: one Cloud Function, or the relay. */
export interface BundleTarget {
  /** As it is called in `dist/`: `functions/calendar-booking`, `media-relay`. */
  readonly name: string;
  readonly entryFile: string;
  /** The entry's name in the bundle: `index.mjs` or `main.mjs`. */
  readonly entryName: string;
  readonly outputDirectory: string;
  /** Left out of the bundle and listed in its package.json instead: package name → version. */
  readonly installed: Readonly<Record<string, string>>;
}

/**
 * The runtime starts functions with its own copy of the framework; a bundled second copy would have a registry of its own, and
 * the function would not be found.
 */
const framework = '@google-cloud/functions-framework';

const packageSchema = z.looseObject({ dependencies: z.record(z.string(), z.string()) });

/** Everything in the repository that can be bundled: every `functions/src/<name>/index.ts`, and the relay once it has a main.ts. */
export async function findTargets(repository: string): Promise<BundleTarget[]> {
  const functionsDirectory = join(repository, 'functions/src');
  const folders = await readdir(functionsDirectory).catch(() => []);
  const text = await readFile(join(repository, 'functions/package.json'), 'utf8');
  const version = packageSchema.parse(JSON.parse(text)).dependencies[framework];
  const candidates: BundleTarget[] = [
    {
      name: 'media-relay',
      entryFile: join(repository, 'media-relay/src/main.ts'),
      entryName: 'main',
      outputDirectory: join(repository, 'dist/media-relay'),
      installed: {},
    },
    ...folders.sort().map((folder) => ({
      name: `functions/${folder}`,
      entryFile: join(functionsDirectory, folder, 'index.ts'),
      entryName: 'index',
      outputDirectory: join(repository, 'dist/functions', folder),
      installed: version === undefined ? {} : { [framework]: version },
    })),
  ];
  const exists = await Promise.all(candidates.map(({ entryFile }) => isReadable(entryFile)));
  return candidates.filter((_, index) => exists[index]);
}

function isReadable(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
