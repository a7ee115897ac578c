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

  it('rehearses before its first start: the relay listens, and leaves a code cache', async () => {
    const target = (await findTargets(repository)).find(({ name }) => name === 'media-relay');
    if (target === undefined) throw new Error('no relay');
    const outputDirectory = await mkdtemp(join(tmpdir(), 'relay-image-'));
    onTestFinished(() => rm(outputDirectory, { recursive: true }));
    await bundle({ ...target, outputDirectory }, repository);

    const command = JSON.parse(/^RUN (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[];
    expect(command[0]).toBe('/nodejs/bin/node');
    const { stdout } = await run(process.execPath, command.slice(1), {
      cwd: outputDirectory,
      env: { NODE_ENV: 'production' },
    });
    expect(stdout).toContain('standardiste-media-relay answered 503');
    const scripts = await readdir(join(outputDirectory, 'scripts'));
    const expected = scripts.filter(
      (name) => name.endsWith('.js') && !name.endsWith('-worker.js'), // the embedded store is for one machine only
    );
    const cached = await readdir(join(outputDirectory, '.code-cache'));
    expect(cached).toEqual(expect.arrayContaining(expected));
  }, 180_000);
});
