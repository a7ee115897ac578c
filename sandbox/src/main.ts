import { once } from 'node:events';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { callOptionsHelp, readCallOptions, UsageError, type CallOptions } from './command-line.ts';
import { followCall } from './report/follow-call.ts';
import { placeScenario, type PlacedScenario } from './report/place-call.ts';
import { describeCall } from './report/print-call.ts';
import { writeRecording } from './report/write-recording.ts';
import { announceSandbox } from './running-sandbox.ts';
import { scenarios } from './scenarios/scenarios.ts';
import { startSandbox, type Sandbox } from './supervisor/start-sandbox.ts';

const help = `npm start -- [options]: a whole French call on this machine, then a callbot that stays up to be called

  --once           exit after the call
${callOptionsHelp}`;

async function main(options: CallOptions): Promise<number> {
  const print = (text = ''): void => void process.stdout.write(`${text}\n`);
  print('Starting the relay, the functions and the outside world …');
  await using sandbox = await startSandbox({
    ...options,
    basics: { PATH: process.env['PATH'] ?? '' },
    clock: systemClock,
    hasFrontDesk: true,
    onProgress: print,
    onLine: (name, line) => void (options.isVerbose && process.stderr.write(`${name}: ${line}\n`)),
  });
  const scenario = scenarios[options.scenario](systemClock.now());
  print(`The phone rings: ${scenario.description} The call takes about 50 s.\n`);
  const { call, result } = await play(sandbox, options, print);
  print();
  print(describeCall(result));
  const { path, hasFrenchVoice } = await writeRecording(call, options.scenario);
  print(
    `\nRecording: ${path}${hasFrenchVoice ? '' : ' (install espeak-ng to hear a French voice in it)'}`,
  );
  const hasAnswered = result.texts.every((text) => text.isAsExpected);
  const isAsExpected =
    result.outcome === scenario.expectedOutcome && call.gaveUp === null && hasAnswered;
  if (!isAsExpected)
    print(`The call should have ended as ${scenario.expectedOutcome}. ${call.gaveUp ?? ''}`);
  if (options.isOnce) return isAsExpected ? 0 : 1;
  await stayUp(sandbox, print);
  return 0;
}

async function play(
  sandbox: Sandbox,
  { scenario, seed }: CallOptions,
  print: (line: string) => void,
): Promise<PlacedScenario> {
  using _following = followCall({ store: sandbox.store, clock: systemClock, print });
  return await placeScenario(sandbox, { scenario, seed }, systemClock);
}

async function stayUp(sandbox: Sandbox, print: (text?: string) => void): Promise<void> {
  await using _announced = await announceSandbox(sandbox);
  print(`
The callbot stays up. Call it from another terminal:
  npm run call -- --attach --scenario question
  npm run call -- --attach --scenario no-slot --seed 3
Relay ${sandbox.publicBaseUrl} · everything the vendors received ${sandbox.origins.control}/state
Ctrl-C ends it.`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  print('\nStopping …');
}

// Nothing here runs on Google Cloud: its client libraries need not look for the metadata server.
process.env['METADATA_SERVER_DETECTION'] ??= 'none';
try {
  const options = readCallOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(`${help}\n`);
  else process.exitCode = await main(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
