import { describe, expect, it } from 'vitest';
import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { EventBusUnavailableError, type EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { createEventFunction } from './event-function.ts';
import { createRecordingBus, pushOf } from './fixtures/deliveries.ts';
import { createMortalProcess } from './fixtures/mortal-process.ts';
import { outboxEntry, outboxWrite } from './outbox.ts';
import { createSweepOutbox } from './sweep-outbox.ts';

const minuteMs = 60_000;

/** What a relay that died left behind: committed with the call's end, never published. */
async function leaveBehind(store: DocumentStore, clock: Clock, count: number): Promise<string[]> {
  const entries = Array.from({ length: count }, (_, index) => {
    const callId = `CA${index}`;
    const data = {
      callId,
      profileId: 'demo',
      callerPhone: null,
      startedAt: '2026-11-20T09:00:00Z',
      endedAt: '2026-11-20T09:01:00Z',
      durationMs: 60_000,
      outcome: 'no-action',
      reason: 'caller-hung-up',
    } as const;
    const eventId = `${callId}:call-ended`;
    return outboxEntry({ topic: 'call-ended', eventId, callId, data }, undefined);
  });
  for (const entry of entries) await store.commit([outboxWrite(entry, clock)]);
  return entries.map(({ message }) => message.attributes['eventId'] ?? '');
}

/** One strike of the clock, delivered as Pub/Sub does. */
async function strike({
  store,
  bus,
  clock,
}: {
  store: DocumentStore;
  bus: EventBus;
  clock: Clock;
}) {
  const run = createEventFunction({
    name: 'outbox-sweeper',
    handlers: [createSweepOutbox({ store, bus, clock })],
    store,
    bus,
    clock,
    logger: createMemoryLogger(),
  });
  const push = pushOf({
    functionName: 'outbox-sweeper',
    topic: 'sweep-due',
    eventId: 'sweep-due',
    data: { callId: 'scheduler' },
  });
  return (await run(push)).body.outcome;
}

describe('the outbox', () => {
  it('is emptied every minute of what dead processes left, however much it is', async () => {
    const clock = new VirtualClock();
    const store = await openMemoryDocumentStore({ clock });
    const bus = createRecordingBus();
    const eventIds = await leaveBehind(store, clock, 250);
    await clock.advance(minuteMs);
    expect(await strike({ store, bus, clock })).toBe('done');
    const published = bus.messages.map(({ attributes }) => attributes['eventId']);
    expect(published.sort()).toEqual(eventIds.sort());
    expect(await store.query({ collection: 'outbox' })).toEqual([]);
  });

  it('is left to the process that is still at it', async () => {
    const clock = new VirtualClock();
    const store = await openMemoryDocumentStore({ clock });
    const bus = createRecordingBus();
    await leaveBehind(store, clock, 1);
    await strike({ store, bus, clock });
    expect(bus.messages).toEqual([]);
  });

  it('outlasts an hour without a bus: nothing is lost', async () => {
    const clock = new VirtualClock();
    const store = await openMemoryDocumentStore({ clock });
    const recording = createRecordingBus();
    let isDown = true;
    const bus: EventBus = {
      publish: (message) =>
        isDown ? Promise.reject(new EventBusUnavailableError('down')) : recording.publish(message),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    await leaveBehind(store, clock, 3);
    for (let minute = 0; minute < 60; minute += 1) {
      await clock.advance(minuteMs);
      expect(await strike({ store, bus, clock })).toBe('done');
    }
    isDown = false;
    await clock.advance(minuteMs);
    await strike({ store, bus, clock });
    expect(recording.messages).toHaveLength(3);
    expect(await store.query({ collection: 'outbox' })).toEqual([]);
  });

  it('loses nothing when the sweeper itself dies at any step', async () => {
    for (const when of ['before', 'after'] as const) {
      for (let dieAt = 0; ; dieAt += 1) {
        const clock = new VirtualClock();
        const store = await openMemoryDocumentStore({ clock });
        const bus = createRecordingBus();
        const eventIds = await leaveBehind(store, clock, 2);
        await clock.advance(minuteMs);
        const mortal = createMortalProcess({ store, bus }, { dieAt, when });
        await strike({ store: mortal.store, bus: mortal.bus, clock }).catch(() => undefined);
        await clock.advance(minuteMs);
        await strike({ store, bus, clock });
        const published = new Set(bus.messages.map(({ attributes }) => attributes['eventId']));
        expect([...published].sort(), `died ${when} step ${dieAt}`).toEqual(eventIds);
        expect(await store.query({ collection: 'outbox' })).toEqual([]);
        if (!mortal.isDead) break;
      }
    }
  });
});
