import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { readEnvironment } from '@standardiste/shared/config/read-environment.ts';
import { functionDefinitions, pushPath } from '@standardiste/shared/contracts/subscriptions.ts';
import { z } from 'zod';

/**
 * Composition root of the functions' process: every function of the subscriptions table (or those named as arguments) behind
 * one port, each under its own path, run by the functions framework as when it is deployed. Prints `functions ready <origin>`.
 */
const { PORT } = readEnvironment(
  z.object({ PORT: z.coerce.number().int().min(0).max(65_535).default(8081) }),

  process.env,
);
const wanted = process.argv.slice(2);
const names = functionDefinitions
  .map(({ name }) => name)
  .filter((name) => wanted.length === 0 || wanted.includes(name));

const servers = new Map<string, Server>();
await using opened = new AsyncDisposableStack();
for (const name of names) {
  // A function's index.ts registers it; loaded by name, so that the table is the only list of functions.
  const module = (await import(`@standardiste/functions/${name}/index.ts`)) as {
    readonly registered: AsyncDisposable;
  };
  opened.use(module.registered);
  servers.set(pushPath(name), getTestServer(name));
}

const host = createServer((request: IncomingMessage, response: ServerResponse) => {
  const { pathname } = new URL(request.url ?? '/', 'http://host');
  if (pathname === '/healthz') return void response.writeHead(200).end('ok');
  const server = servers.get(pathname);
  if (server === undefined) return void response.writeHead(404).end();
  request.url = '/';
  server.emit('request', request, response);
});
await once(host.listen(PORT, '127.0.0.1'), 'listening');
const { port } = host.address() as AddressInfo;
process.stdout.write(`functions ready http://127.0.0.1:${port}\n`);

await Promise.race(['SIGTERM', 'SIGINT'].map((signal) => once(process, signal)));
// Pushes under way finish; what is open is closed after them.
const closed = once(host, 'close');
host.close();
host.closeIdleConnections();
await closed;
