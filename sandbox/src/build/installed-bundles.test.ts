import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hashOfSources } from './installed-bundles.ts';
import { repositoryWith } from './repository.fixture.ts';

const files = {
  'package-lock.json': '{}',
  'tsconfig.json': '{}',
  'shared/src/a.ts': 'export const a = 1;',
  'media-relay/src/main.ts': "import '../../shared/src/a.ts';",
  'functions/src/f/index.ts': '',
  'sandbox/src/build/bundle.ts': '',
};

it('knows the same sources in another folder, and however the folder is written', async () => {
  const repository = await repositoryWith(files);
  const hash = await hashOfSources(repository);
  expect(await hashOfSources(`${repository}/`)).toBe(hash);
  expect(await hashOfSources(await repositoryWith(files))).toBe(hash);
});

it.each([
  ['shared/src/a.ts', false],
  ['package-lock.json', false],
  ['sandbox/src/build/new.ts', false],
  ['shared/src/a.test.ts', true],
  ['shared/node_modules/x.ts', true],
])('after a change of %s needs no new bundles: %s', async (file, isSame) => {
  const repository = await repositoryWith({ ...files, 'shared/node_modules/x.ts': '' });
  const before = await hashOfSources(repository);
  await writeFile(join(repository, file), 'changed');
  expect((await hashOfSources(repository)) === before).toBe(isSame);
});
