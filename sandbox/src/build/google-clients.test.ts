import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
import { googleClients, services } from './google-clients.ts';
import type { ProtoNode } from './trim-protos.ts';

const repository = resolve(import.meta.dirname, '../../..');

/** What a program prints that was bundled with Google's clients. */
async function run(program: string): Promise<unknown> {
  const directory = await mkdtemp(join(tmpdir(), 'google-clients-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const outfile = join(directory, 'program.cjs');
  await build({
    stdin: { contents: program, resolveDir: join(repository, 'shared/src') },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    plugins: [googleClients()],
    logLevel: 'error',
  });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile]);
  return JSON.parse(stdout);
}

it('leaves of a client the services that are called, with all their methods', async () => {
  const program = `
    import { v1 } from '@google-cloud/pubsub';
    const local = { projectId: 'p', apiEndpoint: '127.0.0.1', port: 1, auth: {} };
    const { google } = new v1.PublisherClient(local)._protos;
    const methods = Object.keys(google.pubsub.v1.Publisher.service);
    console.log(JSON.stringify({ methods, services: Object.keys(google.pubsub.v1) }));`;
  const { methods, services } = (await run(program)) as Record<string, string[]>;
  expect(methods).toEqual(expect.arrayContaining(['CreateTopic', 'Publish', 'ListTopics']));
  expect(services).toContain('Publisher');
  expect(services).not.toContain('SchemaService');
});

it('still gives the classes that the packages export, once somebody asks', async () => {
  const program = `
    import { protos } from '@google-cloud/pubsub';
    const { PubsubMessage } = protos.google.pubsub.v1;
    const bytes = PubsubMessage.encode({ messageId: '7' }).finish();
    console.log(JSON.stringify([Object.keys(protos), 'google' in protos, PubsubMessage.decode(bytes).messageId]));`;
  expect(await run(program)).toEqual([['google'], true, '7']);
});

it('refuses a proto-loader that it does not know', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'google-clients-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const loader = await readFile(
    join(repository, 'node_modules/@grpc/proto-loader/build/src/index.js'),
    'utf8',
  );
  const file = join(directory, '@grpc/proto-loader/build/src/index.js');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, loader.replace('bufferList', 'buffers'));
  const building = build({
    entryPoints: [file],
    write: false,
    plugins: [googleClients()],
    logLevel: 'silent',
  });
  await expect(building).rejects.toThrow('proto-loader has changed');
});

it('knows every service that it keeps from a package that is installed', async () => {
  const folder = join(repository, 'node_modules/@google-cloud');
  const packages = (await readdir(folder)).map((name) =>
    join(folder, name, 'build/protos/protos.json'),
  );
  const gax = join(repository, 'node_modules/google-gax/build/protos/locations.json');
  const described = await Promise.all(
    [...packages, gax].map(async (file) => {
      const text = await readFile(file, 'utf8').catch(() => '{}'); // not every package is a client
      return JSON.parse(text) as ProtoNode;
    }),
  );
  const find = (root: ProtoNode, service: string): ProtoNode | undefined =>
    service.split('.').reduce<ProtoNode | undefined>((node, part) => node?.nested?.[part], root);
  const isKnown = (service: string): boolean =>
    described.some((root) => find(root, service)?.methods !== undefined);
  expect(services.filter((service) => !isKnown(service))).toEqual([]);
});
