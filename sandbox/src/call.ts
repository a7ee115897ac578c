import { embeddedDataFile } from '@standardiste/shared/cloud/embedded/data-file.ts';
import { openEmbeddedDocumentStore } from '@standardiste/shared/cloud/embedded/embedded-document-store.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { callOptionsHelp, readCallOptions, UsageError, type CallOptions } from './command-line.ts';
import { placeScenario, type PlacedScenario } from './report/place-call.ts';
import { describeCall } from './report/print-call.ts';
import { describeTrace } from './report/print-trace.ts';
import { waitForTrace } from './report/wait-for-trace.ts';
import { findRunningSandbox } from './running-sandbox.ts';
import { scenarios } from './scenarios/scenarios.ts';
import { startSandbox } from './supervisor/start-sandbox.ts';
import { startOtlpSimulator } from './vendors/otlp/otlp-simulator.ts';
import { vendorAddresses } from './world/vendor-addresses.ts';

const help = `npm run call -- [options]: one scripted call, from dialling to what it leaves behind

  --json           one JSON object on the last line, for programs
  --attach         call the sandbox that npm start keeps up, instead of starting one
  --trace          also print the call's trace: every turn, model, tool, event and request to a vendor (not with --attach)
${callOptionsHelp}

Exits with 0 when the call ended as the scenario expects, with 1 when it did not, with 2 for wrong options.`;

type PlayedScenario = PlacedScenario & { readonly trace?: string };

async function play(options: CallOptions): Promise<PlayedScenario> {
  const { scenario, seed } = options;
  if (options.isAttached) {
    const running = await findRunningSandbox();
    await using store = await openEmbeddedDocumentStore({
      file: embeddedDataFile(running.dataDir),
      clock: systemClock,
    });
    return await placeScenario({ ...running, store }, { scenario, seed }, systemClock);
  }
  await using collector = options.isTraced ? await startOtlpSimulator() : undefined;
  await using sandbox = await startSandbox({
    ...options,
    basics: {
      PATH: process.env['PATH'] ?? '',
      ...(collector && { OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin }),
    },
    clock: systemClock,
    hasFrontDesk: true,
    onProgress: (line) => process.stderr.write(`${line}\n`),
    ...(options.isVerbose
      ? { onLine: (name, line) => process.stderr.write(`${name}: ${line}\n`) }
      : {}),
  });
  const placed = await placeScenario(sandbox, { scenario, seed }, systemClock);
  if (collector === undefined) return placed;
  const call = { callId: placed.call.callSid, clock: systemClock };
  const tree = await waitForTrace(() => collector.state().spans, call);
  const trace = describeTrace(tree, vendorAddresses(sandbox.origins));
  return { ...placed, trace };
}

async function main(): Promise<number> {
  const options = readCallOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const { call, result, trace } = await play(options);
  const expected = scenarios[options.scenario](systemClock.now()).expectedOutcome;
  if (call.gaveUp !== null) process.stderr.write(`${call.gaveUp}\n`);
  if (!options.isJson) process.stdout.write(`${describeCall(result)}\n`);
  if (trace !== undefined && !options.isJson) process.stdout.write(`\n${trace}\n`);
  if (result.outcome !== expected) {
    process.stderr.write(`Expected the call to end as ${expected}, not ${result.outcome}\n`);
  }
  if (options.isJson) process.stdout.write(`${JSON.stringify(result)}\n`);
  const hasAnswered = result.texts.every(({ isAsExpected }) => isAsExpected);
  return result.outcome === expected && call.gaveUp === null && hasAnswered ? 0 : 1;
}

// Nothing here runs on Google Cloud: its client libraries need not look for the metadata server.
process.env['METADATA_SERVER_DETECTION'] ??= 'none';
try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
