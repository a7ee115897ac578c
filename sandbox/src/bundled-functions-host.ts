import { once } from 'node:events';
import {
  createServer,
  request as requestOf,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { readEnvironment } from '@standardiste/shared/config/read-environment.ts';
import { functionDefinitions, pushPath } from '@standardiste/shared/contracts/subscriptions.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { z } from 'zod';
import { startFunctionBundle } from './supervisor/function-bundle.ts';

/**
 * Composition root of the functions' process when they are run from their bundles: every function in a process of its own, started
 * as the platform does, behind one port, each under its own path. Prints `functions ready <origin>`.
 */
const { PORT, FUNCTION_BUNDLES, ...environment } = readEnvironment(
  z.looseObject({
    PORT: z.coerce.number().int().min(0).max(65_535),
    /** The folder that `installedBundles` made. */
    FUNCTION_BUNDLES: z.string().min(1),
  }),
  process.env,
);

const stopped = Promise.race(['SIGTERM', 'SIGINT'].map((signal) => once(process, signal)));
await using opened = new AsyncDisposableStack();
const starting = await Promise.allSettled(
  functionDefinitions.map(async ({ name }) => {
    const bundle = await startFunctionBundle({
      name,
      directory: join(FUNCTION_BUNDLES, name),
      environment: environment as Record<string, string>,
      clock: systemClock,
      onLine: (line) => void process.stdout.write(`${line}\n`),
    });
    opened.use(bundle);
    return { name, bundle };
  }),
);
const failed = starting.find((result) => result.status === 'rejected');
if (failed !== undefined) throw failed.reason;
const started = starting.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
const ports = new Map<string, number>(
  started.map(({ name, bundle }) => [pushPath(name), bundle.port]),
);

const host = createServer((request: IncomingMessage, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://host');
  if (pathname === '/healthz') return void response.writeHead(200).end('ok');
  const port = ports.get(pathname);
  if (port === undefined) return void response.writeHead(404).end();
  const { method, headers } = request;
  const forwarded = requestOf({ host: '127.0.0.1', port, path: '/', method, headers });
  // A function that is gone is a push that failed: the broker comes again
  forwarded.on('error', () => (response.headersSent ? response.destroy() : refuse(response)));
  forwarded.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    pipeline(answer, response, () => undefined);
  });
  request.pipe(forwarded);
});

function refuse(response: ServerResponse): void {
  response.writeHead(502).end();
}

await once(host.listen(PORT, '127.0.0.1'), 'listening');
const { port } = host.address() as AddressInfo;
process.stdout.write(`functions ready http://127.0.0.1:${port}\n`);

await Promise.race([
  stopped,
  ...started.map(async ({ name, bundle }) => {
    throw new Error(`${name} ended with ${await bundle.exited}`);
  }),
]);
// Pushes under way finish; what is open is closed after them.
const closed = once(host, 'close');
host.close();
host.closeIdleConnections();
await closed;
