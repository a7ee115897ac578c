import { topics as contractTopics } from '../../contracts/events.ts';
import type { Logger } from '../../log/logger.ts';
import type { Clock } from '../../time/clock.ts';
import { encodeMessage } from '../encode-message.ts';
import {
  EventBusUnavailableError,
  type BusMessage,
  type EventBus,
  type PushSubscription,
} from '../event-bus.ts';
import { checkTopic, MessageDatabase, type DeadLetter } from './message-database.ts';
import { openDatabase } from './open-database.ts';
import { createPushBroker, type DeliverPush } from './push-broker.ts';

/** A bus for tests: everything that was published can be looked at. */
export interface MemoryEventBus extends EventBus {
  /** Everything published so far, in order; data as the receiver parses it. */
  readonly published: readonly BusMessage[];
  deadLetters(): readonly DeadLetter[];
  /** Resolves once nothing is under way and nothing waits for another attempt. */
  idle(): Promise<void>;
}

/**
 * A bus and its broker in this process, for tests under a virtual clock: the same fan-out, back-off and dead letters as the
 * embedded broker, but `deliver` takes the place of HTTP. No timer is armed while nothing waits.
 */
export function createMemoryEventBus(options: {
  readonly clock: Clock;
  /** Default: none, so that messages are only kept in `published`. */
  readonly subscriptions?: readonly PushSubscription[];
  /** Default: acknowledges everything. */
  readonly deliver?: DeliverPush;
  /** Topics that exist. Default: those of contracts/events.ts, and those that `subscriptions` name. */
  readonly topics?: readonly string[];
  readonly logger?: Logger;
}): MemoryEventBus {
  const { clock, subscriptions = [], logger } = options;
  const topics = new Set([
    ...(options.topics ?? Object.keys(contractTopics)),
    ...subscriptions.flatMap(({ topic, deadLetterTopic }) => [topic, deadLetterTopic]),
  ]);
  const database = openDatabase(':memory:');
  const messages = new MessageDatabase(database);
  const deliver: DeliverPush = options.deliver ?? (() => Promise.resolve(204));
  const broker = createPushBroker({ messages, subscriptions, deliver, clock, logger });
  const published: BusMessage[] = [];
  let isClosed = false;
  return {
    published,
    deadLetters: () => messages.deadLetters(),
    idle: () => broker.idle(),
    publish: async (message) => {
      const data = encodeMessage(message);
      checkTopic(message.topic, topics);
      await Promise.resolve();
      if (isClosed) throw new EventBusUnavailableError('The bus is closed');
      messages.publish(message.topic, data, JSON.stringify(message.attributes), clock.now());
      published.push({ ...message, data: JSON.parse(Buffer.from(data).toString()) as unknown });
      queueMicrotask(() => void (isClosed || broker.wake()));
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await broker[Symbol.asyncDispose]();
      database[Symbol.dispose]();
    },
  };
}
