import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MessageInvalidError } from '../errors/callbot-error.ts';
import { TopicMissingError, type EventBus, type PushSubscription } from './event-bus.ts';
import type { PushEnvelope } from './push-envelope.ts';

/** A push as it came to its receiver. */
export interface ReceivedPush {
  readonly subscription: string;
  readonly envelope: PushEnvelope;
  /** Milliseconds on any one clock. */
  readonly atMs: number;
}

/** What a test wants: the harness makes the topics and the subscriptions, and hands every push to `receive`. */
export interface EventBusSetup {
  readonly topics: readonly string[];
  readonly subscriptions: readonly Omit<PushSubscription, 'pushUrl'>[];
  /** Answers a push with an HTTP status. */
  receive(push: ReceivedPush): Promise<number>;
}

export interface EventBusHarness extends AsyncDisposable {
  readonly bus: EventBus;
}

export interface EventBusContractOptions {
  /** What the bus allows for its times; Pub/Sub's least deadline is 10 s. */
  readonly ackDeadlineMs: number;
  readonly minBackoffMs: number;
  /** Whether a subscription's filter is applied by the broker; consumers check again in any case. */
  readonly filters: 'honoured' | 'ignored';
  /** Whether pushes say which attempt they are; consumers do not rely on it. */
  readonly deliveryAttempts: 'told' | 'left-out';
  readonly timeoutMs?: number;
}

type Open = (setup: EventBusSetup) => Promise<EventBusHarness>;

/** What every event bus with its broker keeps. Each test uses topics and subscriptions of its own. */
export function describeEventBus(name: string, open: Open, options: EventBusContractOptions): void {
  describe(`${name} keeps the EventBus contract`, { timeout: options.timeoutMs ?? 20_000 }, () => {
    describePublishing(open, options);
    describeRedelivery(open, options);
    describeFilters(open, options);
  });
}

function describePublishing(open: Open, options: EventBusContractOptions): void {
  it("pushes in Pub/Sub's envelope", async () => {
    const scene = createScene(options);
    await using harness = await open(scene.setup);
    await harness.bus.publish({
      topic: scene.topic,
      data: { callId: 'c1', text: 'été 🙂' },
      attributes: { eventId: 'c1:e', callId: 'c1' },
    });
    const { envelope } = await scene.received(1);
    const { message } = envelope;
    expect(parseData(envelope)).toEqual({ callId: 'c1', text: 'été 🙂' });
    expect(message.attributes).toEqual({ eventId: 'c1:e', callId: 'c1' });
    expect(message.messageId).toMatch(/./);
    expect(message.message_id).toBe(message.messageId);
    expect(Date.parse(message.publishTime)).not.toBeNaN();
    expect(message.publish_time).toBe(message.publishTime);
    expect(envelope.subscription).toMatch(
      new RegExp(`^projects/[^/]+/subscriptions/${scene.subscription.name}$`),
    );
    expect(envelope.deliveryAttempt).toBe(options.deliveryAttempts === 'told' ? 1 : undefined);
  });

  it('gives every subscription of the topic its copy', async () => {
    const scene = createScene(options);
    const second = { ...scene.subscription, name: `${scene.subscription.name}-2` };
    await using harness = await open({
      ...scene.setup,
      subscriptions: [scene.subscription, second],
    });
    await harness.bus.publish({ topic: scene.topic, data: 1, attributes: { eventId: 'e' } });
    await scene.received(2);
    expect(new Set(scene.pushes.map(({ subscription }) => subscription))).toEqual(
      new Set([scene.subscription.name, second.name]),
    );
  });

  it('delivers a burst completely', async () => {
    const scene = createScene(options);
    await using harness = await open(scene.setup);
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    await Promise.all(
      numbers.map((n) => harness.bus.publish({ topic: scene.topic, data: n, attributes: {} })),
    );
    await scene.until(
      () => new Set(scene.pushes.map(({ envelope }) => parseData(envelope))).size === 100,
    );
  });

  it('refuses a topic that does not exist', async () => {
    const scene = createScene(options);
    await using harness = await open(scene.setup);
    await expect(
      harness.bus.publish({ topic: `${scene.topic}-none`, data: {}, attributes: {} }),
    ).rejects.toThrow(TopicMissingError);
  });

  it.each([
    ['data that is no JSON', { data: undefined, attributes: {} }],
    ['more than 10 MB', { data: 'a'.repeat(10_000_001), attributes: {} }],
    ['an attribute over 1,024 bytes', { data: {}, attributes: { a: 'é'.repeat(513) } }],
    ['an attribute without a name', { data: {}, attributes: { '': 'a' } }],
  ])('refuses %s', async (_, message) => {
    const scene = createScene(options);
    await using harness = await open(scene.setup);
    await expect(harness.bus.publish({ topic: scene.topic, ...message })).rejects.toThrow(
      MessageInvalidError,
    );
  });
}

function describeRedelivery(open: Open, options: EventBusContractOptions): void {
  it('delivers again what was not answered with 2xx, the same event, after the back-off', async () => {
    const scene = createScene(options, ({ count }) => Promise.resolve(count <= 2 ? 500 : 204));
    await using harness = await open(scene.setup);
    await harness.bus.publish({ topic: scene.topic, data: { n: 1 }, attributes: { eventId: 'e' } });
    await scene.received(3);
    const [first, second, third] = scene.pushes as [ReceivedPush, ReceivedPush, ReceivedPush];
    for (const push of [second, third]) {
      expect(push.envelope.message.messageId).toBe(first.envelope.message.messageId);
      expect(push.envelope.message.attributes).toEqual({ eventId: 'e' });
    }
    if (options.deliveryAttempts === 'told') {
      expect(scene.pushes.map(({ envelope }) => envelope.deliveryAttempt)).toEqual([1, 2, 3]);
    }
    // Timers may fire up to a millisecond early.
    expect(second.atMs - first.atMs).toBeGreaterThanOrEqual(options.minBackoffMs - 2);
  });

  it('delivers again what was not answered within the deadline', async () => {
    const scene = createScene(options, ({ count }) =>
      count === 1 ? new Promise(() => undefined) : Promise.resolve(204),
    );
    await using harness = await open(scene.setup);
    await harness.bus.publish({ topic: scene.topic, data: { n: 1 }, attributes: { eventId: 'e' } });
    await scene.received(2);
    const [first, second] = scene.pushes as [ReceivedPush, ReceivedPush];
    expect(second.envelope.message.messageId).toBe(first.envelope.message.messageId);
    expect(second.atMs - first.atMs).toBeGreaterThanOrEqual(options.ackDeadlineMs - 2);
  });

  it('does not let a failing message hold up the others', async () => {
    const scene = createScene(options, ({ push }) =>
      Promise.resolve(parseData(push.envelope) === 'poison' ? 500 : 204),
    );
    await using harness = await open(scene.setup);
    await harness.bus.publish({ topic: scene.topic, data: 'poison', attributes: {} });
    await scene.received(1);
    await harness.bus.publish({ topic: scene.topic, data: 'good', attributes: {} });
    await scene.until(() => scene.pushes.some(({ envelope }) => parseData(envelope) === 'good'));
  });

  it('sends what failed too often to the dead letters, with where it came from', async () => {
    const scene = createScene(options, ({ push }) =>
      Promise.resolve(push.subscription === scene.subscription.name ? 500 : 204),
    );
    const grave = {
      ...scene.subscription,
      name: `${scene.subscription.name}-dead`,
      topic: scene.subscription.deadLetterTopic,
    };
    await using harness = await open({
      ...scene.setup,
      subscriptions: [scene.subscription, grave],
    });
    await harness.bus.publish({ topic: scene.topic, data: { n: 1 }, attributes: { eventId: 'e' } });
    await scene.until(() => scene.pushes.some(({ subscription }) => subscription === grave.name));
    const dead = scene.pushes.find(({ subscription }) => subscription === grave.name);
    expect(dead && parseData(dead.envelope)).toEqual({ n: 1 });
    expect(dead?.envelope.message.attributes).toMatchObject({
      eventId: 'e',
      CloudPubSubDeadLetterSourceDeliveryCount: expect.stringMatching(/^\d+$/) as string,
      CloudPubSubDeadLetterSourceSubscription: expect.stringContaining(
        scene.subscription.name,
      ) as string,
      CloudPubSubDeadLetterSourceSubscriptionProject: expect.stringMatching(/./) as string,
      CloudPubSubDeadLetterSourceTopicPublishTime: expect.stringMatching(/./) as string,
    });
    const attempts = scene.pushes.filter(
      ({ subscription }) => subscription === scene.subscription.name,
    );
    expect(attempts).toHaveLength(scene.subscription.maxDeliveryAttempts);
  });
}

function describeFilters(open: Open, options: EventBusContractOptions): void {
  const verb = options.filters === 'honoured' ? 'applies' : 'ignores';
  it(`${verb} a filter on an attribute's prefix`, async () => {
    const scene = createScene(options);
    await using harness = await open({
      ...scene.setup,
      subscriptions: [
        { ...scene.subscription, filter: { attribute: 'tool', hasPrefix: 'calendar.' } },
      ],
    });
    for (const tool of ['knowledge.search', 'calendar.book']) {
      await harness.bus.publish({ topic: scene.topic, data: tool, attributes: { tool } });
    }
    const isSeen = (tool: string): boolean =>
      scene.pushes.some(({ envelope }) => parseData(envelope) === tool);
    await scene.until(() => isSeen('calendar.book'));
    if (options.filters === 'ignored') await scene.until(() => isSeen('knowledge.search'));
    else expect(isSeen('knowledge.search')).toBe(false);
  });
}

interface Scene {
  readonly topic: string;
  readonly subscription: Omit<PushSubscription, 'pushUrl'>;
  readonly setup: EventBusSetup;
  readonly pushes: readonly ReceivedPush[];
  /** The push of that number, once it has come. */
  received(count: number): Promise<ReceivedPush>;
  until(isReached: () => boolean): Promise<void>;
}

type Answer = (received: { push: ReceivedPush; count: number }) => Promise<number>;

/** One topic with one subscription of their own, and what came. */
function createScene(
  { ackDeadlineMs, minBackoffMs }: EventBusContractOptions,
  answer: Answer = () => Promise.resolve(204),
): Scene {
  const topic = `topic-${randomUUID()}`;
  const subscription = {
    name: `function-${randomUUID()}.${topic}`,
    topic,
    ackDeadlineMs,
    minBackoffMs,
    maxBackoffMs: minBackoffMs * 4,
    maxDeliveryAttempts: 5,
    deadLetterTopic: `${topic}-dead-letters`,
  };
  const pushes: ReceivedPush[] = [];
  let wake = Promise.withResolvers<void>();
  const until = async (isReached: () => boolean): Promise<void> => {
    while (!isReached()) await wake.promise;
  };
  return {
    topic,
    subscription,
    pushes,
    until,
    setup: {
      topics: [topic, subscription.deadLetterTopic],
      subscriptions: [subscription],
      receive(push) {
        pushes.push(push);
        wake.resolve();
        wake = Promise.withResolvers();
        return answer({ push, count: pushes.length });
      },
    },
    async received(count) {
      await until(() => pushes.length >= count);
      return pushes[count - 1] as ReceivedPush;
    },
  };
}

function parseData(envelope: PushEnvelope): unknown {
  return JSON.parse(Buffer.from(envelope.message.data, 'base64').toString());
}
