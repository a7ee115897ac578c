import { access, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { functionDefinitions } from '@standardiste/shared/contracts/subscriptions.ts';
import { z } from 'zod';

/** Something that is deployed by itself: one Cloud Function, or the relay. */
export interface BundleTarget {
  /** As it is called in `dist/`: `functions/calendar-booking`, `media-relay`. */
  readonly name: string;
  readonly entryFile: string;
  /** The entry's name in the bundle: `index` or `main`. */
  readonly entryName: string;
  readonly outputDirectory: string;
  /** What starts a function, and comes with it; the relay starts itself. */
  readonly framework?: Framework;
  /** A topic that a function takes events of. */
  readonly topic?: string;
}

export interface Framework {
  readonly version: string;
  /** The program that loads the function and listens. */
  readonly mainFile: string;
}

const frameworkFolder = 'node_modules/@google-cloud/functions-framework';
const frameworkSchema = z.looseObject({
  version: z.string(),
  bin: z.looseObject({ 'functions-framework': z.string() }),
});

/** Everything in the repository that can be bundled: every `functions/src/<name>/index.ts`, and the relay once it has a main.ts. */
export async function findTargets(repository: string): Promise<BundleTarget[]> {
  const functionsDirectory = join(repository, 'functions/src');
  const folders = await readdir(functionsDirectory).catch(() => []);
  const framework = folders.length === 0 ? undefined : await findFramework(repository);
  const candidates: BundleTarget[] = [
    {
      name: 'media-relay',
      entryFile: join(repository, 'media-relay/src/main.ts'),
      entryName: 'main',
      outputDirectory: join(repository, 'dist/media-relay'),
    },
    ...folders.sort().map((folder) => ({
      name: `functions/${folder}`,
      entryFile: join(functionsDirectory, folder, 'index.ts'),
      entryName: 'index',
      outputDirectory: join(repository, 'dist/functions', folder),
      ...(framework && { framework }),
      ...topicOf(folder),
    })),
  ];
  const exists = await Promise.all(candidates.map(({ entryFile }) => isReadable(entryFile)));
  return candidates.filter((_, index) => exists[index]);
}

function topicOf(functionName: string): { topic?: string } {
  const definition = functionDefinitions.find(({ name }) => name === functionName);
  const topic = definition?.subscriptions[0]?.topic;
  return topic === undefined ? {} : { topic };
}

async function findFramework(repository: string): Promise<Framework> {
  const folder = join(repository, frameworkFolder);
  const text = await readFile(join(folder, 'package.json'), 'utf8');
  const { version, bin } = frameworkSchema.parse(JSON.parse(text));
  return { version, mainFile: join(folder, bin['functions-framework']) };
}

function isReadable(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
