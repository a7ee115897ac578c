import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { paths, type ToolDocument } from '@standardiste/shared/contracts/documents.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AnyEventHandler, HandlerContext } from './event-handler.ts';
import { createEventFunction, type PushRequest } from './event-function.ts';
import { createMortalProcess } from './fixtures/mortal-process.ts';
import { createRecordingBus, pushOf, type RecordingBus } from './fixtures/deliveries.ts';
import { createToolHandler } from './tool-handler.ts';

const callId = 'CA1';
const toolCallId = 't1';
const startAt = '2026-11-23T09:00:00Z';
const endAt = '2026-11-23T09:30:00Z';
const effectKey = `book:${callId}:sophie:${startAt}:1`;
const noContact = {
  firstName: null,
  lastName: null,
  phone: null,
  email: null,
  record: null,
  recordId: null,
};

/** A vendor without handles: doing the same thing twice makes two things. */
interface Vendor {
  readonly made: string[];
}

let clock: VirtualClock;
let store: DocumentStore;
let bus: RecordingBus;
let vendor: Vendor;

beforeEach(async () => {
  clock = new VirtualClock();
  store = await openMemoryDocumentStore({ clock });
  bus = createRecordingBus();
  vendor = { made: [] };
  await requestTool();
});

describe('an event function', () => {
  it('runs the handler once and commits result, event and done together', async () => {
    const response = await deliver();
    expect(response).toEqual({ status: 200, body: { outcome: 'done' } });
    await expectOneEffect();
    expect(bus.messages).toHaveLength(1);
    expect(bus.messages[0]?.attributes).toMatchObject({
      eventId: `${callId}:booked`,
      callId,
      schemaVersion: '1',
    });
  });

  it.each([
    ['done', {}, 1, {}],
    ['failed', failing(false), 1, {}],
    ['failed', failing(true), 12, {}],
    ['done', {}, 1, { arguments: {} }],
  ] as const)(
    'tells who asked by event that the answer is there: %s (%#)',
    async (status, hooks, deliveryAttempt, fields) => {
      const expected = 'arguments' in fields ? 'failed' : status;
      await deliver({ data: { ...fields, answerBy: 'event' }, deliveryAttempt }, hooks);
      await deliver({ data: { ...fields, answerBy: 'event' }, deliveryAttempt }, hooks);
      const told = bus.messages.filter(({ topic }) => topic === 'tool-answered');
      expect(new Set(told.map(({ attributes }) => attributes['eventId']))).toEqual(
        new Set([`${callId}:${toolCallId}:answered`]),
      );
      expect(told[0]?.data).toMatchObject({ toolCallId, status: expected });
      expect(await readTool()).toMatchObject({ status: expected });
    },
  );

  it('acknowledges a second delivery without running the handler again', async () => {
    await deliver();
    expect((await deliver()).body.outcome).toBe('done-already');
    await expectOneEffect();
  });

  it('lets one of many concurrent deliveries in and sends the others away to come again', async () => {
    const responses = await Promise.all(Array.from({ length: 20 }, () => deliver()));
    const outcomes = responses.map(({ body }) => body.outcome);
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(responses.filter(({ status }) => status === 503 || status === 200)).toHaveLength(20);
    expect((await deliver()).body.outcome).toBe('done-already');
    await expectOneEffect();
  });

  it('answers a second request for the same effect with the answer of the first', async () => {
    await deliver();
    await requestTool('t2');
    expect((await deliver({ toolCallId: 't2' })).body.outcome).toBe('done-already');
    expect(await readTool('t2')).toMatchObject({ status: 'done', result: { type: 'booked' } });
    await expectOneEffect();
  });

  it('takes an expired lease over and fences the slow holder out', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = deliver({}, { after: () => gate.promise });
    await clock.advance(5_000);
    expect((await deliver()).body.outcome).toBe('leased');
    await clock.advance(5_000);
    // The slow holder's process hangs, so its own time limit never fires; its clock is not ours to advance.
    await store.commit([
      { type: 'update', path: ledgerPath(), data: { leaseUntil: new Date(clock.now()) } },
    ]);
    expect((await deliver()).body.outcome).toBe('done');
    gate.resolve();
    expect((await slow).status).toBe(503);
    expect(vendor.made).toEqual([effectKey]);
    await expectOneEffect();
  });

  it('stops a handler at 75 % of its lease and lets the event come again at once', async () => {
    let aborted: unknown;
    const hangs = deliver(
      {},
      {
        before: ({ signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject((aborted = signal.reason) as Error));
          }),
      },
    );
    await clock.advance(11_249);
    expect(aborted).toBeUndefined();
    await clock.advance(1);
    expect(await hangs).toMatchObject({ status: 503, body: { outcome: 'retry' } });
    expect(aborted).toMatchObject({ code: 'operation-timed-out' });
    expect((await deliver()).body.outcome).toBe('done');
    expect(clock.armedCount).toBe(0);
  });

  it('lets a retryable failure come again and keeps the request claimed', async () => {
    expect(await deliver({}, failing(true))).toMatchObject({ status: 503 });
    expect(await readTool()).toMatchObject({ status: 'claimed', pending: true });
    expect((await deliver()).body.outcome).toBe('done');
    await expectOneEffect();
  });

  it('answers the relay when the last attempt fails, and leaves the event to the dead letters of the broker', async () => {
    expect(await deliver({ deliveryAttempt: 12 }, failing(true))).toMatchObject({ status: 503 });
    expect(await readTool()).toMatchObject({
      status: 'failed',
      pending: true,
      reason: 'vendor-failed: no',
    });
  });

  it('stores a failure for good with its reason, dead-letters it and acknowledges', async () => {
    expect(await deliver({}, failing(false))).toMatchObject({
      status: 200,
      body: { outcome: 'failed' },
    });
    expect(await readTool()).toMatchObject({
      status: 'failed',
      result: null,
      reason: 'vendor-failed: no',
    });
    expect(bus.messages.map(({ topic }) => topic)).toEqual(['dead-letters']);
    const letters = await store.query({ collection: 'deadLetters' });
    expect(letters.map(({ data }) => data['reason'])).toEqual(['vendor-failed: no']);
    expect((await deliver()).body.outcome).toBe('done-already');
    expect(vendor.made).toEqual([]);
  });

  it('takes a bug for a passing failure until the last attempt, then puts the event aside', async () => {
    const bug = { before: () => Promise.reject(new TypeError('x is not a function')) };
    expect((await deliver({ deliveryAttempt: 11 }, bug)).status).toBe(503);
    expect((await deliver({ deliveryAttempt: 12 }, bug)).body.outcome).toBe('failed');
    expect(await readTool()).toMatchObject({ status: 'failed' });
  });

  it.each([
    ['arguments that do not fit', { arguments: { startAt: 'tomorrow' } }],
    ['no arguments', { arguments: {} }],
  ])('puts a request with %s aside and tells the relay', async (_, data) => {
    expect((await deliver({ data })).body.outcome).toBe('failed');
    expect(await readTool()).toMatchObject({ status: 'failed', pending: true });
  });

  it('puts an event that does not fit its schema aside', async () => {
    const response = await deliver({ data: { notAfter: 'soon' } });
    expect(response).toMatchObject({ status: 200, body: { outcome: 'invalid' } });
    expect(await store.query({ collection: 'deadLetters' })).toHaveLength(1);
    expect(bus.messages[0]?.attributes['reason']).toContain('notAfter');
  });

  it.each([
    ['by attribute', { tool: 'knowledge.search' }],
    ['by data, when a broker keeps no attribute', {}],
  ])(
    'acknowledges a tool that is not its own, known %s, before any claim',
    async (_, attributes) => {
      const response = await deliver({ data: { tool: 'knowledge.search' }, attributes });
      expect(response.body.outcome).toBe('not-ours');
      expect(await store.query({ collection: 'effects' })).toHaveLength(0);
      expect(await readTool()).toMatchObject({ status: 'requested' });
    },
  );

  it('acknowledges a topic that it has no handler for', async () => {
    const { body, headers } = push({});
    const moved = { ...(body as object), subscription: 'projects/p/subscriptions/f.call-ended' };
    const run = createEventFunction({
      ...options({ store, bus }),
      handlers: [bookHandler({ step: (work) => work() }), { ...leadHandler }],
    });
    expect((await run({ body: moved, headers })).body.outcome).toBe('not-subscribed');
  });

  it('refuses what is no push', async () => {
    const run = createEventFunction({ ...options({ store, bus }), handlers: [] });
    expect((await run({ body: 'hello', headers: {} })).status).toBe(400);
    expect((await run({ body: { message: { data: 'e30=' } }, headers: {} })).status).toBe(400);
  });
});

describe('a stale request', () => {
  it('does nothing after notAfter', async () => {
    await clock.advance(30_001);
    expect((await deliver()).body.outcome).toBe('stale');
    expect(vendor.made).toEqual([]);
    expect(await readTool()).toMatchObject({ status: 'requested' });
  });

  it('does nothing once the relay has withdrawn it', async () => {
    await store.commit([
      { type: 'update', path: paths.tool(callId, toolCallId), data: { status: 'withdrawn' } },
    ]);
    expect((await deliver()).body.outcome).toBe('stale');
    expect(vendor.made).toEqual([]);
  });

  it('leaves the effect free for a later request', async () => {
    await store.commit([
      { type: 'update', path: paths.tool(callId, toolCallId), data: { status: 'withdrawn' } },
    ]);
    await deliver();
    await requestTool('t2');
    expect((await deliver({ toolCallId: 't2' })).body.outcome).toBe('done');
  });

  it('goes on after notAfter when an earlier attempt had claimed it, because that attempt may have acted', async () => {
    await deliver({}, failing(true));
    await clock.advance(60_000);
    expect((await deliver()).body.outcome).toBe('done');
    await expectOneEffect();
  });

  it('waits for a document that is not there yet', async () => {
    expect((await deliver({ toolCallId: 't9' })).status).toBe(503);
    await requestTool('t9');
    expect((await deliver({ toolCallId: 't9' })).body.outcome).toBe('done');
  });

  it('is either withdrawn or claimed, never both', async () => {
    const tool = await store.get(paths.tool(callId, toolCallId));
    const withdraw = store
      .commit([
        {
          type: 'update',
          path: paths.tool(callId, toolCallId),
          precondition: { updateTime: tool?.updateTime ?? '' },
          data: { status: 'withdrawn' },
        },
      ])
      .then(
        () => true,
        () => false,
      );
    const [isWithdrawn, response] = await Promise.all([withdraw, deliver()]);
    expect(vendor.made).toHaveLength(isWithdrawn ? 0 : 1);
    expect(response.body.outcome).toBe(isWithdrawn ? 'stale' : 'done');
  });
});

describe('a crash', () => {
  it('at any one step, before or after it took effect, ends with exactly one effect', async () => {
    const steps = await countSteps();
    expect(steps).toBeGreaterThan(8);
    for (let dieAt = 0; dieAt < steps; dieAt += 1) {
      for (const when of ['before', 'after'] as const) {
        await reset();
        await deliverTo(createMortalProcess({ store, bus }, { dieAt, when }));
        await redeliverUntilAcknowledged();
        await expectOneEffect();
      }
    }
  });

  it('at any steps of any deliveries, some of them side by side, ends with exactly one effect', async () => {
    const death = fc.record({
      dieAt: fc.integer({ min: 0, max: 12 }),
      when: fc.constantFrom('before' as const, 'after' as const),
      waitMs: fc.constantFrom(0, 1_000, 16_000),
      isAwaited: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(death, { minLength: 1, maxLength: 5 }), async (deaths) => {
        await reset();
        const running: Promise<unknown>[] = [];
        for (const { waitMs, isAwaited, ...life } of deaths) {
          const delivery = deliverTo(createMortalProcess({ store, bus }, life));
          running.push(delivery);
          if (isAwaited) await delivery;
          await clock.advance(waitMs);
        }
        await Promise.all(running);
        await redeliverUntilAcknowledged();
        await expectOneEffect();
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});

interface Hooks {
  before?(context: HandlerContext): Promise<void>;
  after?(): Promise<void>;
}

function bookHandler(
  { step }: { step: <T>(work: () => Promise<T>) => Promise<T> },
  hooks: Hooks = {},
): AnyEventHandler {
  return createToolHandler({
    tool: 'calendar.book',
    clock,
    effectKey: (values) =>
      `book:${callId}:${values.advisorId}:${values.startAt}:${values.generation}`,
    async run(values, context) {
      await hooks.before?.(context);
      const isMade =
        context.attempt > 1 &&
        (await step(() => Promise.resolve(vendor.made.includes(context.effectKey))));
      if (!isMade) await step(() => Promise.resolve(vendor.made.push(context.effectKey)));
      await hooks.after?.();
      const appointmentId = hashKey(context.effectKey);
      const { advisorId } = values;
      return {
        result: { type: 'booked', appointmentId, startAt, endAt, advisorId },
        events: [
          {
            topic: 'appointment-changed',
            eventId: `${callId}:booked`,
            callId,
            data: {
              callId,
              profileId: 'demo',
              appointmentId,
              version: 1,
              change: 'booked',
              calendarId: 'c',
              advisorId,
              startAt,
              endAt,
              contact: noContact,
            },
          },
        ],
      };
    },
  });
}

const leadHandler: AnyEventHandler = {
  topic: 'lead-captured',
  effectKey: () => 'lead',
  handle: () => Promise.resolve({ writes: [], events: [] }),
};

function failing(retryable: boolean): Hooks {
  return {
    before: () => Promise.reject(new VendorFailedError('no', { vendor: 'test', retryable })),
  };
}

function options(io: Pick<Parameters<typeof createEventFunction>[0], 'store' | 'bus'>) {
  return {
    name: 'calendar-booking',
    store: io.store,
    bus: io.bus,
    clock,
    logger: createMemoryLogger(),
  } as const;
}

interface DeliveryOptions {
  readonly toolCallId?: string;
  readonly data?: object;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly deliveryAttempt?: number;
}

function push({
  toolCallId: id = toolCallId,
  data,
  attributes,
  deliveryAttempt,
}: DeliveryOptions): PushRequest {
  const book = {
    startAt,
    endAt,
    advisorId: 'sophie',
    generation: 1,
    contact: noContact,
    topic: null,
  };
  return pushOf({
    functionName: 'calendar-booking',
    topic: 'tool-requested',
    eventId: `${callId}:${id}`,
    ...(attributes && { attributes }),
    ...(deliveryAttempt !== undefined && { deliveryAttempt }),
    data: {
      callId,
      profileId: 'demo',
      toolCallId: id,
      tool: 'calendar.book',
      arguments: book,
      notAfter: notAfter(),
      ...data,
    },
  });
}

let requestedAtMs = 0;
function notAfter(): string {
  return new Date(requestedAtMs + 30_000).toISOString();
}

function deliver(delivery: DeliveryOptions = {}, hooks: Hooks = {}) {
  const handlers = [bookHandler({ step: (work) => work() }, hooks)];
  return createEventFunction({ ...options({ store, bus }), handlers })(push(delivery));
}

function deliverTo(life: ReturnType<typeof createMortalProcess>) {
  return createEventFunction({ ...options(life), handlers: [bookHandler(life)] })(push({}));
}

async function countSteps(): Promise<number> {
  const life = createMortalProcess({ store, bus }, { dieAt: Infinity, when: 'after' });
  await deliverTo(life);
  return life.steps;
}

async function reset(): Promise<void> {
  store = await openMemoryDocumentStore({ clock });
  bus = createRecordingBus();
  vendor = { made: [] };
  await requestTool();
}

async function redeliverUntilAcknowledged(): Promise<void> {
  for (let attempt = 2; attempt <= 12; attempt += 1) {
    if ((await deliver({ deliveryAttempt: attempt })).status === 200) return;
    await clock.advance(Math.min(60_000, 1_000 * 2 ** (attempt - 2)));
  }
  throw new Error('never acknowledged');
}

async function requestTool(id = toolCallId): Promise<void> {
  requestedAtMs = clock.now();
  const data: Omit<ToolDocument, 'context'> = {
    callId,
    toolCallId: id,
    tool: 'calendar.book',
    relayId: 'relay-1',
    pending: true,
    status: 'requested',
    requestedAt: new Date(clock.now()),
    finishedAt: null,
    result: null,
    reason: null,
    expireAt: new Date(clock.now() + 86_400_000),
  };
  await store.commit([
    { type: 'create', path: paths.tool(callId, id), data: { ...data, result: null } },
  ]);
}

async function readTool(id = toolCallId) {
  return (await store.get(paths.tool(callId, id)))?.data;
}

function ledgerPath(): string {
  return paths.effect(hashKey(effectKey));
}

async function expectOneEffect(): Promise<void> {
  const tool = await readTool();
  // A crash before the claim may push the request past its time; then nothing must have happened at all.
  if (tool?.['status'] === 'requested') {
    expect(clock.now()).toBeGreaterThan(requestedAtMs + 30_000);
    expect(vendor.made).toEqual([]);
    expect(bus.messages).toEqual([]);
    return;
  }
  expect(vendor.made).toEqual([effectKey]);
  expect(tool).toMatchObject({ status: 'done', pending: true, result: { type: 'booked' } });
  expect((await store.get(ledgerPath()))?.data).toMatchObject({ status: 'done' });
  expect(new Set(bus.messages.map(({ attributes }) => attributes['eventId']))).toEqual(
    new Set([`${callId}:booked`]),
  );
  expect(await store.query({ collection: 'outbox' })).toHaveLength(0);
}
