import { execFile } from 'node:child_process';
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { bundle } from './bundle.ts';
import { findTargets } from './find-targets.ts';
import { bundleOnly, repositoryWith } from './repository.fixture.ts';

const run = promisify(execFile);

/** Registers, loads what it is told to, and starts it: what the real one does, without the server. */
const framework = {
  'node_modules/@google-cloud/functions-framework/package.json': JSON.stringify({
    version: '5.0.5',
    main: 'index.js',
    bin: { 'functions-framework': 'main.js' },
  }),
  'node_modules/@google-cloud/functions-framework/index.js':
    'exports.registry = new Map(); exports.http = (name, run) => exports.registry.set(name, run);',
  'node_modules/@google-cloud/functions-framework/main.js': `
    const { registry } = require('./index.js');
    require(require.resolve(process.cwd()));
    console.log(registry.get(process.env.FUNCTION_TARGET)());`,
};

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

  const { stdout } = await run(process.execPath, [join(target.outputDirectory, 'main.cjs')]);
  expect(JSON.parse(stdout)).toEqual([42, 'later', 'QueueFullError']);
  expect(await readdir(target.outputDirectory, { recursive: true })).toEqual(
    expect.arrayContaining(['main.cjs', 'store-worker.cjs', 'package.json', 'scripts/main.js.map']),
  );
  expect(made.eagerBytes).toBeLessThan(made.totalBytes);
});

it('brings the functions framework along, and shares its registry with the function', async () => {
  const repository = await repositoryWith({
    ...framework,
    'functions/src/platform/http.ts': 'export const notAFunction = true;',
    'functions/src/sweeper/index.ts':
      "import { http } from '@google-cloud/functions-framework';\nhttp('sweeper', () => 'swept');",
  });
  const targets = await findTargets(repository);
  expect(targets.map(({ name }) => name)).toEqual(['functions/sweeper']);
  const output = await bundleOnly(repository);
  await rm(join(repository, 'node_modules'), { recursive: true });

  expect(JSON.parse(await readFile(join(output, 'package.json'), 'utf8'))).toMatchObject({
    main: 'index.cjs',
    engines: { node: '24' },
    dependencies: { '@google-cloud/functions-framework': 'file:framework' },
  });
  await run('npm', ['install', '--offline', '--quiet'], { cwd: output });
  const { stdout } = await run('node_modules/.bin/functions-framework', [], {
    cwd: output,
    env: { ...process.env, FUNCTION_TARGET: 'sweeper' },
  });
  expect(stdout).toBe('swept\n');
}, 30_000);

it('refuses an import that cannot be resolved', async () => {
  const repository = await repositoryWith({
    'media-relay/src/main.ts': "import './gone.ts';",
  });
  await expect(bundleOnly(repository)).rejects.toThrow('Could not resolve "./gone.ts"');
});

it('gives lazily imported packages the names that they have in Node, and is strict like its sources', async () => {
  const repository = await repositoryWith({
    'node_modules/old/package.json': '{"name":"old","main":"index.js"}',
    'node_modules/old/index.js':
      "Object.defineProperty(exports, '__esModule', { value: true }); exports.v2 = { speech: true };",
    'node_modules/new/package.json': '{"name":"new","type":"module","exports":"./index.js"}',
    'node_modules/new/index.js': 'export const answer = 42; export default 1;',
    // A package that imports another lazily, as Google's clients import node-fetch
    'node_modules/lazy/package.json': '{"name":"lazy","main":"index.js"}',
    'node_modules/lazy/index.js': "exports.one = async () => (await import('new')).default;",
    'media-relay/src/main.ts': `
      async function main() {
        const { v2 } = await import('old');
        const { answer } = await import('new');
        const { one } = await import('lazy');
        const accents = /[à-ÿ]{2}/.test('Noë là, là où…') || /^[Éé]l[èe]ve$/.test('Élève');
        let isStrict = false;
        try { Object.freeze(v2).speech = false; } catch { isStrict = true; }
        console.log(JSON.stringify({ v2, answer, one: await one(), accents, isStrict }));
      }
      void main();`,
  });
  const output = await bundleOnly(repository);
  await rm(join(repository, 'node_modules'), { recursive: true });

  const { stdout } = await run(process.execPath, [join(output, 'main.cjs')]);
  expect(JSON.parse(stdout)).toEqual({
    v2: { speech: true },
    answer: 42,
    one: 1,
    accents: true,
    isStrict: true,
  });
});
