import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { createMemoryEventBus } from '@standardiste/shared/cloud/embedded/memory-event-bus.ts';
import type { MemoryEventBus } from '@standardiste/shared/cloud/embedded/memory-event-bus.ts';
import {
  createMemoryDocuments,
  openMemoryDocumentStore,
} from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { EventBusUnavailableError } from '@standardiste/shared/cloud/event-bus.ts';
import { paths, toolDocumentSchema } from '@standardiste/shared/contracts/documents.ts';
import { callEndedEvent, callStartedEvent } from '@standardiste/shared/contracts/events.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import type { MemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCallRecords } from './call-records.ts';
import type { CallRecords } from './call-records.ts';

const newCall = {
  callId: 'CA1',
  profileId: 'ecole',
  carrier: 'twilio',
  callerPhone: '+33639980001',
  calledPhone: '+33199000001',
};
const first = { callId: 'CA1', generation: 1 };
const second = { callId: 'CA1', generation: 2 };

let clock: VirtualClock;
let store: DocumentStore;
let bus: MemoryEventBus;
let logger: MemoryLogger;
let records: CallRecords;
/** Another relay on the same documents. */
let others: CallRecords;

beforeEach(async () => {
  clock = new VirtualClock();
  const documents = createMemoryDocuments();
  store = await openMemoryDocumentStore({ clock, documents });
  const otherStore = await openMemoryDocumentStore({ clock, documents });
  bus = createMemoryEventBus({ clock });
  logger = createMemoryLogger();
  records = createCallRecords({ store, bus, clock, logger, relayId: 'relay-1' });
  others = createCallRecords({ store: otherStore, bus, clock, logger, relayId: 'relay-2' });
});

const publishedEvents = (topic: string) => bus.published.filter((each) => each.topic === topic);
const outboxSize = async (): Promise<number> =>
  (await store.query({ collection: 'outbox' })).length;

/** A call that relay 1 holds. */
async function goLive(): Promise<void> {
  await records.open(newCall);
  expect((await records.consumeToken(first)).type).toBe('accepted');
}

describe('open', () => {
  it('stores the call, the document for the identity, and publishes that the call started', async () => {
    const call = await records.open(newCall);
    await records[Symbol.asyncDispose]();
    expect(call).toMatchObject({ ...newCall, status: 'ringing', generation: 1, tokenConsumed: 0 });
    expect(await records.get('CA1')).toEqual(call);
    const tool = await store.get(paths.tool('CA1', 'identify'));
    expect(toolDocumentSchema.parse(tool?.data)).toMatchObject({
      tool: 'crm.identify',
      status: 'requested',
      pending: true,
      relayId: 'relay-1',
    });
    const [started] = publishedEvents('call-started');
    expect(started?.attributes).toMatchObject({ eventId: 'CA1:call-started', callId: 'CA1' });
    expect(callStartedEvent.parse(started?.data)).toMatchObject({
      callerPhone: '+33639980001',
      toolCallId: 'identify',
    });
    expect(await outboxSize()).toBe(0);
  });

  it('gives the same call to a duplicated webhook, also on another relay, and publishes once', async () => {
    const call = await records.open(newCall);
    await clock.advance(1_000);
    expect(await records.open(newCall)).toEqual(call);
    expect(await others.open(newCall)).toEqual(call);
    const both = await Promise.all([
      records.open({ ...newCall, callId: 'CA2' }),
      others.open({ ...newCall, callId: 'CA2' }),
    ]);
    expect(both[0]).toEqual(both[1]);
    await Promise.all([records, others].map((each) => each[Symbol.asyncDispose]()));
    expect(publishedEvents('call-started')).toHaveLength(2);
  });

  it('keeps the event in the outbox when the bus is down, and says so', async () => {
    const down: MemoryEventBus = {
      ...bus,
      publish: () => Promise.reject(new EventBusUnavailableError('down')),
    };
    const unlucky = createCallRecords({ store, bus: down, clock, logger, relayId: 'relay-1' });
    await unlucky.open(newCall);
    await clock.runUntil(Promise.resolve(unlucky[Symbol.asyncDispose]()));
    expect(await outboxSize()).toBe(1);
    const errors = logger.entries.filter((entry) => entry.level === 'error');
    expect(errors).toHaveLength(1);
    expect(clock.armedCount).toBe(0);
  });
});

describe('consumeToken', () => {
  it('is accepted once for a generation', async () => {
    await records.open(newCall);
    const use = await records.consumeToken(first);
    expect(use).toMatchObject({ type: 'accepted', call: { status: 'live', tokenConsumed: 1 } });
    expect(await records.consumeToken(first)).toEqual({ type: 'refused', reason: 'used' });
    expect(await others.consumeToken(first)).toEqual({ type: 'refused', reason: 'used' });
  });

  it('is accepted by exactly one of two relays at once', async () => {
    await records.open(newCall);
    const uses = await Promise.all([records.consumeToken(first), others.consumeToken(first)]);
    expect(uses.map((use) => use.type).toSorted()).toEqual(['accepted', 'refused']);
  });

  it('refuses unknown calls, generations that were never minted, and calls that are over', async () => {
    expect(await records.consumeToken(first)).toEqual({ type: 'refused', reason: 'unknown-call' });
    await records.open(newCall);
    expect(await records.consumeToken(second)).toEqual({ type: 'refused', reason: 'not-minted' });
    await records.end({ callId: 'CA1', reason: 'caller-hung-up' });
    expect(await records.consumeToken(first)).toEqual({ type: 'refused', reason: 'ended' });
  });

  it('brings pending tool results to the relay that took the socket, and leaves finished ones', async () => {
    await records.open(newCall);
    const done = { tool: 'calendar.book', relayId: 'relay-1', pending: false };
    await store.commit([{ type: 'create', path: paths.tool('CA1', 't1'), data: done }]);
    await others.consumeToken(first);
    expect((await records.get('CA1'))?.relayId).toBe('relay-2');
    expect((await store.get(paths.tool('CA1', 'identify')))?.data['relayId']).toBe('relay-2');
    expect((await store.get(paths.tool('CA1', 't1')))?.data['relayId']).toBe('relay-1');
  });
});

describe('resume', () => {
  it.each([
    ['live', () => Promise.resolve()],
    ['handover', () => records.handOver(first, { conversation: { stage: 'converse' } })],
    ['interrupted', () => records.markInterrupted(first)],
  ])('connects a call that is %s with a new generation, once', async (_status, arrange) => {
    await goLive();
    await arrange();
    expect(await others.resume('CA1')).toEqual({ type: 'stream', generation: 2 });
    expect(await others.consumeToken(second)).toMatchObject({ type: 'accepted' });
    expect(await records.consumeToken(second)).toMatchObject({ type: 'refused' });
  });

  it('connects a call whose socket never came to be', async () => {
    await records.open(newCall);
    expect(await records.resume('CA1')).toEqual({ type: 'stream', generation: 2 });
  });

  it('accepts the first of two tokens when the resume webhook came twice', async () => {
    await goLive();
    await records.resume('CA1');
    expect(await records.resume('CA1')).toEqual({ type: 'stream', generation: 3 });
    expect(await records.consumeToken(second)).toMatchObject({ type: 'accepted' });
  });

  it('hangs up what is over or unknown', async () => {
    expect(await records.resume('CA1')).toEqual({ type: 'hang-up' });
    await goLive();
    await records.end({ callId: 'CA1', reason: 'agent-hung-up' });
    expect(await records.resume('CA1')).toEqual({ type: 'hang-up' });
  });

  it('transfers a call that is to be transferred, although its socket was lost meanwhile', async () => {
    await goLive();
    await records.beginTransfer(first, { outcome: 'transferred' });
    await records.markInterrupted(first);
    expect(await records.resume('CA1')).toMatchObject({
      type: 'transfer',
      call: { outcome: 'transferred' },
    });
  });

  it('gives up after three resumes within a minute, not after three in an hour', async () => {
    await goLive();
    for (let n = 0; n < 3; n += 1) expect((await records.resume('CA1')).type).toBe('stream');
    expect(await records.resume('CA1')).toEqual({ type: 'give-up' });
    await clock.advance(61_000);
    expect(await records.resume('CA1')).toEqual({ type: 'stream', generation: 5 });
  });
});

describe('checkpoints', () => {
  it('are what the next relay goes on from', async () => {
    await goLive();
    const conversation = { stage: 'converse', turns: ['un', 'deux'] };
    expect(await records.checkpoint(first, { conversation })).toBe('stored');
    await records.resume('CA1');
    const use = await others.consumeToken(second);
    expect(use.type === 'accepted' && use.call.conversation).toEqual(conversation);
  });

  it('of a relay that lost the call are refused', async () => {
    await goLive();
    await records.resume('CA1');
    await others.consumeToken(second);
    expect(await records.checkpoint(first, { conversation: {} })).toBe('superseded');
    expect(await records.markInterrupted(first)).toBe('superseded');
    expect((await records.get('CA1'))?.status).toBe('live');
  });

  it('of a call that is over are refused', async () => {
    await goLive();
    await records.end({ callId: 'CA1', reason: 'caller-hung-up' });
    expect(await records.handOver(first, {})).toBe('superseded');
    expect((await records.get('CA1'))?.status).toBe('ended');
  });
});

describe('end', () => {
  it('publishes exactly once, whoever comes first', async () => {
    await goLive();
    await clock.advance(65_000);
    const results = await Promise.all([
      records.end({ callId: 'CA1', reason: 'agent-hung-up', outcome: 'appointment-booked' }),
      others.end({ callId: 'CA1', reason: 'caller-hung-up' }),
      others.end({ callId: 'CA1', reason: 'swept' }),
    ]);
    expect(results.toSorted()).toEqual(['already-ended', 'already-ended', 'ended']);
    expect(publishedEvents('call-ended')).toHaveLength(1);
    const [ended] = publishedEvents('call-ended');
    expect(ended?.attributes['eventId']).toBe('CA1:call-ended');
    expect(callEndedEvent.parse(ended?.data).durationMs).toBe(65_000);
    expect(await outboxSize()).toBe(0);
  });

  it('does nothing for a socket that another relay has replaced', async () => {
    await goLive();
    await records.resume('CA1');
    await others.consumeToken(second);
    const end = { ...first, reason: 'agent-hung-up', outcome: 'abandoned' } as const;
    expect(await records.end(end)).toBe('superseded');
    expect((await records.get('CA1'))?.status).toBe('live');
    expect(publishedEvents('call-ended')).toEqual([]);
    expect(await others.end({ ...end, ...second })).toBe('ended');
  });

  it('takes the outcome that was checkpointed, or what the reason suggests', async () => {
    await goLive();
    await records.checkpoint(first, { outcome: 'lead-captured' });
    await records.end({ callId: 'CA1', reason: 'caller-hung-up' });
    await records.open({ ...newCall, callId: 'CA2' });
    await records.end({ callId: 'CA2', reason: 'caller-hung-up' });
    await records.open({ ...newCall, callId: 'CA3' });
    await records.end({ callId: 'CA3', reason: 'failed' });
    const outcomes = publishedEvents('call-ended').map(
      ({ data }) => callEndedEvent.parse(data).outcome,
    );
    expect(outcomes).toEqual(['lead-captured', 'abandoned', 'technical-failure']);
    expect((await records.get('CA1'))?.endedAt).toEqual(new Date(clock.now()));
  });

  it('says when there is no such call', async () => {
    expect(await records.end({ callId: 'CA9', reason: 'swept' })).toBe('unknown-call');
  });
});
