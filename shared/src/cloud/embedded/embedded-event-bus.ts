import { topics as contractTopics } from '../../contracts/events.ts';
import type { Clock } from '../../time/clock.ts';
import { encodeMessage } from '../encode-message.ts';
import { EventBusUnavailableError, type EventBus } from '../event-bus.ts';
import { createDatabaseClient, startDatabaseWorker } from './database-client.ts';
import { checkTopic } from './message-database.ts';

/**
 * A bus that appends to the SQLite file from a worker thread; `runEmbeddedBroker`, in a process of its own, delivers. What is
 * published while no broker runs is delivered once one does.
 */
export function openEmbeddedEventBus(options: {
  readonly file: string;
  readonly clock: Clock;
  /** Topics that exist. Default: those of contracts/events.ts. */
  readonly topics?: readonly string[];
}): EventBus {
  const topics = new Set(options.topics ?? Object.keys(contractTopics));
  const client = createDatabaseClient(startDatabaseWorker(options.file), {
    onChanges: () => undefined,
    onGone: () => undefined, // Publishing fails from then on, which says it.
  });
  return {
    async publish(message) {
      const data = encodeMessage(message);
      checkTopic(message.topic, topics);
      try {
        await client.request({
          type: 'publish',
          topic: message.topic,
          data,
          attributes: JSON.stringify(message.attributes),
          publishedAtMs: options.clock.now(),
        });
      } catch (cause) {
        throw new EventBusUnavailableError('The event could not be kept', { cause });
      }
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}
