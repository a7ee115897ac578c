import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOpsOptions } from '../ops/ops-options.ts';

const repository = resolve(import.meta.dirname, '../../..');
const read = (path: string): Promise<string> => readFile(join(repository, path), 'utf8');

const paths = await readdir(join(repository, 'docs'), { recursive: true });
const pages = ['README.md', 'terraform/README.md', ...paths.map((path) => `docs/${path}`)].filter(
  (path) => path.endsWith('.md'),
);
const texts = new Map(
  await Promise.all(pages.map(async (page) => [page, await read(page)] as const)),
);

function found(pattern: RegExp): readonly { readonly page: string; readonly match: string }[] {
  return [...texts].flatMap(([page, text]) =>
    [...text.matchAll(pattern)].map(([, match]) => ({ page, match: match ?? '' })),
  );
}

describe('commands in the documentation', () => {
  it('run scripts that package.json has', async () => {
    const { scripts } = JSON.parse(await read('package.json')) as { scripts: object };
    const known = [...Object.keys(scripts), 'ci', 'install'];
    const commands = found(/\bnpm run ([a-z]+)/g);
    expect(commands.length).toBeGreaterThan(20);
    for (const { page, match } of commands) expect(known, page).toContain(match);
  });

  it('of npm run ops can be read as they stand', () => {
    const commands = found(/npm run ops -- ([^`\n#]+)/g);
    expect(commands.length).toBeGreaterThan(3);
    for (const { page, match } of commands) {
      const argv = match
        .trim()
        .split(/\s+/)
        .map((word) => word.replace('…', '1'));
      expect(() => readOpsOptions(argv), `${page}: ${match}`).not.toThrow();
    }
  });

  it('read outputs that terraform has', async () => {
    const outputs = [...(await read('terraform/outputs.tf')).matchAll(/^output "(\w+)"/gm)];
    const names = outputs.map(([, name]) => name ?? '');
    const wanted = found(/terraform(?: -chdir=terraform)? output (?:-raw )?([a-z_]+)/g);
    expect(wanted.length).toBeGreaterThan(2);
    for (const { page, match } of wanted) expect(names, page).toContain(match);
  });

  it('name pages that exist', async () => {
    const files = await readdir(repository, { recursive: false });
    expect(files).toContain('docs');
    for (const { page, match } of found(/\b(docs\/[\w/-]+\.md)\b/g)) {
      expect(pages, page).toContain(match);
    }
  });
});
