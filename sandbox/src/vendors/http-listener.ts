import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpListener extends AsyncDisposable {
  /** `http://127.0.0.1:4010` */
  readonly origin: string;
}

/** Serves a hono app on the loopback interface; port 0 takes a free one. Disposing closes the port and every open connection. */
export async function listenHttp(app: Pick<Hono, 'fetch'>, port = 0): Promise<HttpListener> {
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }) as Server;
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
