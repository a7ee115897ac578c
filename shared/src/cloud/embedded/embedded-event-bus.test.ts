import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeEventBus, type EventBusSetup } from '../event-bus.contract.ts';
import type { EventBus, PushSubscription } from '../event-bus.ts';
import type { PushEnvelope } from '../push-envelope.ts';
import { createMemoryLogger } from '../../log/memory-logger.ts';
import { systemClock } from '../../time/system-clock.ts';
import { readDeadLetters, runEmbeddedBroker } from './embedded-broker.ts';
import { openEmbeddedEventBus } from './embedded-event-bus.ts';

const folder = mkdtempSync(join(tmpdir(), 'embedded-bus-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let fileCount = 0;
const newFile = (): string => join(folder, `${(fileCount += 1)}.sqlite`);

/** A function's HTTP side. */
async function listen(
  receive: (envelope: PushEnvelope) => Promise<number>,
): Promise<{ origin: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    void (async () => {
      response.statusCode = await receive(JSON.parse(await readText(request)) as PushEnvelope);
      response.end('read by nobody');
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Starts a broker; disposing stops it. */
function startBroker(file: string, subscriptions: readonly PushSubscription[]): AsyncDisposable {
  const stop = new AbortController();
  const logger = createMemoryLogger();
  const { signal } = stop;
  const run = runEmbeddedBroker({ file, subscriptions, clock: systemClock, signal, logger });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await run;
    },
  };
}

async function open(
  setup: EventBusSetup,
  file = newFile(),
): Promise<{ bus: EventBus } & AsyncDisposable> {
  const receiver = await listen((envelope) =>
    setup.receive({
      subscription: envelope.subscription.split('/').at(-1) ?? '',
      envelope,
      atMs: systemClock.now(),
    }),
  );
  const broker = startBroker(
    file,
    setup.subscriptions.map((subscription) => ({ ...subscription, pushUrl: receiver.origin })),
  );
  const bus = openEmbeddedEventBus({ file, clock: systemClock, topics: setup.topics });
  return {
    bus,
    async [Symbol.asyncDispose]() {
      await bus[Symbol.asyncDispose]();
      await broker[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
    },
  };
}

describeEventBus('The embedded event bus', open, {
  ackDeadlineMs: 150,
  minBackoffMs: 20,
  filters: 'honoured',
  deliveryAttempts: 'told',
});

const subscription: PushSubscription = {
  name: 'sms-follow-up.call-ended',
  topic: 'call-ended',
  pushUrl: 'http://127.0.0.1:9/nobody',
  ackDeadlineMs: 200,
  minBackoffMs: 20,
  maxBackoffMs: 40,
  maxDeliveryAttempts: 5,
  deadLetterTopic: 'dead-letters',
};
const message = { topic: 'call-ended', data: { n: 1 }, attributes: { eventId: 'e' } };

describe('The embedded broker', () => {
  it('delivers what was published before it first ran, and what it left unfinished when it stopped', async () => {
    const file = newFile();
    await using bus = openEmbeddedEventBus({ file, clock: systemClock });
    await bus.publish(message);
    const pushed: PushEnvelope[] = [];
    let wake = Promise.withResolvers<void>();
    let answer = new Promise<number>(() => undefined);
    await using receiver = await listen((envelope) => {
      pushed.push(envelope);
      wake.resolve();
      return answer;
    });
    const subscriptions = [{ ...subscription, pushUrl: receiver.origin, ackDeadlineMs: 60_000 }];
    {
      await using _broker = startBroker(file, subscriptions);
      await wake.promise;
    }
    answer = Promise.resolve(204);
    wake = Promise.withResolvers();
    await using _broker = startBroker(file, subscriptions);
    await wake.promise;
    expect(pushed.map(({ deliveryAttempt }) => deliveryAttempt)).toEqual([1, 2]);
    expect(pushed[1]?.message.messageId).toBe(pushed[0]?.message.messageId);
  });

  it('counts a receiver that is not there as failed attempts, and keeps the dead letter to look at', async () => {
    const file = newFile();
    await using bus = openEmbeddedEventBus({ file, clock: systemClock });
    await using _broker = startBroker(file, [subscription]);
    await bus.publish(message);
    await expect
      .poll(() => readDeadLetters(file), { timeout: 4_000 })
      .toMatchObject([
        { subscription: subscription.name, topic: 'call-ended', data: { n: 1 }, attempts: 5 },
      ]);
  });
});
