import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bundle } from '../build/bundle.ts';
import { findTargets } from '../build/find-targets.ts';

const run = promisify(execFile);
const repository = resolve(import.meta.dirname, '../../..');
const dockerfile = await readFile(join(repository, 'media-relay/Dockerfile'), 'utf8');

describe("the relay's image", () => {
  it('has the deployed Node, and neither a shell nor root', () => {
    expect(dockerfile).toMatch(/^FROM gcr\.io\/distroless\/nodejs24-debian\d+:nonroot$/m);
    expect(dockerfile).not.toMatch(/^USER/m);
    // Without a shell every command is a list.
    expect(dockerfile.match(/^(?:RUN|CMD|ENTRYPOINT) (?!\[)/gm)).toBeNull();
  });

  it('compiles the whole bundle ahead of its first start', async () => {
    const target = (await findTargets(repository)).find(({ name }) => name === 'media-relay');
    if (target === undefined) throw new Error('no relay');
    const outputDirectory = await mkdtemp(join(tmpdir(), 'relay-image-'));
    onTestFinished(() => rm(outputDirectory, { recursive: true }));
    const { fileCount } = await bundle({ ...target, outputDirectory }, repository);

    const command = JSON.parse(/^RUN (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[];
    expect(command[0]).toBe('/nodejs/bin/node');
    const cache = join(outputDirectory, '.compile-cache');
    await run(process.execPath, command.slice(1), {
      cwd: outputDirectory,
      env: { NODE_ENV: 'production', NODE_COMPILE_CACHE: cache },
    });
    const compiled = await readdir(cache, { recursive: true, withFileTypes: true });
    const files = compiled.filter((entry) => entry.isFile());
    // All but the worker of the embedded store, which is for one machine only
    expect(files.length).toBeGreaterThanOrEqual(fileCount - 2);
  }, 60_000);
});
