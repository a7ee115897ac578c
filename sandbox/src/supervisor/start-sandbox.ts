import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedBundles } from '../build/installed-bundles.ts';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { KnowledgeBackend } from '../scenarios/scenario.ts';
import { seedProfile } from '../world/seed-profile.ts';
import type { WorldTimingsInput } from '../world/world-timings.ts';
import { worldOriginsSchema, type WorldOrigins } from '../world/world-contract.ts';
import { openBackends, type BackendChoice } from './backends.ts';
import { startChild, type Child } from './child.ts';
import { startDuplicatingProxy } from './duplicating-proxy.ts';
import { findFreePort } from './free-port.ts';
import { startLoadBalancer } from './load-balancer.ts';
import { startScheduler } from './scheduler.ts';
import { ingestDocuments } from './ingest-documents.ts';
import { makeSecrets } from './secrets.ts';
import { functionsEnvironment, relayEnvironment, worldEnvironment } from './environments.ts';

export interface SandboxOptions extends BackendChoice {
  readonly clock: Clock;
  /** `rules`, or `openai-compatible` for the simulated text model. */
  readonly languageModel: string;
  /** Whose calendars the appointments are kept in; default `google`. */
  readonly calendar?: 'google' | 'salesforce';
  /** Where questions are looked up; by default among the documents, by words. */
  readonly knowledge?: KnowledgeBackend;
  /** Variables of this process that every other needs too: PATH. */
  readonly basics: Readonly<Record<string, string>>;
  /** Every line that a process prints. */
  readonly onLine?: (process: ProcessName, line: string) => void;
  /** How quick the simulated vendors are. */
  readonly worldTimings?: WorldTimingsInput;
  /** Every push to a function arrives twice. */
  readonly duplicatesPushes?: boolean;
  /** A second relay behind the same address, which takes what the first one cannot. */
  readonly hasSecondRelay?: boolean;
  /** A second number, behind which somebody can be rung. */
  readonly hasFrontDesk?: boolean;
  /** Runs the relay and the functions from their bundles, as they are deployed, instead of from their sources. */
  readonly isBundled?: boolean;
  /** A line for each bundle that has to be made first. */
  readonly onProgress?: (line: string) => void;
  /** How often the clock of `sweep-due` strikes; every minute, as when deployed. */
  readonly sweepEveryMs?: number;
}

export type ProcessName = 'outside-world' | 'broker' | 'functions' | 'relay' | 'second-relay';

/** The whole product on this machine, every part in a process of its own. Whoever starts it disposes of it. */
export interface Sandbox extends AsyncDisposable {
  readonly origins: WorldOrigins;
  readonly publicBaseUrl: string;
  readonly store: DocumentStore;
  readonly dataDir: string;
  /** The variables with which a process runs; none for one that does not run. */
  environmentOf(name: ProcessName): Readonly<Record<string, string>>;
  /** Kills a process as a crash would. */
  kill(name: ProcessName): Promise<void>;
  /** Starts it again, with the same addresses; kills it first if it runs. */
  restart(name: ProcessName): Promise<void>;
  /** Stops a process without ending it: its sockets stay open and nothing moves. */
  freeze(name: ProcessName): void;
}

/** Starts everything and waits until it answers. @throws Error that names the process which did not start, with its output. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  await using stack = new AsyncDisposableStack();
  const dataDir = await makeDataDir();
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const [relayPort, functionsPort, secondPort] = await Promise.all([
    findFreePort(),
    findFreePort(),
    findFreePort(),
  ]);
  const functionsOrigin = `http://127.0.0.1:${functionsPort}`;
  const balancer = options.hasSecondRelay
    ? stack.use(await startLoadBalancer({ ports: [relayPort, secondPort], clock: options.clock }))
    : undefined;
  const publicBaseUrl = balancer?.origin ?? `http://127.0.0.1:${relayPort}`;
  const secrets = makeSecrets();
  const proxy = options.duplicatesPushes
    ? stack.use(
        await startDuplicatingProxy({ ...options, target: functionsOrigin, againAfterMs: 150 }),
      )
    : undefined;
  const pushOrigin = proxy?.origin ?? functionsOrigin;
  const backends = stack.use(
    await openBackends({ ...options, dataDir, functionsOrigin: pushOrigin }),
  );
  const { knowledge = 'embedded' } = options;
  await seedProfile(backends.store, {
    withDocuments: knowledge !== 'firestore',
    calendar: options.calendar ?? 'google',
    withFrontDesk: options.hasFrontDesk ?? false,
  });

  const bundles = options.isBundled ? await findBundles(options) : undefined;
  const children = new Map<ProcessName, Child>();
  stack.defer(async () => {
    // The relay first, so that its calls are stored while everything else still answers.
    for (const name of stopOrder) {
      await children.get(name)?.[Symbol.asyncDispose]();
    }
  });
  const start = async (name: ProcessName, environment: Record<string, string>): Promise<Child> => {
    const child = await startChild({
      name,
      module: moduleOf(name, bundles),
      hasChildren: bundles !== undefined && name === 'functions',
      environment: { ...options.basics, ...processBasics, ...environment },
      readyPrefix: `${name === 'second-relay' ? 'relay' : name} ready`,
      clock: options.clock,
      readyTimeoutMs,
      onLine: (line) => options.onLine?.(name, line),
    });
    children.set(name, child);
    return child;
  };

  const world = await start('outside-world', {
    ...worldEnvironment(secrets),
    WORLD_TIMINGS: JSON.stringify(options.worldTimings ?? {}),
  });
  const origins = worldOriginsSchema.parse(JSON.parse(world.ready));
  const shared = {
    origins,
    secrets,
    backends: backends.environment,
    languageModel: options.languageModel,
    knowledge,
    publicBaseUrl,
  };
  const environments: Partial<Record<ProcessName, Record<string, string>>> = {
    relay: relayEnvironment({ ...shared, port: relayPort, publicBaseUrl }),
    ...(balancer === undefined
      ? {}
      : { 'second-relay': relayEnvironment({ ...shared, port: secondPort, publicBaseUrl }) }),
    functions: {
      ...functionsEnvironment({ ...shared, port: functionsPort }),
      ...(bundles !== undefined && { FUNCTION_BUNDLES: bundles }),
    },
    ...(backends.brokerEnvironment === undefined ? {} : { broker: backends.brokerEnvironment }),
  };
  if (knowledge === 'firestore') {
    await ingestDocuments({ ...options.basics, ...processBasics, ...environments.functions });
  }
  const names = Object.keys(environments) as ProcessName[];
  const started = await Promise.allSettled(
    names.map((name) => start(name, environments[name] ?? {})),
  );
  const failure = started.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  stack.use(
    startScheduler({
      bus: backends.bus,
      everyMs: options.sweepEveryMs ?? 60_000,
      clock: options.clock,
      onError: (error) => options.onLine?.('broker', `The scheduler failed: ${String(error)}`),
    }),
  );

  const kept = stack.move();
  return {
    origins,
    publicBaseUrl,
    store: backends.store,
    dataDir,
    environmentOf: (name) => ({
      ...options.basics,
      ...processBasics,
      ...environments[name],
    }),
    async kill(name) {
      await children.get(name)?.kill();
    },
    async restart(name) {
      const environment = environments[name];
      if (environment === undefined) throw new TypeError(`${name} cannot be restarted`);
      await children.get(name)?.kill();
      await start(name, environment);
    },
    freeze: (name) => children.get(name)?.freeze(),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Five processes that start at once on a busy machine. */
const readyTimeoutMs = 45_000;

const sourceFolder = new URL('../', import.meta.url);
const modules: Readonly<Record<ProcessName, string>> = {
  'outside-world': fileURLToPath(new URL('outside-world.ts', sourceFolder)),
  broker: fileURLToPath(new URL('broker.ts', sourceFolder)),
  functions: fileURLToPath(new URL('functions-host.ts', sourceFolder)),
  relay: fileURLToPath(new URL('../../media-relay/src/main.ts', sourceFolder)),
  'second-relay': fileURLToPath(new URL('../../media-relay/src/main.ts', sourceFolder)),
};

function findBundles({ basics, onProgress }: SandboxOptions): Promise<string> {
  const repository = fileURLToPath(new URL('../../', sourceFolder));
  return installedBundles(repository, {
    path: basics['PATH'] ?? '',
    ...(onProgress && { print: onProgress }),
  });
}

function moduleOf(name: ProcessName, bundles: string | undefined): string {
  if (bundles === undefined) return modules[name];
  if (name === 'functions')
    return fileURLToPath(new URL('bundled-functions-host.ts', sourceFolder));
  const isRelay = name === 'relay' || name === 'second-relay';
  return isRelay ? join(bundles, 'media-relay/main.cjs') : modules[name];
}

const stopOrder = ['relay', 'second-relay', 'functions', 'broker', 'outside-world'] as const;

/** No process may look for Google's metadata server: there is none here. */
const processBasics = { METADATA_SERVER_DETECTION: 'none' };

async function makeDataDir(): Promise<string> {
  const root = fileURLToPath(new URL('../../../.data/', import.meta.url));
  await mkdir(root, { recursive: true });
  return mkdtemp(join(root, 'sandbox-'));
}
