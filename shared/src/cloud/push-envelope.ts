import type { PushSubscription } from './event-bus.ts';

/**
 * The body of a push, as Pub/Sub sends it: ids and times twice, in both spellings.
 * Source: https://cloud.google.com/pubsub/docs/push#receive_push
 */
export interface PushEnvelope {
  /** `projects/{project}/subscriptions/{name}`. */
  readonly subscription: string;
  /** 1 for the first delivery. Google's emulator leaves it out (Cloud CLI 528), as Pub/Sub does without a dead-letter policy. */
  readonly deliveryAttempt?: number;
  readonly message: {
    /** Base64 of the published JSON. */
    readonly data: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly messageId: string;
    readonly message_id: string;
    readonly publishTime: string;
    readonly publish_time: string;
  };
}

/** A message as a broker keeps it. */
export interface KeptMessage {
  /** Unique within the broker. */
  readonly id: string;
  readonly data: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
  readonly publishedAtMs: number;
}

/** The project under which the embedded broker names its subscriptions. */
export const embeddedProjectId = 'embedded';

export function formatPushEnvelope(
  message: KeptMessage,
  subscription: string,
  deliveryAttempt: number,
): PushEnvelope {
  const publishTime = new Date(message.publishedAtMs).toISOString();
  return {
    subscription: `projects/${embeddedProjectId}/subscriptions/${subscription}`,
    deliveryAttempt,
    message: {
      data: Buffer.from(message.data).toString('base64'),
      attributes: message.attributes,
      messageId: message.id,
      message_id: message.id,
      publishTime,
      publish_time: publishTime,
    },
  };
}

/** What Pub/Sub adds to a message that it forwards to the dead-letter topic. */
export function deadLetterAttributes(
  message: KeptMessage,
  subscription: string,
  attempts: number,
): Readonly<Record<string, string>> {
  return {
    ...message.attributes,
    CloudPubSubDeadLetterSourceDeliveryCount: String(attempts),
    CloudPubSubDeadLetterSourceSubscription: subscription,
    CloudPubSubDeadLetterSourceSubscriptionProject: embeddedProjectId,
    CloudPubSubDeadLetterSourceTopicPublishTime: new Date(message.publishedAtMs).toISOString(),
  };
}

/** Statuses that acknowledge a push: https://cloud.google.com/pubsub/docs/push#receive_push */
const acknowledgingStatuses = new Set([102, 200, 201, 202, 204]);

export function isAcknowledged(status: number): boolean {
  return acknowledgingStatuses.has(status);
}

export function passesFilter(
  filter: PushSubscription['filter'],
  attributes: Readonly<Record<string, string>>,
): boolean {
  return filter === undefined || (attributes[filter.attribute] ?? '').startsWith(filter.hasPrefix);
}
