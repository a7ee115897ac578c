import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { expect, it } from 'vitest';
import { GoogleClientPool, type GoogleClientPoolOptions } from './google-client-pool.ts';

interface FakeClient {
  readonly number: number;
  isClosed: boolean;
  close(): Promise<void>;
}

function open(options: Partial<GoogleClientPoolOptions<FakeClient>> = {}): {
  pool: GoogleClientPool<FakeClient>;
  clients: FakeClient[];
  clock: VirtualClock;
} {
  const clock = new VirtualClock();
  const clients: FakeClient[] = [];
  const connect = (): Promise<FakeClient> => {
    const client: FakeClient = {
      number: clients.length,
      isClosed: false,
      close() {
        client.isClosed = true;
        return Promise.resolve();
      },
    };
    clients.push(client);
    return Promise.resolve(client);
  };
  const pool = new GoogleClientPool({
    clock,
    vendor: 'google-x',
    connect,
    maxStreams: 2,
    ...options,
  });
  return { pool, clients, clock };
}

it('opens another connection when one is full, also for callers who come at once', async () => {
  const { pool } = open();
  const leases = await Promise.all(Array.from({ length: 5 }, () => pool.acquire()));
  expect(leases.map(({ client }) => client.number)).toEqual([0, 0, 1, 1, 2]);
  expect(pool.connectionCount).toBe(3);
});

it('uses a place again that was given back, once', async () => {
  const { pool } = open();
  const [first] = await Promise.all([pool.acquire(), pool.acquire()]);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  expect((await pool.acquire()).client.number).toBe(0);
  expect((await pool.acquire()).client.number).toBe(1);
});

it('gives up on a connection that does not come up, and tries anew for the next caller', async () => {
  let isUp = false;
  const never = new Promise<FakeClient>(() => undefined);
  const works: FakeClient = { number: 9, isClosed: false, close: () => Promise.resolve() };
  const { clock, pool } = open({ connect: () => (isUp ? Promise.resolve(works) : never) });
  await expect(clock.runUntil(pool.acquire())).rejects.toMatchObject({
    code: 'vendor-failed',
    retryable: true,
  });
  isUp = true;
  expect((await pool.acquire()).client.number).toBe(9);
});

it("throws the signal's reason and gives the place back", async () => {
  const { pool } = open();
  const reason = new Error('the call is over');
  await expect(pool.acquire(AbortSignal.abort(reason))).rejects.toBe(reason);
  await Promise.all([pool.acquire(), pool.acquire()]);
  expect(pool.connectionCount).toBe(1);
});

it('closes its clients when it is disposed of, and refuses more', async () => {
  const { pool, clients } = open();
  await pool.acquire();
  await pool[Symbol.asyncDispose]();
  expect(clients.map(({ isClosed }) => isClosed)).toEqual([true]);
  await expect(pool.acquire()).rejects.toThrow(TypeError);
});
