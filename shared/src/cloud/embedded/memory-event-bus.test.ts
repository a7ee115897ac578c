import { describe, expect, it } from 'vitest';
import { describeEventBus } from '../event-bus.contract.ts';
import type { PushSubscription } from '../event-bus.ts';
import { systemClock } from '../../time/system-clock.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import { createMemoryEventBus } from './memory-event-bus.ts';
import { backoffMs } from './push-broker.ts';

describeEventBus(
  'The in-memory event bus',
  ({ topics, subscriptions, receive }) => {
    const bus = createMemoryEventBus({
      clock: systemClock,
      topics,
      subscriptions: subscriptions.map((subscription) => ({ ...subscription, pushUrl: 'memory:' })),
      deliver: ({ subscription, envelope }) =>
        receive({ subscription: subscription.name, envelope, atMs: systemClock.now() }),
    });
    return Promise.resolve({ bus, [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose]() });
  },
  { ackDeadlineMs: 60, minBackoffMs: 20, filters: 'honoured', deliveryAttempts: 'told' },
);

const subscription: PushSubscription = {
  name: 'salesforce-logging.call-ended',
  topic: 'call-ended',
  pushUrl: 'memory:',
  ackDeadlineMs: 20_000,
  minBackoffMs: 1_000,
  maxBackoffMs: 5_000,
  maxDeliveryAttempts: 5,
  deadLetterTopic: 'dead-letters',
};

describe('The in-memory event bus under a virtual clock', () => {
  it('backs off from the minimum, doubling, up to the maximum, then buries', async () => {
    const clock = new VirtualClock();
    const startMs = clock.now();
    const attemptsMs: number[] = [];
    await using bus = createMemoryEventBus({
      clock,
      subscriptions: [subscription],
      deliver: () => {
        attemptsMs.push(clock.now() - startMs);
        return Promise.resolve(503);
      },
    });
    await bus.publish({ topic: 'call-ended', data: { n: 1 }, attributes: { eventId: 'e' } });
    await clock.runUntil(bus.idle());
    expect(attemptsMs).toEqual([0, 1_000, 3_000, 7_000, 12_000]);
    expect(bus.deadLetters()).toMatchObject([
      {
        subscription: 'salesforce-logging.call-ended',
        topic: 'call-ended',
        data: { n: 1 },
        attempts: 5,
        reason: 'answered 503',
      },
    ]);
    expect(clock.armedCount).toBe(0);
  });

  it('aborts a push at its deadline and says so in the dead letter', async () => {
    const clock = new VirtualClock();
    const reasons: unknown[] = [];
    await using bus = createMemoryEventBus({
      clock,
      subscriptions: [{ ...subscription, maxDeliveryAttempts: 1 }],
      deliver: ({ signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => void reasons.push(signal.reason));
        }),
    });
    const startMs = clock.now();
    await bus.publish({ topic: 'call-ended', data: {}, attributes: {} });
    await clock.runUntil(bus.idle());
    expect(clock.now() - startMs).toBe(20_000);
    expect(reasons).toMatchObject([{ code: 'operation-timed-out' }]);
    expect(bus.deadLetters()[0]?.reason).toContain('took longer than 20000 ms');
  });

  it('delivers what a handler publishes, and pushes in parallel', async () => {
    const clock = new VirtualClock();
    let mostAtOnce = 0;
    let atOnce = 0;
    await using bus = createMemoryEventBus({
      clock,
      subscriptions: [subscription, { ...subscription, name: 'other', topic: 'lead-captured' }],
      deliver: async ({ subscription: { topic } }) => {
        mostAtOnce = Math.max(mostAtOnce, (atOnce += 1));
        await new Promise<void>((resolve) => clock.schedule(100, resolve));
        if (topic === 'call-ended') {
          await bus.publish({ topic: 'lead-captured', data: {}, attributes: {} });
        }
        atOnce -= 1;
        return 204;
      },
    });
    const startMs = clock.now();
    for (let n = 0; n < 10; n += 1) {
      await bus.publish({ topic: 'call-ended', data: { n }, attributes: {} });
    }
    await clock.runUntil(bus.idle());
    expect(bus.published.filter(({ topic }) => topic === 'lead-captured')).toHaveLength(10);
    expect(mostAtOnce).toBeGreaterThanOrEqual(10);
    expect(clock.now() - startMs).toBe(200);
  });
});

describe('backoffMs', () => {
  it('never exceeds the maximum, whatever the attempt', () => {
    expect(backoffMs(subscription, 1)).toBe(1_000);
    expect(backoffMs(subscription, 100)).toBe(5_000);
  });
});
