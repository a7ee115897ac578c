import type { PushSubscription } from '../event-bus.ts';
import { formatPushEnvelope, isAcknowledged, type PushEnvelope } from '../push-envelope.ts';
import type { Logger } from '../../log/logger.ts';
import { withTimeout, type Clock } from '../../time/clock.ts';
import type { DueDelivery, MessageDatabase } from './message-database.ts';

/** One push: the answer is an HTTP status. A rejection counts as a failed delivery. */
export type DeliverPush = (push: {
  readonly subscription: PushSubscription;
  readonly envelope: PushEnvelope;
  /** Aborts at the acknowledgement deadline and when the broker stops. */
  readonly signal: AbortSignal;
}) => Promise<number>;

export interface PushBrokerOptions {
  readonly messages: MessageDatabase;
  readonly subscriptions: readonly PushSubscription[];
  readonly deliver: DeliverPush;
  readonly clock: Clock;
  readonly logger?: Logger | undefined;
  /** Pushes under way at once, per subscription. Default 64. */
  readonly maxConcurrentPushes?: number | undefined;
}

/**
 * Delivers what is published: at least once, in no order, several at a time. Disposing stops it, and what was under way comes
 * again from whoever opens the messages next; only then may the database be closed.
 */
export interface PushBroker extends AsyncDisposable {
  /** Says that something may have been published. */
  wake(): void;
  /** Resolves once nothing is under way and nothing waits for another attempt. */
  idle(): Promise<void>;
}

/** How long after a failed attempt the next one comes: the back-off doubles from its minimum to its maximum. */
export function backoffMs(subscription: PushSubscription, attempt: number): number {
  const doubled = subscription.minBackoffMs * 2 ** Math.min(attempt - 1, 30);
  return Math.min(doubled, subscription.maxBackoffMs);
}

/** The database is locked or its disk is full: look again after this. */
const retryReadMs = 200;

export function createPushBroker(options: PushBrokerOptions): PushBroker {
  const { messages, subscriptions, clock, logger } = options;
  const stopped = new AbortController();
  const maxPushes = options.maxConcurrentPushes ?? 64;
  const underWay = new Map(subscriptions.map(({ name }) => [name, new Set<Promise<void>>()]));
  const idleWaiters: (() => void)[] = [];
  let timer: Disposable | undefined;
  let fannedOutId = 0;

  const fanOut = (): void => {
    const latestId = messages.latestMessageId();
    if (latestId <= fannedOutId) return;
    while (!messages.fanOut(subscriptions, clock.now())) continue;
    fannedOutId = latestId;
  };
  const start = (subscription: PushSubscription, delivery: DueDelivery): void => {
    const pushes = underWay.get(subscription.name);
    const attempt = push(options, { subscription, delivery, signal: stopped.signal })
      // The message stays claimed and comes again.
      .catch((error: unknown) =>
        logger?.error('The outcome of a push could not be kept', { error }),
      )
      .finally(() => {
        pushes?.delete(attempt);
        pump();
      });
    pushes?.add(attempt);
  };
  const startDue = (subscription: PushSubscription): number => {
    const pushes = underWay.get(subscription.name);
    const room = (): number => maxPushes - (pushes?.size ?? 0);
    for (const delivery of messages.claimDue(subscription, clock.now(), room())) {
      start(subscription, delivery);
    }
    // Without room the next push that ends looks again.
    const nextMs = room() > 0 ? messages.nextDueMs(subscription) : undefined;
    return nextMs ?? Number.POSITIVE_INFINITY;
  };
  const pumpOnce = (): void => {
    fanOut();
    const nextMs = Math.min(...subscriptions.map(startDue), Number.POSITIVE_INFINITY);
    if (nextMs < Number.POSITIVE_INFINITY) {
      timer = clock.schedule(Math.max(0, nextMs - clock.now()), pump);
    } else if ([...underWay.values()].every(({ size }) => size === 0)) {
      for (const resolve of idleWaiters.splice(0)) resolve();
    }
  };
  const pump = (): void => {
    timer?.[Symbol.dispose]();
    timer = undefined;
    if (stopped.signal.aborted) return;
    try {
      pumpOnce();
    } catch (error) {
      logger?.error('The broker could not read its messages', { error });
      timer ??= clock.schedule(retryReadMs, pump);
    }
  };
  pump();
  return {
    wake: pump,
    idle: () =>
      new Promise((resolve) => {
        idleWaiters.push(resolve);
        pump();
      }),
    async [Symbol.asyncDispose]() {
      stopped.abort(new Error('The broker stops'));
      timer?.[Symbol.dispose]();
      await Promise.all([...underWay.values()].flatMap((pushes) => [...pushes]));
      for (const resolve of idleWaiters.splice(0)) resolve();
    },
  };
}

/** One attempt, and what follows from it. Rejects only when the database does. */
async function push(
  { messages, deliver, clock, logger }: PushBrokerOptions,
  {
    subscription,
    delivery,
    signal,
  }: { subscription: PushSubscription; delivery: DueDelivery; signal: AbortSignal },
): Promise<void> {
  const { message, attempt } = delivery;
  const envelope = formatPushEnvelope(message, subscription.name, attempt);
  const reason = await withTimeout(
    clock,
    { timeoutMs: subscription.ackDeadlineMs, what: `A push to ${subscription.name}`, signal },
    (pushSignal) => deliver({ subscription, envelope, signal: pushSignal }),
  ).then(
    (status) => (isAcknowledged(status) ? undefined : `answered ${status}`),
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  if (reason === undefined) return messages.acknowledge(subscription, message.id);
  const fields = { subscription: subscription.name, messageId: message.id, attempt, reason };
  if (signal.aborted) return messages.retryAt(subscription, message.id, clock.now());
  if (attempt >= subscription.maxDeliveryAttempts) {
    logger?.error('A message went to the dead letters', fields);
    return messages.bury(subscription, delivery, { reason, nowMs: clock.now() });
  }
  logger?.warning('A push failed and will be repeated', fields);
  messages.retryAt(subscription, message.id, clock.now() + backoffMs(subscription, attempt));
}
