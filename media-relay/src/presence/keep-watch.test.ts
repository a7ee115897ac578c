import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { StoreUnavailableError } from '@standardiste/shared/cloud/document-store.ts';
import { createMemoryEventBus } from '@standardiste/shared/cloud/embedded/memory-event-bus.ts';
import {
  createMemoryDocuments,
  openMemoryDocumentStore,
} from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import { createCallRecords, type CallRecords } from '../conversation/call-records.ts';
import { keepWatch } from './keep-watch.ts';

interface RelayUnderTest {
  readonly records: CallRecords;
  readonly stop: () => Promise<void>;
  /** Out of reach of everything, as after a crash or in a network of its own. */
  isDead: boolean;
  callCount: number;
}

/** Relays on the same documents, and a carrier that remembers what it was asked. */
async function open() {
  const clock = new VirtualClock();
  const documents = createMemoryDocuments();
  const store = await openMemoryDocumentStore({ clock, documents });
  const bus = createMemoryEventBus({ clock });
  const carrier = {
    isDown: false,
    over: new Set<string>(),
    reconnected: [] as string[],
    async reconnect(callId: string): Promise<'reconnected' | 'over'> {
      if (this.isDown) throw new VendorFailedError('down', { vendor: 'twilio', retryable: true });
      if (this.over.has(callId)) return 'over';
      this.reconnected.push(callId);
      // It asks whoever is there.
      const living = [...relays.values()].findLast(({ isDead }) => !isDead);
      clock.schedule(150, () => void living?.records.resume(callId));
      return Promise.resolve('reconnected');
    },
    isOver(callId: string): Promise<boolean> {
      if (this.isDown) {
        return Promise.reject(new VendorFailedError('?', { vendor: 'twilio', retryable: true }));
      }
      return Promise.resolve(this.over.has(callId));
    },
  };
  const relays = new Map<string, RelayUnderTest>();

  async function start(relayId: string): Promise<RelayUnderTest> {
    const own = await openMemoryDocumentStore({ clock, documents });
    const mortal = mortalStore(own, () => relay.isDead);
    const logger = createMemoryLogger();
    const records = createCallRecords({ store: mortal, bus, clock, logger, relayId });
    const relay: RelayUnderTest = {
      records,
      isDead: false,
      callCount: 0,
      stop: async () => watch[Symbol.asyncDispose](),
    };
    relays.set(relayId, relay);
    const countCalls = (): number => relay.callCount;
    const watch = await keepWatch({
      relayId,
      store: mortal,
      records,
      carrier,
      clock,
      logger,
      countCalls,
    });
    return relay;
  }

  /** A call whose socket is at this relay. */
  async function goLive({ records }: RelayUnderTest, callId: string): Promise<void> {
    const phones = { callerPhone: '+33639980001', calledPhone: '+33199000001' };
    await records.open({ callId, profileId: 'ecole', carrier: 'twilio', ...phones });
    await records.consumeToken({ callId, generation: 1 });
    await records.checkpoint({ callId, generation: 1 }, { outcome: 'question-answered' });
  }
  const relayIds = async (): Promise<string[]> =>
    (await store.query({ collection: 'relays' })).map(({ id }) => id).sort();
  const ended = () =>
    bus.published
      .filter(({ topic }) => topic === 'call-ended')
      .map(({ data }) => data as { callId: string; reason: string; outcome: string });
  return { clock, store, carrier, start, goLive, relayIds, ended };
}

function mortalStore(store: DocumentStore, isDead: () => boolean): DocumentStore {
  const guard = <T>(work: () => Promise<T>): Promise<T> =>
    isDead() ? Promise.reject(new StoreUnavailableError('dead')) : work();
  return {
    get: (path) => guard(() => store.get(path)),
    query: (query) => guard(() => store.query(query)),
    commit: (writes) => guard(() => store.commit(writes)),
    transact: (run) => guard(() => store.transact(run)),
    watch: (query, listener) => store.watch(query, listener),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

describe('a relay that dies', () => {
  it('has its calls taken back within six seconds, each once, by one of the others', async () => {
    const { clock, carrier, start, goLive, relayIds } = await open();
    const [a, b] = [await start('A'), await start('B'), await start('C')];
    await goLive(a, 'CA1');
    await goLive(a, 'CA2');
    await goLive(b, 'CA3');
    await clock.advance(10_000);
    expect(carrier.reconnected).toEqual([]);
    a.isDead = true;
    await clock.advance(6_000);
    expect(carrier.reconnected.toSorted()).toEqual(['CA1', 'CA2']);
    for (const callId of ['CA1', 'CA2']) {
      expect(await b.records.get(callId)).toMatchObject({ generation: 2, status: 'interrupted' });
      await b.records.consumeToken({ callId, generation: 2 });
    }
    await clock.advance(10_000);
    expect(carrier.reconnected).toHaveLength(2);
    expect(await relayIds()).toEqual(['B', 'C']);
  });

  it('loses nothing when its rescuer dies too', async () => {
    const { clock, carrier, start, goLive } = await open();
    const [a, b] = [await start('A'), await start('B')];
    await goLive(a, 'CA1');
    carrier.isDown = true;
    a.isDead = true;
    await clock.advance(5_000);
    b.isDead = true;
    carrier.isDown = false;
    await clock.advance(3_000);
    expect(carrier.reconnected).toEqual([]);
    await start('C');
    await clock.advance(10_000);
    expect(carrier.reconnected[0]).toBe('CA1');
  });

  it('has its calls tried again for as long as the carrier does not answer', async () => {
    const { clock, carrier, start, goLive, relayIds } = await open();
    const [a] = [await start('A'), await start('B')];
    await goLive(a, 'CA1');
    carrier.isDown = true;
    a.isDead = true;
    await clock.advance(60_000);
    expect(await relayIds()).toContain('A');
    carrier.isDown = false;
    await clock.advance(6_000);
    expect(carrier.reconnected).toEqual(['CA1']);
  });

  it('has a call ended, once, of which the carrier says that it is over', async () => {
    const { clock, carrier, start, goLive, ended, relayIds } = await open();
    const [a] = [await start('A'), await start('B'), await start('C')];
    await goLive(a, 'CA1');
    carrier.over.add('CA1');
    a.isDead = true;
    await clock.advance(60_000);
    expect(ended()).toMatchObject([
      { callId: 'CA1', reason: 'swept', outcome: 'question-answered' },
    ]);
    expect(await relayIds()).toEqual(['B', 'C']);
  });

  it('leaves a call alone that the carrier has brought back by itself', async () => {
    const { clock, carrier, start, goLive } = await open();
    const [a, b] = [await start('A'), await start('B')];
    await goLive(a, 'CA1');
    a.isDead = true;
    await clock.advance(3_000);
    await b.records.resume('CA1');
    await clock.advance(1_500);
    await b.records.consumeToken({ callId: 'CA1', generation: 2 });
    await clock.advance(30_000);
    expect(carrier.reconnected).toEqual([]);
  });

  it('has a call taken back that the carrier asked about and then never connected', async () => {
    const { clock, carrier, start, goLive } = await open();
    const [a, b] = [await start('A'), await start('B')];
    await goLive(a, 'CA1');
    a.isDead = true;
    await b.records.resume('CA1');
    await clock.advance(15_000);
    expect(carrier.reconnected[0]).toBe('CA1');
  });
});

describe('a relay that lives', () => {
  it('is on the list until it stops, and keeps its calls', async () => {
    const { clock, store, start, relayIds } = await open();
    const a = await start('A');
    a.callCount = 3;
    await clock.advance(2_500);
    const document = await store.get(paths.relay('A'));
    expect(document?.data).toMatchObject({ relayId: 'A', callCount: 3, rescuedBy: null });
    a.callCount = 0;
    await clock.runUntil(a.stop());
    expect(await relayIds()).toEqual([]);
    expect(clock.armedCount).toBe(0);
  });

  it('stays on the list when it could not give all its calls back', async () => {
    const { clock, start, relayIds } = await open();
    const a = await start('A');
    a.callCount = 1;
    await clock.runUntil(a.stop());
    expect(await relayIds()).toEqual(['A']);
  });

  it('is not taken for dead by one whose own heartbeats did not go through', async () => {
    const { clock, carrier, start, goLive } = await open();
    const [a, b] = [await start('A'), await start('B')];
    await goLive(a, 'CA1');
    // The store is away for everybody; B finds it again first.
    [a.isDead, b.isDead] = [true, true];
    await clock.advance(20_000);
    b.isDead = false;
    await clock.advance(4_000);
    a.isDead = false;
    await clock.advance(30_000);
    expect(carrier.reconnected).toEqual([]);
  });

  it('comes back from the dead without harm', async () => {
    const { clock, start, goLive, relayIds } = await open();
    const [a, b] = [await start('A'), await start('B')];
    await goLive(a, 'CA1');
    a.isDead = true;
    await clock.advance(6_000);
    await b.records.consumeToken({ callId: 'CA1', generation: 2 });
    a.isDead = false;
    await clock.advance(10_000);
    expect(await relayIds()).toEqual(['A', 'B']);
    const late = await a.records.checkpoint({ callId: 'CA1', generation: 1 }, { outcome: null });
    expect(late).toBe('superseded');
  });
});

describe('a call whose end nobody told', () => {
  it('is ended once the carrier says that it is over, also with a single relay', async () => {
    const { clock, carrier, start, goLive, ended } = await open();
    const a = await start('A');
    await goLive(a, 'CA1');
    await a.records.markInterrupted({ callId: 'CA1', generation: 1 });
    await clock.advance(120_000);
    expect(ended()).toEqual([]);
    carrier.over.add('CA1');
    carrier.isDown = true;
    await clock.advance(60_000);
    expect(ended()).toEqual([]);
    carrier.isDown = false;
    await clock.advance(31_000);
    expect(ended()).toMatchObject([{ callId: 'CA1', reason: 'swept' }]);
  });
});
