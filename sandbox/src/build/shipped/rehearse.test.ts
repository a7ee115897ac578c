import { execFile } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { bundleOnly, repositoryWith } from '../repository.fixture.ts';

const run = promisify(execFile);

/** Says that it is ready, and on the way what `atStart` says. */
const relay = (atStart = '') => ({
  'media-relay/src/main.ts': `
    import { createServer } from 'node:http';
    import { answer } from './answer.ts';
    ${atStart}
    createServer((_, response) => response.end(answer())).listen(Number(process.env.PORT ?? 0), '127.0.0.1');
    void import('./later.ts').then(({ later }) => console.log(later()));`,
  'media-relay/src/answer.ts': "export function answer() { return 'ready'; }",
  'media-relay/src/later.ts': "export function later() { return 'later'; }",
});

const rehearse = (bundle: string) => run(process.execPath, ['rehearse.mjs'], { cwd: bundle });

/** Loads the entry, and prints which scripts V8 took from the cache; everything on standard error besides. */
async function start(bundle: string, ...flags: string[]) {
  const program = `
    const { load, scripts } = require('./load.cjs');
    load('main.js');
    setTimeout(() => {
      const taken = [...scripts].filter(([, script]) => script.cachedDataRejected === false);
      console.log(JSON.stringify(taken.map(([name]) => name)));
      process.exit(0);
    }, 200);`;
  const { stdout, stderr } = await run(process.execPath, [...flags, '-e', program], {
    cwd: bundle,
  });
  return { said: stdout.split('\n'), warned: stderr };
}

it('keeps a code cache of every script, which the next start takes', async () => {
  const bundle = await bundleOnly(await repositoryWith(relay()));
  const { stdout } = await rehearse(bundle);
  expect(stdout).toContain('rehearsal: standardiste-media-relay answered 200 ready');
  const scripts = (await readdir(join(bundle, 'scripts'))).filter((name) => name.endsWith('.js'));
  expect((await readdir(join(bundle, '.code-cache'))).sort()).toEqual(scripts.sort());

  const { said, warned } = await start(bundle);
  expect(said[0]).toBe('later');
  expect(JSON.parse(said[1] ?? '')).toEqual(expect.arrayContaining(['main.js']));
  expect(JSON.parse(said[1] ?? '')).toHaveLength(scripts.length);
  expect(warned).toBe('');
});

it('takes the cache whatever memory the platform allows', async () => {
  const bundle = await bundleOnly(await repositoryWith(relay()));
  await rehearse(bundle);
  const { said } = await start(bundle, '--max-old-space-size=448');
  expect(JSON.parse(said[1] ?? '')).toContain('main.js');
});

it.each([
  ['made by a Node with other flags', (bundle: string) => rehearse(bundle), ['--no-opt']],
  ['cut off', (bundle: string) => spoil(bundle, (cache) => cache.subarray(0, 400)), []],
  ['not a cache', (bundle: string) => spoil(bundle, () => Buffer.from('hello')), []],
])('starts without a cache that is %s, and says so once', async (_, prepare, flags) => {
  const bundle = await bundleOnly(await repositoryWith(relay()));
  await prepare(bundle);
  const { said, warned } = await start(bundle, ...flags);
  expect(said.slice(0, 2)).toEqual(['later', '[]']);
  expect(warned.match(/The code cache is of another Node/g)).toHaveLength(1);
});

async function spoil(bundle: string, change: (cache: Buffer) => Buffer): Promise<void> {
  await rehearse(bundle);
  const cache = join(bundle, '.code-cache');
  for (const name of await readdir(cache)) {
    await writeFile(join(cache, name), change(await readFile(join(cache, name))));
  }
}

it('can be loaded again when it failed', async () => {
  const bundle = await bundleOnly(
    await repositoryWith(relay('if (process.env.FAILS) throw new Error("not yet");')),
  );
  const program = `
    const { load } = require('./load.cjs');
    const tries = ['1', ''].map((FAILS) => {
      process.env.FAILS = FAILS;
      try { return typeof load('main.js'); } catch (error) { return error.message; }
    });
    console.log(JSON.stringify(tries));
    process.exit(0);`;
  const { stdout } = await run(process.execPath, ['-e', program], { cwd: bundle });
  expect(JSON.parse(stdout)).toEqual(['not yet', 'object']);
});

it('starts without a cache at all', async () => {
  const bundle = await bundleOnly(await repositoryWith(relay()));
  const { said, warned } = await start(bundle);
  expect([said.slice(0, 2), warned]).toEqual([['later', '[]'], '']);
});

it.each([
  ['throws', "throw new Error('no microphone');", 'no microphone'],
  ['rejects', "void Promise.reject(new Error('no loudspeaker'));", 'no loudspeaker'],
  ['ends', 'process.exit(1);', 'kept'],
])('fails no build when the program %s, and keeps what was loaded', async (_, atStart, said) => {
  const bundle = await bundleOnly(await repositoryWith(relay(atStart)));
  const { stdout } = await rehearse(bundle);
  expect(stdout).toContain(said);
  expect(await readdir(join(bundle, '.code-cache'))).toContain('main.js');
});

it('fails no build of a function that cannot be rehearsed at all', async () => {
  const bundle = await bundleOnly(await repositoryWith(relay()));
  const { scripts } = JSON.parse(await readFile(join(bundle, 'package.json'), 'utf8')) as {
    scripts: { 'gcp-build': string };
  };
  await rm(join(bundle, 'rehearse.mjs'));
  await run('sh', ['-c', scripts['gcp-build']], { cwd: bundle });
});
