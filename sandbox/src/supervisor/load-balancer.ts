import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { sleep, withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';

export interface LoadBalancer extends AsyncDisposable {
  readonly origin: string;
}

const probeEveryMs = 500;
/** A busy machine is slow, a frozen process is silent. */
const probeTimeoutMs = 2_000;

/**
 * One address for several instances, as Cloud Run has: every connection goes to the first instance that is healthy, and stays there.
 * An instance that dies breaks its connections; one that only stands still gets no new ones. Disposing breaks all.
 */
export async function startLoadBalancer(options: {
  readonly ports: readonly number[];
  readonly clock: Clock;
}): Promise<LoadBalancer> {
  const { ports, clock } = options;
  const open = new Set<Socket>();
  const silent = new Set<number>();
  const stop = new AbortController();
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.on('error', () => undefined); // its end is told by `close`
    socket.on('close', () => open.delete(socket));
  };
  const server = createServer({ pauseOnConnect: true }, (client) => {
    keep(client);
    const tryPorts = ([port, ...others]: readonly number[]): void => {
      if (port === undefined) return void client.destroy();
      const instance = connect(port, '127.0.0.1');
      const refused = (): void => tryPorts(others);
      instance.once('error', refused);
      instance.once('connect', () => {
        instance.off('error', refused);
        keep(instance);
        instance.on('close', () => client.destroy());
        client.on('close', () => instance.destroy());
        instance.pipe(client, { end: false });
        client.pipe(instance, { end: false });
      });
    };
    tryPorts([...ports.filter((port) => !silent.has(port)), ...silent]);
  });
  const probe = async (port: number): Promise<void> => {
    while (!stop.signal.aborted) {
      if (await isAnswering(port, clock)) silent.delete(port);
      else silent.add(port);
      await sleep(clock, probeEveryMs, stop.signal).catch(() => undefined); // the condition ends it
    }
  };
  const probes = ports.map(probe);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('The load balancer is stopped'));
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await Promise.all([closed, ...probes]);
    },
  };
}

async function isAnswering(port: number, clock: Clock): Promise<boolean> {
  const limit = { timeoutMs: probeTimeoutMs, what: 'A health check' };
  try {
    return await withTimeout(clock, limit, async (signal) => {
      return (await fetch(`http://127.0.0.1:${port}/healthz`, { signal })).ok;
    });
  } catch {
    return false; // nobody there, or nobody awake
  }
}
