import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, it, onTestFinished } from 'vitest';
import { zipBundle } from './zip-bundle.ts';

async function bundleWith(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'zip-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'bundle'));
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(root, 'bundle', name), text);
  }
  return root;
}

it('packs the files of a bundle at the top, without source maps', async () => {
  const root = await bundleWith({
    'index.mjs': 'export {};',
    'index.mjs.map': '{}',
    'package.json': '{}',
  });
  const bytes = await zipBundle(join(root, 'bundle'), join(root, 'a.zip'));
  const archive = await readFile(join(root, 'a.zip'));
  expect(archive.byteLength).toBe(bytes);
  const files = unzipSync(archive);
  expect(Object.keys(files)).toEqual(['index.mjs', 'package.json']);
  expect(strFromU8(files['index.mjs'] as Uint8Array)).toBe('export {};');
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
