import { basename, join, resolve } from 'node:path';
import { functionDefinitions } from '@standardiste/shared/contracts/subscriptions.ts';
import { findTargets } from '../build/find-targets.ts';
import { installBundle, type InstalledBundle } from '../build/install-bundle.ts';
import { findFreePort } from '../supervisor/free-port.ts';
import type { ProcessStart } from './start-process.ts';

type Environment = Readonly<Record<string, string>>;

/** One process, bundled or from its sources. */
export interface StartVariant {
  /** `media-relay`, `calendar-booking`, … */
  readonly name: string;
  readonly isBundled: boolean;
  /** In kB: what is read at start, all code, and what is uploaded of a function. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Another port each time. */
  start(): Promise<ProcessStart>;
}

export interface Surroundings {
  readonly relay: Environment;
  readonly functions: Environment;
  /** Where node and npm are: the variable PATH. */
  readonly path: string;
}

const repository = resolve(import.meta.dirname, '../../..');
/** What starts a function: the one that comes with its bundle, or the package's. */
const bundledFramework = 'node_modules/.bin/functions-framework';
const framework = join(repository, bundledFramework);

/** Bundles every process as for a deployment, installs and rehearses it where the image or the platform would. */
export async function buildStarts(
  directory: string,
  { relay, functions, path }: Surroundings,
): Promise<readonly StartVariant[]> {
  const variants: StartVariant[] = [];
  for (const target of await findTargets(repository)) {
    const name = basename(target.name);
    const isRelay = name === 'media-relay';
    const environment = isRelay ? relay : functions;
    const installed = await installBundle(target, { repository, into: directory, path });
    const kind = isRelay ? relayStart : functionStart;
    const bundled = { name, place: installed.directory, environment };
    const source = { name, place: target.entryFile, environment };
    variants.push(
      { name, isBundled: true, sizes: sizesOf(installed), start: () => kind(bundled, 'bundle') },
      { name, isBundled: false, sizes: {}, start: () => kind(source, 'source') },
    );
  }
  return variants;
}

function sizesOf({ eagerBytes, totalBytes, zipBytes }: InstalledBundle): Record<string, number> {
  return {
    atStartKb: Math.ceil(eagerBytes / 1_000),
    allCodeKb: Math.ceil(totalBytes / 1_000),
    ...(zipBytes !== undefined && { zipKb: Math.ceil(zipBytes / 1_000) }),
  };
}

interface Place {
  readonly name: string;
  readonly place: string;
  readonly environment: Environment;
}

type Kind = 'bundle' | 'source';

async function relayStart({ place, environment }: Place, kind: Kind): Promise<ProcessStart> {
  const port = await findFreePort();
  return {
    arguments: [kind === 'bundle' ? 'main.cjs' : place],
    directory: kind === 'bundle' ? place : repository,
    environment: { ...environment, PORT: String(port) },
    port,
    use: async (origin) => (await relayReasons(origin)).every((reason) => reason === phrasesDue),
    isSettled: async (origin) => (await relayReasons(origin)).length === 0,
  };
}

/** The relay speaks its fixed phrases ahead. */
const phrasesDue = 'voice-not-kept';

async function relayReasons(origin: string): Promise<readonly string[]> {
  const answer = await fetch(`${origin}/readyz`);
  return ((await answer.json()) as { readonly reasons: readonly string[] }).reasons;
}

async function functionStart(
  { name, place, environment }: Place,
  kind: Kind,
): Promise<ProcessStart> {
  const port = await findFreePort();
  const program = kind === 'bundle' ? [bundledFramework] : [framework, `--source=${place}`];
  return {
    arguments: [...program, `--target=${name}`, `--port=${port}`],
    directory: kind === 'bundle' ? place : repository,
    environment: { ...environment, PORT: String(port) },
    port,
    use: (origin) => pushOnce(origin, name),
  };
}

/** An event that fits no schema is stored among the dead letters: the whole way but the vendor's own work. */
async function pushOnce(origin: string, name: string): Promise<boolean> {
  const definition = functionDefinitions.find((each) => each.name === name);
  const topic = definition?.subscriptions[0]?.topic ?? '';
  const answer = await fetch(origin, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      subscription: `projects/standardiste-bench/subscriptions/${name}.${topic}`,
      message: { messageId: '1', data: 'e30=', attributes: { eventId: 'CA1:cold' } },
      deliveryAttempt: 1,
    }),
  });
  const { outcome } = (await answer.json()) as { readonly outcome: string };
  if (outcome !== 'invalid') throw new Error(`${name} answered ${answer.status} ${outcome}`);
  return true;
}
