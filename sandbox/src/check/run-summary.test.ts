import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { expect, it, onTestFinished } from 'vitest';
import { runCommand } from './run-command.ts';

const repository = resolve(import.meta.dirname, '../../..');

const config = `
import { createRunSummaryReporter } from ${JSON.stringify(join(import.meta.dirname, 'run-summary.ts'))};
export default {
  test: {
    reporters: [
      createRunSummaryReporter({ summaryFile: 'summary.json', print: (line) => console.log(line) }),
    ],
  },
};`;

/** Runs vitest on these files alone. */
async function runVitest(
  files: Readonly<Record<string, string>>,
): Promise<{ output: string; summary: unknown }> {
  const directory = await mkdtemp(join(tmpdir(), 'run-summary-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await symlink(join(repository, 'node_modules'), join(directory, 'node_modules'));
  await writeFile(join(directory, 'vitest.config.mjs'), config);
  for (const [path, body] of Object.entries(files)) {
    await writeFile(join(directory, path), `import { describe, it } from 'vitest';\n${body}`);
  }
  const { output } = await runCommand(
    {
      name: 'vitest',
      program: process.execPath,
      arguments: [join(repository, 'node_modules/.bin/vitest'), 'run'],
      directory,
    },
    {
      clock: systemClock,
      environment: { ...process.env, NO_COLOR: '1' },
      output: 'collect',
      signal: new AbortController().signal,
    },
  );
  const text = await readFile(join(directory, 'summary.json'), 'utf8');
  return { output, summary: JSON.parse(text) };
}

it('counts tests, and a file that cannot be loaded as a failure', async () => {
  const { summary } = await runVitest({
    'a.test.ts': `
      it('passes', () => undefined);
      it('passes too', () => undefined);
      it('fails', () => { throw new Error('no'); });
      it.skip('is skipped', () => undefined);`,
    'b.test.ts': "throw new Error('not loaded');",
  });
  expect(summary).toEqual({ passedCount: 2, failedCount: 2, skippedCount: 1 });
});

it('names the cloud suites of which nothing ran, with their reasons, and no others', async () => {
  const { output, summary } = await runVitest({
    'store.cloud.test.ts':
      "describe.skip('Firestore (no emulator in the Cloud CLI)', () => { it('reads', () => undefined); });",
    'bus.cloud.test.ts': `
      it('publishes', (context) => context.skip('no Java'));
      it('redelivers', (context) => context.skip('no Java'));`,
    'files.cloud.test.ts': "it('reads', () => undefined);\nit.skip('lists', () => undefined);",
    'other.test.ts': "it.skip('is skipped', () => undefined);",
  });
  expect(output.match(/^skipped .*/gm)?.sort()).toEqual([
    'skipped bus.cloud.test.ts: no Java',
    'skipped store.cloud.test.ts: Firestore (no emulator in the Cloud CLI)',
  ]);
  expect(summary).toEqual({ passedCount: 1, failedCount: 0, skippedCount: 5 });
});
