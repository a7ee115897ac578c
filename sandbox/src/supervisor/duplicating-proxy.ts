import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Clock } from '@standardiste/shared/time/clock.ts';

export interface DuplicatingProxy extends AsyncDisposable {
  readonly origin: string;
}

/**
 * Passes every push on, and once more a little later, as an at-least-once broker may: the second answer goes nowhere. Disposing
 * closes its port.
 */
export async function startDuplicatingProxy(options: {
  readonly target: string;
  readonly againAfterMs: number;
  readonly clock: Clock;
}): Promise<DuplicatingProxy> {
  const { target, againAfterMs, clock } = options;
  const timers = new Set<Disposable>();
  const forward = (path: string, body: string, contentType: string): Promise<Response> =>
    fetch(`${target}${path}`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const contentType = request.headers['content-type'] ?? 'application/json';
    text(request)
      .then(async (body) => {
        const timer = clock.schedule(againAfterMs, () => {
          timers.delete(timer);
          forward(path, body, contentType).catch(() => undefined); // as lost as its answer
        });
        timers.add(timer);
        const answer = await forward(path, body, contentType);
        response.writeHead(answer.status).end(await answer.text());
      })
      .catch(() => response.writeHead(502).end());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const timer of timers) timer[Symbol.dispose]();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
