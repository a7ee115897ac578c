import { chmod, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, it, onTestFinished } from 'vitest';
import { zipBundle } from './zip-bundle.ts';

async function bundleWith(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'zip-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'bundle'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(root, 'bundle', dirname(name)), { recursive: true });
    await writeFile(join(root, 'bundle', name), text);
  }
  return root;
}

it('packs the files of a bundle in their places, without source maps', async () => {
  const root = await bundleWith({
    'scripts/index.js': 'export {};',
    'scripts/index.js.map': '{}',
    '.code-cache/index.js': 'of this machine',
    'package.json': '{}',
  });
  const bytes = await zipBundle(join(root, 'bundle'), join(root, 'a.zip'));
  const archive = await readFile(join(root, 'a.zip'));
  expect(archive.byteLength).toBe(bytes);
  const files = unzipSync(archive);
  expect(Object.keys(files)).toEqual(['package.json', 'scripts/index.js']);
  expect(strFromU8(files['scripts/index.js'] as Uint8Array)).toBe('export {};');
});

it('gives the same bytes for the same content, whenever and in whatever order it was written', async () => {
  const first = await bundleWith({ 'a.mjs': '1', 'b.mjs': '2' });
  const second = await bundleWith({ 'b.mjs': '2', 'a.mjs': '1' });
  await utimes(join(second, 'bundle/a.mjs'), 1_000_000_000, 1_000_000_000);
  const archives = [];
  for (const root of [first, second]) {
    await zipBundle(join(root, 'bundle'), join(root, 'a.zip'));
    archives.push(await readFile(join(root, 'a.zip')));
  }
  expect(archives[0]?.equals(archives[1] as Buffer)).toBe(true);
});

it('gives other bytes for other content', async () => {
  const root = await bundleWith({ 'a.mjs': '1' });
  await zipBundle(join(root, 'bundle'), join(root, 'a.zip'));
  await writeFile(join(root, 'bundle/a.mjs'), '2');
  await zipBundle(join(root, 'bundle'), join(root, 'b.zip'));
  const [a, b] = await Promise.all(['a.zip', 'b.zip'].map((name) => readFile(join(root, name))));
  expect(a?.equals(b as Buffer)).toBe(false);
});

it('keeps what can be run', async () => {
  const root = await bundleWith({ 'start.cjs': '#!/usr/bin/env node', 'load.cjs': '' });
  await chmod(join(root, 'bundle/start.cjs'), 0o755);
  await zipBundle(join(root, 'bundle'), join(root, 'a.zip'));
  expect(permissionsIn(await readFile(join(root, 'a.zip')))).toEqual({
    'load.cjs': 0o644,
    'start.cjs': 0o755,
  });
});

/** From the archive's central directory: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.12. */
function permissionsIn(archive: Buffer): Record<string, number> {
  const found: Record<string, number> = {};
  const signature = Buffer.from('PK\x01\x02', 'latin1');
  for (let at = archive.indexOf(signature); at >= 0; at = archive.indexOf(signature, at + 46)) {
    const name = archive.toString('utf8', at + 46, at + 46 + archive.readUInt16LE(at + 28));
    found[name] = archive.readUInt16LE(at + 40) & 0o777;
  }
  return found;
}
