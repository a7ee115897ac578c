import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

export interface ReceivedWebhook {
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
  readonly signature: string | undefined;
  readonly idempotencyToken: string | undefined;
}

export interface Product extends AsyncDisposable {
  readonly origin: string;
  readonly webhooks: ReceivedWebhook[];
  readonly sockets: WebSocket[];
  readonly handshakes: IncomingMessage[];
  /** TwiML by path; `undefined` answers 500, `'cut'` breaks the connection. */
  readonly answers: Record<string, string | undefined>;
}

/** What Twilio talks to, reduced to the minimum: canned TwiML, and sockets for the test to use. */
export async function startProduct(
  onSocket: (socket: WebSocket) => void = () => undefined,
): Promise<Product> {
  const webhooks: ReceivedWebhook[] = [];
  const sockets: WebSocket[] = [];
  const handshakes: IncomingMessage[] = [];
  const answers: Record<string, string | undefined> = {};
  const app = new Hono<{ Bindings: { incoming: IncomingMessage } }>();
  app.post('*', async (context) => {
    const { path } = context.req;
    const form = Object.fromEntries(new URLSearchParams(await context.req.text()));
    webhooks.push({
      path,
      form,
      signature: context.req.header('x-twilio-signature'),
      idempotencyToken: context.req.header('i-twilio-idempotency-token'),
    });
    const answer = answers[path];
    if (answer === 'cut') context.env.incoming.socket.destroy();
    if (answer === undefined) return context.text('broken', 500);
    return context.body(answer, 200, { 'content-type': 'text/xml' });
  });
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  await once(server, 'listening');
  const upgrades = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    handshakes.push(request);
    upgrades.handleUpgrade(request, socket, head, (media) => {
      sockets.push(media);
      onSocket(media);
    });
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    webhooks,
    sockets,
    handshakes,
    answers,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.terminate();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
