import { exec, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { sleep } from '@standardiste/shared/time/clock.ts';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { bundle } from '../build/bundle.ts';
import { findTargets } from '../build/find-targets.ts';
import { zipBundle } from '../build/zip-bundle.ts';
import { findFreePort } from '../supervisor/free-port.ts';
import { describeDeployment, readProcesses } from './describe-deployment.ts';
import { sampleEnvironment } from './sample-environment.ts';

const run = promisify(exec);
const repository = resolve(import.meta.dirname, '../../..');
const example = await readFile(join(repository, '.env.example'), 'utf8');
const required = [...example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name ?? '');
const { functions, processes } = describeDeployment(await readProcesses(repository), required);
const root = await mkdtemp(join(tmpdir(), 'deployed-'));
afterAll(() => rm(root, { recursive: true, force: true }));

/** What the cloud does with a bundle: unpack it where nothing else is, and install what its package.json names. */
async function install(name: string): Promise<string> {
  const target = (await findTargets(repository)).find((each) => each.name === `functions/${name}`);
  if (target === undefined) throw new Error(`no bundle for ${name}`);
  const outputDirectory = join(root, 'built', name);
  await bundle({ ...target, outputDirectory }, repository);
  await zipBundle(outputDirectory, join(root, `${name}.zip`));

  const directory = join(root, 'installed', name);
  await mkdir(directory, { recursive: true });
  const files = unzipSync(await readFile(join(root, `${name}.zip`)));
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), content);
  }
  // No registry is asked: a bundle brings all that it needs
  await run('npm install --offline --quiet', { cwd: directory });
  return directory;
}

interface Running extends AsyncDisposable {
  readonly origin: string;
  readonly process: ChildProcess;
  readonly output: Promise<string>;
}

async function start(
  directory: string,
  name: string,
  environment: Record<string, string>,
): Promise<Running> {
  const port = await findFreePort();
  // What the platform runs, and how it says which function and where
  const child = spawn(process.execPath, ['node_modules/.bin/functions-framework'], {
    cwd: directory,
    env: { ...environment, FUNCTION_TARGET: name, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = Promise.all([text(child.stdout), text(child.stderr)]).then((all) => all.join(''));
  return {
    origin: `http://127.0.0.1:${port}`,
    process: child,
    output,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function push({ origin, process: child }: Running, body: unknown): Promise<Response> {
  for (;;) {
    const answer = await fetch(origin, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch(() => undefined);
    if (answer !== undefined) return answer;
    if (child.exitCode !== null) throw new Error('The function ended before it answered');
    await sleep(systemClock, 25);
  }
}

const names = Object.keys(functions);
const installed = new Map(names.map((name) => [name, install(name)]));

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

/** Bundling everything takes two busy cores a while. */
const timeoutMs = 180_000;

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
      const directory = (await installed.get(name)) ?? '';
      await using running = await start(directory, name, await environmentOf(name));
      const topic = Object.keys(functions[name]?.subscriptions ?? {})[0] ?? '';
      const event = {
        subscription: `projects/standardiste-dev/subscriptions/${name}.${topic}`,
        message: { messageId: '1', data: 'e30=', attributes: { eventId: 'CA1:x' } },
        deliveryAttempt: 1,
      };
      const answer = await push(running, event);
      expect([answer.status, await answer.json()]).toEqual([200, { outcome: 'invalid' }]);
      expect((await push(running, { hello: 'world' })).status).toBe(400);
    },
    timeoutMs,
  );

  it.each(neededSecrets)(
    'of %s says that %s is missing instead of starting',
    async (name, secret) => {
      const { [secret]: _, ...environment } = await environmentOf(name);
      const directory = (await installed.get(name)) ?? '';
      await using running = await start(directory, name, environment);
      const [code] = (await once(running.process, 'exit')) as [number];
      expect(code).not.toBe(0);
      expect(await running.output).toContain(secret);
    },
    timeoutMs,
  );

  it.each(names)(
    'of %s rehearses where it is installed: it is started, used, and leaves a code cache',
    async (name) => {
      const directory = (await installed.get(name)) ?? '';
      const text = await readFile(join(directory, 'package.json'), 'utf8');
      const { scripts } = JSON.parse(text) as { scripts: Record<string, string> };
      const { stdout } = await run(scripts['gcp-build'] ?? '', {
        cwd: directory,
        env: { PATH: process.env['PATH'] },
      });
      expect(stdout).toContain(`standardiste-${name} answered 200 {"outcome":"invalid"}`);
      await using running = await start(directory, name, await environmentOf(name));
      expect((await push(running, { hello: 'world' })).status).toBe(400);
      running.process.kill();
      expect(await running.output).not.toContain('Warning');
    },
    timeoutMs,
  );
});
