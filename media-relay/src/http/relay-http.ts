import { createAdaptorServer } from '@hono/node-server';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { secureHeaders } from 'hono/secure-headers';
import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { isUpgradeSigned } from '../carrier/twilio/signature.ts';
import { acceptTwilioMedia } from './twilio-media.ts';
import type { TwilioMediaOptions } from './twilio-media.ts';
import { createTwilioWebhooks } from './twilio-webhooks.ts';
import type { TwilioWebhookOptions } from './twilio-webhooks.ts';

export interface RelayHttpOptions
  extends
    Omit<TwilioWebhookOptions, 'publicBaseUrl' | 'onRefused'>,
    Omit<TwilioMediaOptions, 'records' | 'onRefused'> {
  /** `https://relay.example.fr`. Undefined: the address it listens on, which suits one machine only. */
  readonly publicBaseUrl?: string | undefined;
  /** With so many media sockets open it is not ready and refuses more. */
  readonly maxConcurrentCalls: number;
  /** Names of dependencies that cannot be used now. */
  readonly notReadyReasons?: (() => readonly string[]) | undefined;
  /** Further routes, for instance the admin's. Not limited to signed requests. */
  readonly extraRoutes?: Hono | undefined;
}

/** Requests that were turned away, for metrics. */
export interface RelayHttpCounts {
  readonly openSockets: number;
  readonly refusedWebhooks: number;
  readonly refusedSockets: number;
}

/** The relay's whole HTTP surface. Whoever listens disposes of it; that closes the port and breaks what is still open. */
export interface RelayHttp extends AsyncDisposable {
  /** Port 0 takes a free one. */
  listen(options: {
    readonly port: number;
    readonly host?: string;
  }): Promise<{ readonly origin: string }>;
  /** From now on not ready: other instances get the sockets. Webhooks are still answered, and open sockets stay. */
  startDraining(): void;
  counts(): RelayHttpCounts;
}

const maxBodyBytes = 65_536;
const mediaPath = '/twilio/media';

const socketOptions = {
  noServer: true,
  perMessageDeflate: false, // five times dearer per message, and audio does not shrink
  maxPayload: maxBodyBytes,
  closeTimeout: 5_000,
};

/** Makes the HTTP surface; nothing is open until `listen`. A stranger who finds it gets nothing. */
export function createRelayHttp(options: RelayHttpOptions): RelayHttp {
  const { logger } = options;
  let listeningOrigin = '';
  let isDraining = false;
  let refusedWebhooks = 0;
  let refusedSockets = 0;
  const publicBaseUrl = (): string =>
    (options.publicBaseUrl ?? listeningOrigin).replace(/\/+$/, '');
  const sockets = new WebSocketServer(socketOptions);
  const notReadyReasons = (): readonly string[] => [
    ...(isDraining ? ['draining'] : []),
    ...(sockets.clients.size >= options.maxConcurrentCalls ? ['at-capacity'] : []),
    ...(options.notReadyReasons?.() ?? []),
  ];

  const app = createApp({
    ...options,
    publicBaseUrl,
    onRefused(path) {
      refusedWebhooks += 1;
      logger.warning('A webhook without a valid signature was refused', { path });
    },
    notReady: notReadyReasons,
  });
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { requestTimeout: 15_000, headersTimeout: 10_000 },
  }) as Server;

  const refuseSocket = (reason: string): void => {
    refusedSockets += 1;
    logger.warning('A media socket was refused', { reason });
  };
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = refusalOfUpgrade(request, {
      authTokens: options.authTokens,
      mediaUrl: `${publicBaseUrl().replace(/^http/, 'ws')}${mediaPath}`,
      isFull: isDraining || sockets.clients.size >= options.maxConcurrentCalls,
    });
    if (refusal !== undefined) {
      refuseSocket(refusal);
      socket.on('error', () => socket.destroy());
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (media) =>
      acceptTwilioMedia(media, { ...options, onRefused: refuseSocket }),
    );
  });

  return {
    async listen({ port, host = '127.0.0.1' }) {
      server.listen(port, host);
      await once(server, 'listening');
      listeningOrigin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      return { origin: listeningOrigin };
    },
    startDraining: () => void (isDraining = true),
    counts: () => ({ openSockets: sockets.clients.size, refusedWebhooks, refusedSockets }),
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
  options: TwilioWebhookOptions & {
    readonly notReady: () => readonly string[];
    readonly extraRoutes?: Hono | undefined;
  },
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
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
    const reasons = options.notReady();
    return context.json(
      { isReady: reasons.length === 0, reasons },
      reasons.length === 0 ? 200 : 503,
    );
  });
  app.route('/twilio', createTwilioWebhooks(options));
  if (options.extraRoutes !== undefined) app.route('/', options.extraRoutes);
  app.notFound((context) => context.text('Not found', 404));
  app.onError((error, context) => {
    options.logger.error('A request failed', { path: context.req.path, error });
    return context.text('Internal error', 500);
  });
  return app;
}

/** The status line with which an upgrade is refused; undefined when it is ours and signed. */
function refusalOfUpgrade(
  request: IncomingMessage,
  rules: { authTokens: readonly string[]; mediaUrl: string; isFull: boolean },
): string | undefined {
  if (request.url !== mediaPath) return '404 Not Found';
  const signature = request.headers['x-twilio-signature'];
  const isSigned = isUpgradeSigned(rules, {
    signature: typeof signature === 'string' ? signature : undefined,
    url: rules.mediaUrl,
  });
  if (!isSigned) return '403 Forbidden';
  return rules.isFull ? '503 Service Unavailable' : undefined;
}
