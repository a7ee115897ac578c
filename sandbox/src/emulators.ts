import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { sleep, withTimeout } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { findFreePort } from './supervisor/free-port.ts';

export { ensurePubSubTopology } from './pubsub-topology.ts';

/** Where Google's emulators are on this machine, or why they cannot be used. */
export type EmulatorSearch =
  | {
      readonly type: 'found';
      readonly java: string;
      readonly firestoreJar: string;
      readonly pubSubJar: string;
    }
  | { readonly type: 'missing'; readonly reason: string };

/** A running emulator. Disposing ends its process; what it held is gone. */
export interface Emulator extends AsyncDisposable {
  /** `127.0.0.1:8282` */
  readonly host: string;
}

/** Looks for the Cloud CLI's emulators under `CLOUDSDK_ROOT`, or where `gcloud` in the path really lies, and for Java. */
export function findEmulators(
  // eslint-disable-next-line no-restricted-properties -- the machine is what is looked at; only roots and tests call this
  environment: Readonly<Record<string, string | undefined>> = process.env,
): EmulatorSearch {
  const java = findInPath('java', environment);
  if (java === undefined) return { type: 'missing', reason: 'there is no java in PATH' };
  const gcloud = findInPath('gcloud', environment);
  const root = environment['CLOUDSDK_ROOT'] ?? (gcloud && dirname(dirname(realpathSync(gcloud))));
  if (root === undefined) {
    return { type: 'missing', reason: 'there is no gcloud in PATH and CLOUDSDK_ROOT is not set' };
  }
  const platform = join(root, 'platform');
  const firestoreJar = findJar(join(platform, 'cloud-firestore-emulator'));
  const pubSubJar = findJar(join(platform, 'pubsub-emulator', 'lib'));
  if (firestoreJar === undefined || pubSubJar === undefined) {
    const reason = `the components cloud-firestore-emulator and pubsub-emulator are not in ${root}`;
    return { type: 'missing', reason };
  }
  return { type: 'found', java, firestoreJar, pubSubJar };
}

export interface EmulatorOptions {
  /** Default: a free one. */
  readonly port?: number;
  readonly clock?: Clock;
}

/** Starts Google's Firestore emulator. @throws Error when it is missing or does not start within 60 s. */
export function startFirestoreEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return startEmulator(options, ({ firestoreJar }, port) => ({
    arguments: [
      '-Xmx512m',
      '-cp',
      firestoreJar,
      'com.google.cloud.datastore.emulator.firestore.CloudFirestore',
      'start',
      '--host=127.0.0.1',
      `--port=${port}`,
    ],
    readyLine: 'Dev App Server is now running',
  }));
}

/** Starts Google's Pub/Sub emulator. @throws Error when it is missing or does not start within 60 s. */
export function startPubSubEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return startEmulator(options, ({ pubSubJar }, port) => ({
    arguments: ['-Xmx256m', '-jar', pubSubJar, '--host=127.0.0.1', `--port=${port}`],
    readyLine: 'Server started, listening on',
  }));
}

type FoundEmulators = Extract<EmulatorSearch, { type: 'found' }>;

async function startEmulator(
  { port, clock = systemClock }: EmulatorOptions,
  describe: (found: FoundEmulators, port: number) => { arguments: string[]; readyLine: string },
): Promise<Emulator> {
  const found = findEmulators();
  if (found.type === 'missing') throw new Error(`Google's emulators are missing: ${found.reason}`);
  const chosenPort = port ?? (await findFreePort());
  const { arguments: args, readyLine } = describe(found, chosenPort);
  const child = spawn(found.java, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const killWithParent = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithParent);
  const stop = async (): Promise<void> => {
    process.off('exit', killWithParent);
    await endProcess(child, clock);
  };
  try {
    await withTimeout(clock, { timeoutMs: 60_000, what: 'Starting the emulator' }, () =>
      waitForLine(child, readyLine),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { host: `127.0.0.1:${chosenPort}`, [Symbol.asyncDispose]: stop };
}

/** Resolves once the line has come; then goes on reading, so that the process never waits on a full pipe. */
async function waitForLine(child: ChildProcess, line: string): Promise<void> {
  const ready = Promise.withResolvers<undefined>();
  let log = '';
  const take = (chunk: Buffer): void => {
    log = (log + chunk.toString()).slice(-4_000);
    if (log.includes(line)) ready.resolve(undefined);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  child.once('error', ready.reject);
  child.once('exit', (code) => {
    ready.reject(new Error(`The emulator ended with exit code ${String(code)}: ${log}`));
  });
  await ready.promise;
}

async function endProcess(child: ChildProcess, clock: Clock): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const patience = new AbortController();
  child.kill('SIGTERM');
  await Promise.race([
    ended,
    sleep(clock, 3_000, patience.signal).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    ),
  ]);
  await ended;
  patience.abort();
}

function findInPath(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const candidates = (environment['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The emulator's jar; the Pub/Sub one has its version in its name. */
function findJar(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const name = readdirSync(folder).find((file) =>
    /^cloud-(firestore|pubsub)-emulator.*\.jar$/.test(file),
  );
  return name === undefined ? undefined : join(folder, name);
}
