import { resolve } from 'node:path';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { abortOnSignal } from './abort-on-signal.ts';
import { checkSteps } from './check-steps.ts';
import { runCommand } from './run-command.ts';
import { runSteps } from './run-steps.ts';

const repository = resolve(import.meta.dirname, '../../..');
const steps = checkSteps(repository);
const wanted = process.argv.slice(2);
const names = steps.map(({ name }) => name);
const unknown = wanted.filter((name) => !names.includes(name));

if (wanted.includes('--help') || unknown.length > 0) {
  console.log(
    `npm run check [-- STEP…]   steps: ${names.join(', ')}; without any, all of them, side by side`,
  );
  process.exit(wanted.includes('--help') ? 0 : 64);
}

const signal = abortOnSignal(['SIGINT', 'SIGTERM', 'SIGHUP']);
const results = await runSteps(
  steps.filter(({ name }) => wanted.length === 0 || wanted.includes(name)),
  {
    run: (command) =>
      runCommand(command, {
        clock: systemClock,
        environment: process.env,
        output: 'collect',
        signal,
      }),
    print: (line) => console.log(line),
  },
);
process.exitCode = signal.aborted ? 130 : results.some(({ exitCode }) => exitCode !== 0) ? 1 : 0;
