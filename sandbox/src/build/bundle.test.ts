import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { bundle } from './bundle.ts';
import { findTargets } from './find-targets.ts';

const run = promisify(execFile);

async function repositoryWith(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'bundle-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

const functionsPackage = JSON.stringify({
  dependencies: { '@google-cloud/functions-framework': '5.0.5' },
});

const relay = `
import { Worker } from 'node:worker_threads';
import { twice } from '../../shared/src/twice.cjs';
class QueueFullError extends Error {
  constructor() { super('full'); this.name = new.target.name; }
}
const worker = new Worker(new URL('./store-worker.ts', import.meta.url), { workerData: 20 });
worker.once('message', async (answer: number) => {
  const { later } = await import('./later.ts');
  console.log(JSON.stringify([twice(answer), later, new QueueFullError().name]));
});
`;

it('makes a bundle that runs alone, with its worker, its lazy parts and its names', async () => {
  const repository = await repositoryWith({
    'functions/package.json': functionsPackage,
    'media-relay/src/main.ts': relay,
    'media-relay/src/later.ts': "export const later: string = 'later';",
    'media-relay/src/store-worker.ts': `
      import { parentPort, workerData } from 'node:worker_threads';
      parentPort!.postMessage((workerData as number) + 1);`,
    'shared/src/twice.cjs':
      "const { basename } = require('path'); exports.twice = (x) => x * 2 + basename(__filename).length * 0;",
  });
  const [target] = await findTargets(repository);
  if (target === undefined) throw new Error('no target');
  const made = await bundle(target, repository);
  await rm(join(repository, 'media-relay'), { recursive: true });
  await rm(join(repository, 'shared'), { recursive: true });

  const { stdout } = await run(process.execPath, [join(target.outputDirectory, 'main.mjs')]);
  expect(JSON.parse(stdout)).toEqual([42, 'later', 'QueueFullError']);
  expect(await readdir(target.outputDirectory)).toEqual(
    expect.arrayContaining(['main.mjs', 'main.mjs.map', 'store-worker.mjs', 'package.json']),
  );
  expect(made.eagerBytes).toBeLessThan(made.totalBytes);
});

it('leaves the functions framework to the runtime and lists it in the package', async () => {
  const repository = await repositoryWith({
    'functions/package.json': functionsPackage,
    'functions/src/platform/http.ts': 'export const notAFunction = true;',
    'functions/src/sweeper/index.ts':
      "import { http } from '@google-cloud/functions-framework';\nhttp('sweeper', () => undefined);",
  });
  const targets = await findTargets(repository);
  expect(targets.map(({ name }) => name)).toEqual(['functions/sweeper']);
  for (const target of targets) await bundle(target, repository);

  const output = join(repository, 'dist/functions/sweeper');
  expect(await readFile(join(output, 'index.mjs'), 'utf8')).toContain(
    'from"@google-cloud/functions-framework"',
  );
  expect(JSON.parse(await readFile(join(output, 'package.json'), 'utf8'))).toMatchObject({
    type: 'module',
    main: 'index.mjs',
    engines: { node: '24' },
    dependencies: { '@google-cloud/functions-framework': '5.0.5' },
  });
});

it('refuses an import that cannot be resolved', async () => {
  const repository = await repositoryWith({
    'functions/package.json': functionsPackage,
    'media-relay/src/main.ts': "import './gone.ts';",
  });
  const [target] = await findTargets(repository);
  if (target === undefined) throw new Error('no target');
  await expect(bundle(target, repository)).rejects.toThrow('Could not resolve "./gone.ts"');
});

it('gives lazily imported packages the names that they have in Node', async () => {
  const repository = await repositoryWith({
    'functions/package.json': functionsPackage,
    'node_modules/old/package.json': '{"name":"old","main":"index.js"}',
    'node_modules/old/index.js':
      "Object.defineProperty(exports, '__esModule', { value: true }); exports.v2 = { speech: true };",
    'node_modules/new/package.json': '{"name":"new","type":"module","exports":"./index.js"}',
    'node_modules/new/index.js': 'export const answer = 42; export default 1;',
    'media-relay/src/main.ts': `
      const { v2 } = await import('old');
      const { answer } = await import('new');
      console.log(JSON.stringify({ v2, answer }));`,
  });
  const [target] = await findTargets(repository);
  if (target === undefined) throw new Error('no target');
  await bundle(target, repository);
  await rm(join(repository, 'node_modules'), { recursive: true });

  const { stdout } = await run(process.execPath, [join(target.outputDirectory, 'main.mjs')]);
  expect(JSON.parse(stdout)).toEqual({ v2: { speech: true }, answer: 42 });
});
