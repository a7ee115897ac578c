import { describe, expect, it } from 'vitest';
import {
  startSalesforceSimulator,
  type SalesforceSimulator,
} from '@standardiste/sandbox/vendors/salesforce/salesforce-simulator.ts';
import type { BusMessage, EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { schemaVersion } from '@standardiste/shared/contracts/events.ts';
import {
  functionDefinitions,
  type FunctionDefinition,
} from '@standardiste/shared/contracts/subscriptions.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { createSummariseCall } from '../call-summary/summarise-call.ts';
import { createDemoCrm } from '../integrations/crm/salesforce/fixtures/demo-crm.ts';
import { createEventFunction, type EventFunction } from '../platform/event-function.ts';
import { replayDeadLetters } from '../platform/replay.ts';
import { createLoggingHandlers } from './handlers.ts';

const hourMs = 3_600_000;
const callId = 'CAoutage';
const call = { callId, profileId: 'ecole-demo' };

/** One call of a stranger who books and leaves a name. */
const published = [
  [
    'call-started',
    {
      ...call,
      callerPhone: null,
      calledPhone: '+33199000001',
      startedAt: '2026-11-20T09:00:00Z',
      toolCallId: 'identity',
    },
  ],
  [
    'appointment-changed',
    {
      ...call,
      appointmentId: 'rdv1',
      version: 1,
      change: 'booked',
      calendarId: 's@demo',
      advisorId: 'sophie',
      startAt: '2026-11-24T13:00:00Z',
      endAt: '2026-11-24T13:30:00Z',
      contact: {
        firstName: 'Zoé',
        lastName: 'Démo',
        phone: '+33639980002',
        email: null,
        record: null,
        recordId: null,
      },
    },
  ],
  [
    'lead-captured',
    {
      ...call,
      firstName: 'Zoé',
      lastName: 'Démo',
      phone: '+33639980002',
      email: null,
      interest: 'BTS',
    },
  ],
  [
    'call-ended',
    {
      ...call,
      callerPhone: null,
      startedAt: '2026-11-20T09:00:00Z',
      endedAt: '2026-11-20T09:01:02Z',
      durationMs: 62_400,
      outcome: 'appointment-booked',
      reason: 'caller-hung-up',
    },
  ],
] as const;

interface Pending {
  readonly definition: FunctionDefinition;
  readonly message: BusMessage;
  readonly attempt: number;
  readonly dueMs: number;
}

/**
 * Pub/Sub as a queue that jumps to the next delivery: real requests, real handlers, the real table of back-offs, and a time that
 * passes only between deliveries.
 */
class JumpingBroker implements EventBus {
  readonly functions = new Map<string, EventFunction>();
  readonly dead: Pending[] = [];
  nowMs = Date.UTC(2026, 10, 20, 9, 1, 3);
  readonly clock: Clock = {
    now: () => this.nowMs,
    schedule: (delayMs, fire) => systemClock.schedule(delayMs, fire),
  };
  #pending: Pending[] = [];

  publish(message: BusMessage): Promise<void> {
    for (const definition of functionDefinitions as readonly FunctionDefinition[]) {
      const isWanted = definition.subscriptions.some(({ topic }) => topic === message.topic);
      if (!isWanted || !this.functions.has(definition.name)) continue;
      this.#pending.push({ definition, message, attempt: 1, dueMs: this.nowMs });
    }
    return Promise.resolve();
  }

  /** Delivers until nothing waits; `before` runs before each delivery, for the world to change. */
  async run(before: () => void): Promise<void> {
    for (;;) {
      this.#pending.sort((a, b) => a.dueMs - b.dueMs);
      const next = this.#pending.shift();
      if (next === undefined) return;
      this.nowMs = Math.max(this.nowMs, next.dueMs) + 1;
      before();
      if (await this.#isAcknowledged(next)) continue;
      const { minBackoffMs, maxBackoffMs, maxDeliveryAttempts } = next.definition;
      if (next.attempt >= maxDeliveryAttempts) {
        this.dead.push(next);
        continue;
      }
      const backoffMs = Math.min(maxBackoffMs, minBackoffMs * 2 ** (next.attempt - 1));
      const dueMs = this.nowMs + backoffMs;
      this.#pending.push({ ...next, attempt: next.attempt + 1, dueMs });
    }
  }

  async #isAcknowledged({ definition, message, attempt }: Pending): Promise<boolean> {
    const run = this.functions.get(definition.name);
    const body = {
      subscription: `projects/test/subscriptions/${definition.name}.${message.topic}`,
      deliveryAttempt: attempt,
      message: {
        messageId: '1',
        attributes: message.attributes,
        data: Buffer.from(JSON.stringify(message.data)).toString('base64'),
      },
    };
    return (await run?.({ body, headers: {} }))?.status === 200;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

async function open(): Promise<
  {
    simulator: SalesforceSimulator;
    broker: JumpingBroker;
    store: DocumentStore;
    publishCall(): Promise<void>;
  } & AsyncDisposable
> {
  await using stack = new AsyncDisposableStack();
  const broker = new JumpingBroker();
  const { clock } = broker;
  const simulator = stack.use(await startSalesforceSimulator({ clock }));
  const store = stack.use(await openMemoryDocumentStore({ clock }));
  const logger = createMemoryLogger();
  const crm = createDemoCrm({ loginUrl: simulator.origin, clock });
  const deps = { crm, store, clock };
  const handlers = {
    'salesforce-logging': createLoggingHandlers(deps),
    'call-summary': [createSummariseCall({ store })],
  } as const;
  for (const name of ['salesforce-logging', 'call-summary'] as const) {
    const options = { name, handlers: handlers[name], store, bus: broker, clock, logger };
    broker.functions.set(name, createEventFunction(options));
  }
  const kept = stack.move();
  return {
    simulator,
    broker,
    store,
    async publishCall() {
      for (const [topic, data] of published) {
        const attributes = { eventId: `${callId}:${topic}`, callId, schemaVersion };
        await broker.publish({ topic, data, attributes });
        await broker.publish({ topic, data, attributes });
      }
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** One of each, linked, and the task with its summary. */
function expectAllRecords(simulator: SalesforceSimulator): void {
  const { tasks, events, leads } = simulator.state();
  const [lead] = leads;
  expect(leads).toHaveLength(1);
  expect(tasks).toMatchObject([{ CallObject: callId, WhoId: lead?.['Id'] }]);
  expect(tasks[0]?.['Description']).toContain('Résumé : ');
  expect(events).toMatchObject([{ CallSid__c: 'rdv1', WhoId: lead?.['Id'] }]);
}

describe('Salesforce being down', () => {
  it.each([
    ['answers 503', { kind: 'error', status: 503 }],
    ['breaks connections', { kind: 'cut' }],
    ['does the work and fails to answer', { kind: 'error-after-commit', status: 503 }],
  ] as const)('for an hour loses nothing and duplicates nothing: it %s', async (_name, fault) => {
    await using under = await open();
    const { broker, simulator } = under;
    const endMs = broker.nowMs + hourMs;
    simulator.faults.set([{ operation: '*', times: null, ...fault }]);
    await under.publishCall();
    let requestsInOutage = 0;
    await broker.run(() => {
      if (broker.nowMs < endMs) requestsInOutage = simulator.state().requests.length;
      else simulator.faults.set([]);
    });
    expectAllRecords(simulator);
    expect(broker.dead).toEqual([]);
    // Nine deliveries, backing off to ten minutes: some 14 attempts each, and a sign-in with most.
    expect(requestsInOutage).toBeLessThan(400);
  });

  it('with its daily limit used up is asked once in a while, not by every event', async () => {
    await using under = await open();
    const { broker, simulator } = under;
    const endMs = broker.nowMs + hourMs;
    const code = 'REQUEST_LIMIT_EXCEEDED';
    const limit = { operation: '*', kind: 'error', status: 403, code, times: null } as const;
    simulator.faults.set([{ operation: 'oauth.token', kind: 'none', times: null }, limit]);
    await under.publishCall();
    let refusedRequests = 0;
    await broker.run(() => {
      if (broker.nowMs < endMs) refusedRequests = simulator.state().requests.length;
      else simulator.faults.set([]);
    });
    expectAllRecords(simulator);
    // The sign-in, and at most one request in five minutes.
    expect(refusedRequests).toBeLessThanOrEqual(1 + 12);
  });

  it('for a day leaves dead letters, which are replayed once and for all', async () => {
    await using under = await open();
    const { broker, simulator, store } = under;
    simulator.faults.set([{ operation: '*', kind: 'error', status: 503, times: null }]);
    await under.publishCall();
    await broker.run(() => undefined);
    expect(broker.dead.length).toBeGreaterThan(0);
    expect(simulator.state().tasks).toEqual([]);

    simulator.faults.set([]);
    const replay = { limit: 100, functionName: 'salesforce-logging' };
    const { published: count, unfit } = await replayDeadLetters({ store, bus: broker }, replay);
    expect(count).toBeGreaterThanOrEqual(4);
    expect(unfit).toEqual([]);
    await broker.run(() => undefined);
    expectAllRecords(simulator);
    expect(await replayDeadLetters({ store, bus: broker }, replay)).toMatchObject({ published: 0 });
  });
});
