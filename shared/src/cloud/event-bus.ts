import { CallbotError } from '../errors/callbot-error.ts';

/** One message for one topic, as it goes over the wire: JSON text and string attributes. */
export interface BusMessage {
  readonly topic: string;
  /** JSON; at most 10 MB once encoded. */
  readonly data: unknown;
  /** At most 100; keys up to 256 bytes, values up to 1,024 bytes. */
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Publishes to topics; delivery is at least once, in no order, by HTTP push in Pub/Sub's envelope to whoever subscribed. A push
 * that is not answered with 2xx comes again after the subscription's back-off, and after its last attempt goes to the dead letters.
 *
 * Whoever opens a bus disposes of it; that sends what is still buffered.
 */
export interface EventBus extends AsyncDisposable {
  /**
   * Resolves once the broker has the message for good.
   * @throws EventBusUnavailableError when it could not be handed over; publish again or keep it in the outbox.
   * @throws TopicMissingError when there is no such topic.
   */
  publish(message: BusMessage): Promise<void>;
}

/** How one subscription delivers. The same table makes the sandbox's broker and the deployment's Pub/Sub. */
export interface PushSubscription {
  /** Unique, kebab-case: `sms-follow-up.call-ended`. */
  readonly name: string;
  readonly topic: string;
  readonly pushUrl: string;
  /** Only messages whose attribute starts with the prefix. Some brokers ignore it, so consumers check again. */
  readonly filter?: { readonly attribute: string; readonly hasPrefix: string };
  /** How long a push may take before it counts as failed. */
  readonly ackDeadlineMs: number;
  readonly minBackoffMs: number;
  readonly maxBackoffMs: number;
  /** After this many deliveries the message goes to `deadLetterTopic`. 5 to 100. */
  readonly maxDeliveryAttempts: number;
  readonly deadLetterTopic: string;
}

export class EventBusUnavailableError extends CallbotError {
  override readonly code = 'event-bus-unavailable';
  override readonly retryable = true;
}

export class TopicMissingError extends CallbotError {
  override readonly code = 'topic-missing';
  override readonly retryable = false;
}
