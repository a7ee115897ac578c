import { createAdaptorServer } from '@hono/node-server';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { secureHeaders } from 'hono/secure-headers';
import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { CarrierSurface } from '../carrier/carrier-surface.ts';

export interface RelayHttpOptions {
  readonly carriers: readonly CarrierSurface[];
  /** With so many media sockets open it is not ready and refuses more. */
  readonly maxConcurrentCalls: number;
  /** Names of dependencies that cannot be used now. */
  readonly notReadyReasons?: (() => readonly string[]) | undefined;
  /** Further routes, for instance the admin's. They check for themselves who asks. */
  readonly extraRoutes?: Hono | undefined;
  readonly logger: Logger;
}

/** The relay's whole HTTP surface. Whoever listens disposes of it; that closes the port and breaks what is still open. */
export interface RelayHttp extends AsyncDisposable {
  /** Port 0 takes a free one; the host is this machine unless told (Cloud Run wants `0.0.0.0`). @throws when the port is taken. */
  listen(options: {
    readonly port: number;
    readonly host?: string;
  }): Promise<{ readonly origin: string }>;
  /** From now on not ready: other instances get the sockets. Webhooks are still answered, and open sockets stay. */
  startDraining(): void;
  readonly openSocketCount: number;
}

/** A webhook's form and a media message are far smaller. */
const maxBodyBytes = 65_536;

const socketOptions = {
  noServer: true,
  perMessageDeflate: false, // five times dearer per message, and audio does not shrink
  maxPayload: maxBodyBytes,
  closeTimeout: 5_000,
};

/** Makes the HTTP surface; nothing is open until `listen`. A stranger who finds it gets nothing. */
export function createRelayHttp(options: RelayHttpOptions): RelayHttp {
  const { carriers, logger } = options;
  let isDraining = false;
  const sockets = new WebSocketServer(socketOptions);
  const isFull = (): boolean => sockets.clients.size >= options.maxConcurrentCalls;
  const app = createApp(options, () => [
    ...(isDraining ? ['draining'] : []),
    ...(isFull() ? ['at-capacity'] : []),
    ...(options.notReadyReasons?.() ?? []),
  ]);
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { requestTimeout: 15_000, headersTimeout: 10_000 },
  }) as Server;

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const carrier = carriers.find(({ mediaPath }) => mediaPath === request.url);
    if (carrier === undefined) return refuseUpgrade(socket, '404 Not Found');
    if (!carrier.isUpgradeAllowed(request)) return refuseUpgrade(socket, '403 Forbidden');
    if (isDraining || isFull()) {
      logger.warning('A media socket was refused for another instance to take it', { isDraining });
      return refuseUpgrade(socket, '503 Service Unavailable');
    }
    sockets.handleUpgrade(request, socket, head, (media) => carrier.acceptMedia(media));
  });

  return {
    async listen({ port, host = '127.0.0.1' }) {
      server.listen(port, host);
      await once(server, 'listening');
      return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    },
    startDraining: () => void (isDraining = true),
    get openSocketCount() {
      return sockets.clients.size;
    },
    async [Symbol.asyncDispose]() {
      isDraining = true;
      for (const client of sockets.clients) client.terminate();
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function createApp(
  { carriers, extraRoutes, logger }: RelayHttpOptions,
  notReadyReasons: () => readonly string[],
): Hono {
  const app = new Hono();
  app.use(secureHeaders());
  app.use(async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
  });
  app.use(methodNotAllowed({ app }));
  app.use(
    bodyLimit({ maxSize: maxBodyBytes, onError: (context) => context.text('Too large', 413) }),
  );
  app.get('/healthz', (context) => context.json({ status: 'live' }));
  app.get('/readyz', (context) => {
    const reasons = notReadyReasons();
    const isReady = reasons.length === 0;
    return context.json({ isReady, reasons }, isReady ? 200 : 503);
  });
  for (const carrier of carriers) app.route(`/${carrier.name}`, carrier.webhooks);
  if (extraRoutes !== undefined) app.route('/', extraRoutes);
  app.notFound((context) => context.text('Not found', 404));
  app.onError((error, context) => {
    logger.error('A request failed', { path: context.req.path, error });
    return context.text('Internal error', 500);
  });
  return app;
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
