import { resolve } from 'node:path';
import { openSecretManagerStore } from '@standardiste/shared/cloud/google/secret-manager-store.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { checkConfig } from './check-config.ts';
import { configureNumber } from './configure-number.ts';
import { opsHelp, readOpsOptions, UsageError } from './ops-options.ts';
import { printConfig, printNumber, printSmoke } from './print-report.ts';
import { readEnvironments } from './read-environments.ts';
import { isWell, smoke } from './smoke.ts';

const repository = resolve(import.meta.dirname, '../../..');

async function main(signal: AbortSignal): Promise<number> {
  const options = readOpsOptions(process.argv.slice(2));
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  if (options.command === 'help') {
    print(opsHelp);
    return 0;
  }
  const environments = await readEnvironments(options.source, {
    repository,
    shell: process.env,
    openSecrets: (projectId) =>
      openSecretManagerStore({ projectId, endpoint: process.env['SECRET_MANAGER_ENDPOINT'] }),
  });
  const show = (report: object, text: string): void =>
    print(options.isJson ? JSON.stringify(report) : text);
  switch (options.command) {
    case 'smoke': {
      const report = await smoke(environments, signal);
      show({ isWell: isWell(report), ...report }, printSmoke(report));
      return isWell(report) ? 0 : 1;
    }
    case 'config check': {
      const problems = await checkConfig(environments, options.profiles, signal);
      show({ isWell: problems.length === 0, problems }, printConfig(problems));
      return problems.length === 0 ? 0 : 1;
    }
    case 'twilio configure': {
      const report = await configureNumber(environments, options, {
        clock: systemClock,
        signal,
      });
      show(
        { isWell: report.problems.length === 0, ...report },
        printNumber(report, options.isDryRun),
      );
      return report.problems.length === 0 ? 0 : 1;
    }
  }
}

const stopped = new AbortController();
process.once('SIGINT', () => stopped.abort(new Error('Stopped')));
process.once('SIGTERM', () => stopped.abort(new Error('Stopped')));
try {
  process.exitCode = await main(stopped.signal);
} catch (error) {
  const isUsage = error instanceof UsageError;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (isUsage) process.stderr.write(`\n${opsHelp}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
