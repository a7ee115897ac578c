import { createMemoryEventBus } from '@standardiste/shared/cloud/embedded/memory-event-bus.ts';
import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import type { DocumentListener, DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { StoreUnavailableError } from '@standardiste/shared/cloud/document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRemoteTools, type RemoteTools, type ToolOutcome } from './remote-tools.ts';

const callId = 'CA1';
const request = {
  callId,
  profileId: 'ecole',
  toolCallId: 't1',
  tool: 'calendar.find-slots',
  arguments: { windows: [], advisorId: null, limit: 3 },
  notAfterMs: Date.UTC(2026, 10, 20, 9, 0, 4),
} as const;

let clock: VirtualClock;
let store: DocumentStore;
let bus: ReturnType<typeof createMemoryEventBus>;
let tools: RemoteTools;
let outcomes: ToolOutcome[];

function open(relayId = 'relay-1', on: DocumentStore = store): RemoteTools {
  return createRemoteTools({ store: on, bus, clock, relayId, logger: createMemoryLogger() });
}

beforeEach(async () => {
  clock = new VirtualClock();
  store = await openMemoryDocumentStore({ clock });
  bus = createMemoryEventBus({ clock });
  outcomes = [];
  tools = open();
});

/** What the function does. */
async function finish(status: 'done' | 'failed', toolCallId = 't1'): Promise<void> {
  const data = { status, result: { slots: [] }, reason: status === 'failed' ? 'down' : null };
  await store.commit([{ type: 'update', path: paths.tool(callId, toolCallId), data }]);
  await clock.advance(10);
}

describe('remote tools', () => {
  it('publish the request after its document, with the tool in the attributes', async () => {
    await tools.request(request);
    expect(await store.get(paths.tool(callId, 't1'))).toMatchObject({
      data: { status: 'requested', pending: true, relayId: 'relay-1' },
    });
    expect(bus.published).toMatchObject([
      {
        topic: 'tool-requested',
        attributes: { eventId: 'CA1:t1', tool: 'calendar.find-slots' },
        data: { notAfter: '2026-11-20T09:00:04.000Z' },
      },
    ]);
  });

  it.each(['done', 'failed'] as const)(
    'hand an outcome over once, and take it: %s',
    async (status) => {
      tools.listen(callId, (outcome) => outcomes.push(outcome));
      await tools.request(request);
      await finish(status);
      await finish(status);
      expect(outcomes).toMatchObject([{ toolCallId: 't1', status }]);
      expect((await store.get(paths.tool(callId, 't1')))?.data['pending']).toBe(false);
    },
  );

  it.each(['before', 'after'] as const)(
    'hand over the booking that a relay asked for which died before it could say so (answered %s)',
    async (when) => {
      const book = { ...request, toolCallId: 'book-1', tool: 'calendar.book' } as const;
      await tools.request(book);
      const path = paths.tool(callId, 'book-1');
      const other = open('relay-2');
      await store.commit([{ type: 'update', path, data: { relayId: 'relay-2' } }]);
      other.listen(callId, (outcome) => outcomes.push(outcome));
      if (when === 'before') await finish('done', 'book-1');
      // The session knows of no request yet, and lets the first outcome pass.
      outcomes = [];
      await other.request(book);
      if (when === 'after') await finish('done', 'book-1');
      await clock.advance(10);
      expect(outcomes).toMatchObject([{ toolCallId: 'book-1', status: 'done' }]);
      expect(bus.published).toHaveLength(1);
    },
  );

  it('keep an outcome that comes before anybody listens', async () => {
    await tools.request(request);
    await finish('done');
    tools.listen(callId, (outcome) => outcomes.push(outcome));
    await clock.advance(1);
    expect(outcomes).toHaveLength(1);
  });

  it('leave an outcome pending until somebody takes it, for the relay that the call may go to', async () => {
    await tools.request(request);
    await finish('done');
    expect((await store.get(paths.tool(callId, 't1')))?.data['pending']).toBe(true);
    await store.commit([
      { type: 'update', path: paths.tool(callId, 't1'), data: { relayId: 'relay-2' } },
    ]);
    open('relay-2').listen(callId, (outcome) => outcomes.push(outcome));
    await clock.advance(10);
    tools.listen(callId, (outcome) => outcomes.push(outcome));
    await clock.advance(10);
    expect(outcomes).toHaveLength(1);
    expect((await store.get(paths.tool(callId, 't1')))?.data['pending']).toBe(false);
  });

  it('keep the listener of a resumed call when its old session ends', async () => {
    const old = tools.listen(callId, () => undefined);
    tools.listen(callId, (outcome) => outcomes.push(outcome));
    old[Symbol.dispose]();
    await tools.request(request);
    await finish('done');
    expect(outcomes).toHaveLength(1);
  });

  it('leave other relays alone', async () => {
    const other = open('relay-2');
    other.listen(callId, (outcome) => outcomes.push(outcome));
    await tools.request(request);
    await finish('done');
    expect(outcomes).toEqual([]);
  });

  it('withdraw a request that nobody has claimed, and only such a one', async () => {
    await tools.request(request);
    expect(await tools.withdraw(callId, 't1')).toBe(true);
    expect(await tools.withdraw(callId, 't1')).toBe(false);
    await tools.request({ ...request, toolCallId: 't2' });
    await store.commit([
      { type: 'update', path: paths.tool(callId, 't2'), data: { status: 'claimed' } },
    ]);
    expect(await tools.withdraw(callId, 't2')).toBe(false);
    expect(await tools.withdraw(callId, 'never-stored')).toBe(true);
  });

  it('let exactly one of a withdrawal and a claim win', async () => {
    await tools.request(request);
    const path = paths.tool(callId, 't1');
    const read = await store.get(path);
    const claim = store
      .commit([
        {
          type: 'update',
          path,
          data: { status: 'claimed' },
          precondition: { updateTime: read?.updateTime ?? '' },
        },
      ])
      .then(
        () => true,
        () => false,
      );
    const [isWithdrawn, isClaimed] = await Promise.all([tools.withdraw(callId, 't1'), claim]);
    expect(isWithdrawn).not.toBe(isClaimed);
  });

  it('listen anew when the listener breaks, and read what they missed', async () => {
    const listeners: DocumentListener[] = [];
    const breaking: DocumentStore = {
      ...store,
      watch(query, listener) {
        listeners.push(listener);
        return listeners.length === 1
          ? { [Symbol.dispose]: () => undefined }
          : store.watch(query, listener);
      },
    };
    const fragile = open('relay-9', breaking);
    fragile.listen(callId, (outcome) => outcomes.push(outcome));
    await fragile.request(request);
    await finish('done');
    expect(outcomes).toEqual([]);
    listeners[0]?.onError(new StoreUnavailableError('The stream was reset'));
    await clock.advance(300);
    expect(outcomes).toHaveLength(1);
  });
});
