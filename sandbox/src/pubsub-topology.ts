import type { PushSubscription } from '@standardiste/shared/cloud/event-bus.ts';

/**
 * Makes the topics, dead-letter topics and push subscriptions on a Pub/Sub emulator; what is there already stays as it is. A
 * filter is sent, but emulators before Cloud CLI 555 ignore it.
 * @throws Error when the emulator refuses something.
 */
export async function ensurePubSubTopology(options: {
  readonly projectId: string;
  /** `127.0.0.1:8585` */
  readonly emulatorHost: string;
  readonly subscriptions: readonly PushSubscription[];
  /** Further topics, without subscriptions. */
  readonly topics?: readonly string[];
  readonly fetch?: typeof globalThis.fetch;
}): Promise<void> {
  const { projectId, emulatorHost, subscriptions, fetch = globalThis.fetch } = options;
  const project = `projects/${projectId}`;
  const ensure = async (path: string, body: object): Promise<void> => {
    const response = await fetch(`http://${emulatorHost}/v1/${project}/${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.text();
    if (!response.ok && response.status !== 409) {
      throw new Error(`The emulator refused ${path} with ${response.status}: ${answer}`);
    }
  };
  const topics = new Set([
    ...(options.topics ?? []),
    ...subscriptions.flatMap(({ topic, deadLetterTopic }) => [topic, deadLetterTopic]),
  ]);
  for (const topic of topics) await ensure(`topics/${topic}`, {});
  for (const subscription of subscriptions) {
    await ensure(`subscriptions/${subscription.name}`, subscriptionResource(project, subscription));
  }
}

/** https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions#Subscription */
function subscriptionResource(project: string, subscription: PushSubscription): object {
  const { filter } = subscription;
  return {
    topic: `${project}/topics/${subscription.topic}`,
    pushConfig: { pushEndpoint: subscription.pushUrl },
    ackDeadlineSeconds: Math.ceil(subscription.ackDeadlineMs / 1_000),
    retryPolicy: {
      minimumBackoff: `${subscription.minBackoffMs / 1_000}s`,
      maximumBackoff: `${subscription.maxBackoffMs / 1_000}s`,
    },
    deadLetterPolicy: {
      deadLetterTopic: `${project}/topics/${subscription.deadLetterTopic}`,
      maxDeliveryAttempts: subscription.maxDeliveryAttempts,
    },
    ...(filter && {
      filter: `hasPrefix(attributes.${filter.attribute}, ${JSON.stringify(filter.hasPrefix)})`,
    }),
  };
}
