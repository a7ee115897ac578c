import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFirestoreDocumentStore } from '@standardiste/shared/cloud/google/firestore-document-store.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { findEmulators, startFirestoreEmulator, startPubSubEmulator } from '../emulators.ts';
import { makeSecrets } from '../supervisor/secrets.ts';
import { seedProfile } from '../world/seed-profile.ts';
import { startWorld } from '../world/start-world.ts';
import { readWorldTimings } from '../world/world-timings.ts';
import {
  atLeast,
  atMost,
  type BenchContext,
  type BenchPart,
  type BenchReport,
} from './bench-part.ts';
import { buildStarts, type StartVariant } from './build-starts.ts';
import { measureStart, type StartTimes } from './start-process.ts';

const rounds = 7;
/**
 * An empty Node on the machine class of the targets, when nothing else runs on it (measured November 2026). The targets hold for
 * that class: what is measured is compared with them in units of the empty Node of the same run, so that neither a slow machine
 * misses them nor a quick one meets them for that reason alone.
 */
const quietBareMs = 27;
const bounds = { functionListeningMs: 150, functionReadyMs: 350, relayReadyMs: 500 } as const;

/**
 * `npm run bench -- coldstart`: from the start of a process until it takes connections, and until its clients are built and it has
 * been used for the first time. A function has opened store, bus and its vendors' clients and answered an event, with a document
 * written. The relay has read the profiles and connected to the vendors; its fixed phrases are spoken ahead after that, which is
 * the vendor's time (`settledMs`). Bundled, as deployed, against the sources; everything else is there already.
 */
export const coldstartPart = (path: string): BenchPart => ({
  name: 'coldstart',
  description: 'process start to listening and to first use, bundled and not, with sizes',
  async run(context) {
    const emulators = findEmulators();
    if (emulators.type === 'missing') {
      context.print(`coldstart: Google's emulators are needed: ${emulators.reason}`);
      return report([], [atLeast("Google's emulators found", 1, 0)]);
    }
    const directory = await mkdtemp(join(tmpdir(), 'coldstart-'));
    await using stack = new AsyncDisposableStack();
    stack.defer(() => rm(directory, { recursive: true, force: true }));
    const environments = await openSurroundings(stack);
    context.print('coldstart: bundles everything, installs and rehearses it');
    const variants = await buildStarts(directory, { ...environments, path });
    const measured = await measureAll(variants, context);
    return report(measured.variants, targetsOf(measured), measured.bareMs);
  },
});

interface Measured {
  /** Of an empty Node. */
  readonly bareMs: number;
  readonly variants: readonly MeasuredVariant[];
}

interface MeasuredVariant extends StartVariant {
  readonly times: StartTimes;
}

/** What a process finds when it starts: Google's emulators, simulated vendors, a profile. */
async function openSurroundings(stack: AsyncDisposableStack) {
  const clock = systemClock;
  const [firestore, pubsub] = await Promise.all([startFirestoreEmulator(), startPubSubEmulator()]);
  stack.use(firestore);
  stack.use(pubsub);
  const projectId = 'standardiste-bench';
  await using store = openFirestoreDocumentStore({ projectId, emulatorHost: firestore.host });
  await seedProfile(store);
  const secrets = makeSecrets();
  const { twilioAccountSid, twilioAuthToken } = secrets;
  const timings = readWorldTimings(JSON.stringify({ synthesis: { firstByteMs: 0 } }));
  const world = stack.use(await startWorld({ clock, twilioAccountSid, twilioAuthToken, timings }));
  const shared = {
    GOOGLE_CLOUD_PROJECT: projectId,
    FIRESTORE_EMULATOR_HOST: firestore.host,
    PUBSUB_EMULATOR_HOST: pubsub.host,
    METADATA_SERVER_DETECTION: 'none',
    TWILIO_ACCOUNT_SID: twilioAccountSid,
    TWILIO_AUTH_TOKEN: twilioAuthToken,
    TWILIO_API_BASE_URL: world.twilio.origin,
  };
  return {
    relay: {
      ...shared,
      PUBLIC_BASE_URL: 'http://127.0.0.1:9',
      CALL_TOKEN_KEY: secrets.callTokenKey,
      SPEECH_API_ENDPOINT: world.speech.origin,
      TEXT_TO_SPEECH_API_ENDPOINT: world.textToSpeech.origin,
    },
    functions: {
      ...shared,
      PHONE_HASH_KEY: secrets.phoneHashKey,
      GOOGLE_CALENDAR_BASE_URL: world.calendar.origin,
      GOOGLE_CALENDAR_ACCESS_TOKEN: 'bench',
      SALESFORCE_LOGIN_URL: world.salesforce.origin,
      SALESFORCE_AUTH_FLOW: 'client-credentials',
      SALESFORCE_CLIENT_ID: 'demo-client',
      SALESFORCE_CLIENT_SECRET: 'demo-client-key',
    },
  };
}

/** Round after round, so that whatever else the machine does meets all of them alike. */
async function measureAll(
  variants: readonly StartVariant[],
  { print, nowMs }: BenchContext,
): Promise<Measured> {
  const times = new Map<StartVariant, StartTimes[]>(variants.map((variant) => [variant, []]));
  const bare: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const [variant, list] of times) {
      const startedMs = nowMs();
      spawnSync(process.execPath, ['-e', '0']);
      bare.push(nowMs() - startedMs);
      list.push(await measureStart(await variant.start(), { clock: systemClock, nowMs }));
    }
    const recentMs = Math.round(median(bare.slice(-times.size)));
    print(`coldstart: round ${round} of ${rounds}, an empty Node took ${recentMs} ms`);
  }
  const bareMs = median(bare);
  if (bareMs > 1.5 * quietBareMs) {
    print(
      `coldstart: the machine is slow or busy: an empty Node takes ${(bareMs / quietBareMs).toFixed(1)} times as long as on the class of the targets`,
    );
  }
  return {
    bareMs,
    variants: [...times].map(([variant, list]): MeasuredVariant => {
      const of = (name: keyof StartTimes): number => median(list.map((each) => each[name]));
      return {
        ...variant,
        times: {
          listeningMs: of('listeningMs'),
          readyMs: of('readyMs'),
          settledMs: of('settledMs'),
          listeningCpuMs: of('listeningCpuMs'),
          readyCpuMs: of('readyCpuMs'),
        },
      };
    }),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function targetsOf({ variants, bareMs }: Measured): BenchReport['targets'] {
  const onTheClass = (ms: number): number => (ms * quietBareMs) / bareMs;
  return variants
    .filter(({ isBundled }) => isBundled)
    .flatMap(({ name, times: { listeningMs, readyMs } }) =>
      name === 'media-relay'
        ? [atMost('media-relay ready, ms of the class', bounds.relayReadyMs, onTheClass(readyMs))]
        : [
            atMost(
              `${name} listening, ms of the class`,
              bounds.functionListeningMs,
              onTheClass(listeningMs),
            ),
            atMost(`${name} ready, ms of the class`, bounds.functionReadyMs, onTheClass(readyMs)),
          ],
    );
}

function report(
  variants: readonly MeasuredVariant[],
  targets: BenchReport['targets'],
  bareMs = Number.NaN,
): BenchReport {
  const figures = variants.flatMap(({ name, isBundled, times, sizes }) => {
    const id = `${name}${isBundled ? '' : ' from source'}`;
    return [
      [`${id}: listeningMs`, times.listeningMs],
      [`${id}: readyMs`, times.readyMs],
      ...(Number.isNaN(times.settledMs) ? [] : [[`${id}: settledMs`, times.settledMs] as const]),
      [`${id}: listeningCpuMs`, times.listeningCpuMs],
      [`${id}: readyCpuMs`, times.readyCpuMs],
      [`${id}: readyPerBare`, times.readyMs / bareMs],
      ...Object.entries(sizes).map(([size, kilobytes]) => [`${id}: ${size}`, kilobytes] as const),
    ] as const;
  });
  return { part: 'coldstart', figures: { bareMs, ...Object.fromEntries(figures) }, targets };
}
