import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { abortOnSignal } from './abort-on-signal.ts';
import { checkSteps } from './check-steps.ts';
import { runCommand, type Command, type CommandResult } from './run-command.ts';
import { runSteps } from './run-steps.ts';
import type { RunSummary } from './run-summary.ts';
import { terraformSteps } from './terraform-steps.ts';

const help = `npm test                        everything that CI runs: check, terraform, all tests
npm test -- FILTER… [--OPTION]  only the tests whose path contains FILTER; options go to vitest
Exit status 0 when nothing failed. The last line is "N passed, N failed": tests, and one for each check.`;

const repository = resolve(import.meta.dirname, '../../..');
const vitestArguments = process.argv.slice(2);
if (vitestArguments.includes('--help')) {
  console.log(help);
  process.exit();
}

const signal = abortOnSignal(['SIGINT', 'SIGTERM', 'SIGHUP']);
const run = (command: Command, output: 'collect' | 'pass-on'): Promise<CommandResult> =>
  runCommand(command, { clock: systemClock, environment: process.env, output, signal });
const print = (line: string): void => console.log(line);

async function runChecks(): Promise<CommandResult[]> {
  const terraform = await terraformSteps({ repository, searchPath: process.env['PATH'] ?? '' });
  for (const what of terraform.skipped) print(`skipped ${what}`);
  return runSteps([...checkSteps(repository), ...terraform.commands], {
    run: (command) => run(command, 'collect'),
    print,
  });
}

async function runTests(): Promise<RunSummary> {
  const directory = await mkdtemp(join(tmpdir(), 'standardiste-test-'));
  const summaryFile = join(directory, 'summary.json');
  const vitest = join(repository, 'node_modules/.bin/vitest');
  const { exitCode } = await run(
    {
      name: 'tests',
      program: process.execPath,
      arguments: [vitest, 'run', ...vitestArguments],
      directory: repository,
      environment: { RUN_SUMMARY_FILE: summaryFile },
    },
    'pass-on',
  );
  const text = await readFile(summaryFile, 'utf8').catch(() => undefined);
  await rm(directory, { recursive: true });
  const summary: RunSummary =
    text === undefined
      ? { passedCount: 0, failedCount: 0, skippedCount: 0 }
      : (JSON.parse(text) as RunSummary);
  const failedCount = exitCode === 0 ? summary.failedCount : Math.max(1, summary.failedCount);
  return { ...summary, failedCount };
}

const checks = vitestArguments.length === 0 ? await runChecks() : [];
if (vitestArguments.length > 0)
  print('skipped format, lint, types, imports, terraform: only some tests were asked for');
if (signal.aborted) {
  print('stopped');
  process.exit(130);
}
const tests = await runTests();
const failedChecks = checks.filter(({ exitCode }) => exitCode !== 0);
for (const { command } of failedChecks) print(`FAILED  ${command.name} (see above)`);
if (tests.skippedCount > 0) print(`${tests.skippedCount} tests skipped`);
const failedCount = tests.failedCount + failedChecks.length;
print(`${tests.passedCount + checks.length - failedChecks.length} passed, ${failedCount} failed`);
process.exitCode = signal.aborted ? 130 : failedCount > 0 ? 1 : 0;
