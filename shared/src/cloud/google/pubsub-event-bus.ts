import { PubSub, type Topic } from '@google-cloud/pubsub';
import { withTimeout, type Clock } from '../../time/clock.ts';
import { systemClock } from '../../time/system-clock.ts';
import { encodeMessage } from '../encode-message.ts';
import { EventBusUnavailableError, TopicMissingError, type EventBus } from '../event-bus.ts';
import { grpcCode, grpcCodes } from './grpc-failure.ts';

export interface PubSubOptions {
  readonly projectId: string;
  /** `127.0.0.1:8585`. Without it the client itself looks at `PUBSUB_EMULATOR_HOST`. */
  readonly emulatorHost?: string | undefined;
  readonly clock?: Clock;
  /** Limit of one publication with its retries. Default 5,000. */
  readonly timeoutMs?: number;
}

/**
 * Publishes to Pub/Sub through Google's client, every message at once: its default batching would hold a caller's tool call back
 * for 10 ms. Topics exist already (terraform makes them). Disposing sends what is under way and closes the channels.
 */
export function openPubSubEventBus(options: PubSubOptions): EventBus {
  const { projectId, emulatorHost, clock = systemClock, timeoutMs = 5_000 } = options;
  const client = new PubSub({
    projectId,
    ...(emulatorHost === undefined ? {} : { apiEndpoint: emulatorHost }),
  });
  const topics = new Map<string, Topic>();
  const topicNamed = (name: string): Topic => {
    const known = topics.get(name);
    if (known !== undefined) return known;
    const topic = client.topic(name, { batching: { maxMessages: 1 } });
    topics.set(name, topic);
    return topic;
  };
  return {
    async publish(message) {
      const data = Buffer.from(encodeMessage(message));
      const topic = topicNamed(message.topic);
      try {
        await withTimeout(clock, { timeoutMs, what: 'Publishing' }, () =>
          topic.publishMessage({ data, attributes: { ...message.attributes } }),
        );
      } catch (cause) {
        throw toBusError(message.topic, cause);
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...topics.values()].map((topic) => topic.flush()));
      await client.close();
    },
  };
}

function toBusError(topic: string, cause: unknown): TopicMissingError | EventBusUnavailableError {
  return grpcCode(cause) === grpcCodes.notFound
    ? new TopicMissingError(`There is no topic "${topic}"`, { cause })
    : new EventBusUnavailableError(`The event for "${topic}" could not be handed over`, { cause });
}
