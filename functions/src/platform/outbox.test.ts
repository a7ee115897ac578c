import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { EventBusUnavailableError, type EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import { createRecordingBus } from './fixtures/deliveries.ts';
import { outboxEntry, outboxWrite, publishOutbox } from './outbox.ts';

function leadCaptured(eventId: string) {
  const data = {
    callId: 'CA1',
    profileId: 'demo',
    firstName: null,
    lastName: 'Martin',
    phone: '+33639980001',
    email: null,
    interest: null,
  };
  return outboxEntry({ topic: 'lead-captured', eventId, callId: 'CA1', data }, undefined);
}

describe('publishOutbox', () => {
  it('publishes what a crash left behind, leaves young entries to their own process, and deletes what it published', async () => {
    const clock = new VirtualClock();
    const store = await openMemoryDocumentStore({ clock });
    const bus = createRecordingBus();
    await store.commit([outboxWrite(leadCaptured('CA1:old'), clock)]);
    await clock.advance(60_000);
    await store.commit([outboxWrite(leadCaptured('CA1:young'), clock)]);
    const options = { olderThanMs: 30_000, limit: 10 };
    expect(await publishOutbox({ store, bus, clock }, options)).toEqual({
      published: 1,
      failed: 0,
      unreadable: 0,
    });
    expect(bus.messages.map(({ attributes }) => attributes['eventId'])).toEqual(['CA1:old']);
    expect(await publishOutbox({ store, bus, clock }, options)).toEqual({
      published: 0,
      failed: 0,
      unreadable: 0,
    });
    expect(await store.query({ collection: 'outbox' })).toHaveLength(1);
  });

  it('keeps what could not be published', async () => {
    const clock = new VirtualClock();
    const store = await openMemoryDocumentStore({ clock });
    const bus: EventBus = {
      publish: () => Promise.reject(new EventBusUnavailableError('down')),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    await store.commit([outboxWrite(leadCaptured('CA1:old'), clock)]);
    const options = { olderThanMs: 0, limit: 10 };
    expect(await publishOutbox({ store, bus, clock }, options)).toEqual({
      published: 0,
      failed: 1,
      unreadable: 0,
    });
    expect(await store.query({ collection: 'outbox' })).toHaveLength(1);
  });

  it('puts what is no event among the dead letters, so that it hinders nobody', async () => {
    const clock = new VirtualClock();
    const store = await openMemoryDocumentStore({ clock });
    const bus = createRecordingBus();
    const path = 'outbox/strange';
    await store.commit([
      { type: 'set', path, data: { createdAt: new Date(clock.now()), topic: 7 } },
      outboxWrite(leadCaptured('CA1:good'), clock),
    ]);
    const options = { olderThanMs: 0, limit: 10 };
    expect(await publishOutbox({ store, bus, clock }, options)).toEqual({
      published: 1,
      failed: 0,
      unreadable: 1,
    });
    expect(await store.query({ collection: 'outbox' })).toEqual([]);
    const [letter] = await store.query({ collection: 'deadLetters' });
    expect(letter?.data['reason']).toContain(path);
  });

  it('refuses an event that does not fit its own schema: that is a bug', () => {
    const event = { topic: 'lead-captured', eventId: 'x', callId: 'CA1', data: { callId: 'CA1' } };
    expect(() => outboxEntry(event as never, undefined)).toThrow(TypeError);
  });
});
