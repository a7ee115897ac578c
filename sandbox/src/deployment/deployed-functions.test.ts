import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installedBundles } from '../build/installed-bundles.ts';
import { startFunctionBundle, type FunctionBundle } from '../supervisor/function-bundle.ts';
import { describeDeployment, readProcesses } from './describe-deployment.ts';
import { sampleEnvironment } from './sample-environment.ts';

const repository = resolve(import.meta.dirname, '../../..');
const example = await readFile(join(repository, '.env.example'), 'utf8');
const required = [...example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name ?? '');
const { functions, processes } = describeDeployment(await readProcesses(repository), required);
const root = await mkdtemp(join(tmpdir(), 'deployed-'));
afterAll(() => rm(root, { recursive: true, force: true }));

async function start(
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<FunctionBundle & { readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const directory = join(bundles, name);
  const onLine = (line: string): void => void lines.push(line);
  const options = { name, directory, environment, clock: systemClock, onLine };
  return { ...(await startFunctionBundle(options)), lines };
}

function push({ port }: FunctionBundle, body: unknown): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

const names = Object.keys(functions);
let bundles: string;
beforeAll(async () => {
  bundles = await installedBundles(repository, { path: process.env['PATH'] ?? '' });
}, 600_000); // Bundling everything takes two busy cores a while

async function environmentOf(name: string): Promise<Record<string, string>> {
  const process = processes[name];
  if (process === undefined) throw new Error(`no process ${name}`);
  const dataDirectory = join(root, 'data', name);
  await mkdir(dataDirectory, { recursive: true });
  return {
    ...(await sampleEnvironment(repository, process, 'prod.tfvars')),
    // No Google here: the store and the bus in one file, through the same bundle
    STATE_BACKEND: 'embedded',
    EVENT_BACKEND: 'embedded',
    EMBEDDED_DATA_DIR: dataDirectory,
  };
}

/** Function and secret without which it does not start: what `.env.example` shows as needed, and what the sample's choices need. */
const neededSecrets: readonly (readonly [string, string])[] = [
  ...names.flatMap((name) =>
    (processes[name]?.required ?? [])
      .filter((variable) => processes[name]?.secrets.includes(variable))
      .map((variable) => [name, variable] as const),
  ),
  ['salesforce-logging', 'SALESFORCE_PRIVATE_KEY'],
];

describe('a bundle, installed alone', () => {
  it('needs a secret in every function that keeps numbers or sends messages', () => {
    const needing = neededSecrets.map(([name, secret]) => `${name} ${secret}`);
    expect(needing).toEqual(
      expect.arrayContaining([
        'calendar-booking PHONE_HASH_KEY',
        'sms-follow-up TWILIO_AUTH_TOKEN',
      ]),
    );
  });

  it.each(names)(
    'of %s takes pushes, and puts an event aside that fits no schema',
    async (name) => {
      await using running = await start(name, await environmentOf(name));
      const topic = Object.keys(functions[name]?.subscriptions ?? {})[0] ?? '';
      const event = {
        subscription: `projects/standardiste-dev/subscriptions/${name}.${topic}`,
        message: { messageId: '1', data: 'e30=', attributes: { eventId: 'CA1:x' } },
        deliveryAttempt: 1,
      };
      const answer = await push(running, event);
      expect([answer.status, await answer.json()]).toEqual([200, { outcome: 'invalid' }]);
      expect((await push(running, { hello: 'world' })).status).toBe(400);
      // Nothing is wrong with its code cache, and with nothing else
      expect(running.lines.join('\n')).not.toContain('Warning');
    },
  );

  it.each(neededSecrets)(
    'of %s says that %s is missing instead of starting',
    async (name, secret) => {
      const { [secret]: _, ...environment } = await environmentOf(name);
      await expect(start(name, environment)).rejects.toThrow(secret);
    },
  );

  it.each(names)('of %s was rehearsed: it has a code cache of all its scripts', async (name) => {
    const directory = join(bundles, name);
    const scripts = await readdir(join(directory, 'scripts'));
    const rehearsed = scripts.filter((file) => /(?<!-worker)\.js$/.test(file));
    expect(rehearsed.length).toBeGreaterThan(20);
    expect(await readdir(join(directory, '.code-cache'))).toEqual(
      expect.arrayContaining(rehearsed),
    );
  });
});
