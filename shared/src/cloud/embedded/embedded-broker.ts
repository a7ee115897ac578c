import type { PushSubscription } from '../event-bus.ts';
import type { Logger } from '../../log/logger.ts';
import { sleep, type Clock } from '../../time/clock.ts';
import { DocumentDatabase } from './document-database.ts';
import { MessageDatabase, type DeadLetter } from './message-database.ts';
import { openDatabase } from './open-database.ts';
import { createPushBroker, type DeliverPush } from './push-broker.ts';

/** How often other processes' commits are looked for. */
const pollIntervalMs = 5;
/** How often documents past their `expireAt` and messages past their retention are dropped. */
const sweepIntervalMs = 600_000;

export interface EmbeddedBrokerOptions {
  readonly file: string;
  readonly subscriptions: readonly PushSubscription[];
  readonly clock: Clock;
  /** Ends the broker. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly fetch?: typeof globalThis.fetch;
  /** Pushes under way at once, per subscription. Default 64. */
  readonly maxConcurrentPushes?: number;
  /** Called once it delivers. */
  readonly onReady?: () => void;
}

/**
 * Delivers what is published to the file by HTTP push until the signal aborts; then resolves. One broker runs on a file at a
 * time. A push that was under way when the broker stopped or crashed comes again from the next one. It also plays the part of
 * Firestore's time-to-live.
 */
export async function runEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<void> {
  const { file, subscriptions, clock, signal, logger, maxConcurrentPushes } = options;
  using database = openDatabase(file);
  const documents = new DocumentDatabase(database);
  const messages = new MessageDatabase(database);
  let dataVersion = database.dataVersion(); // Before the broker's first look: what comes between is seen twice, never missed.
  await using broker = createPushBroker({
    messages,
    subscriptions,
    deliver: pushOverHttp(options.fetch ?? globalThis.fetch),
    clock,
    logger,
    maxConcurrentPushes,
  });
  options.onReady?.();
  let sweepAtMs = clock.now();
  while (!signal.aborted) {
    if (clock.now() >= sweepAtMs) {
      sweepAtMs = clock.now() + sweepIntervalMs;
      sweep({ documents, messages, nowMs: clock.now(), logger });
    }
    const current = database.dataVersion();
    if (current !== dataVersion) broker.wake();
    dataVersion = current;
    await sleep(clock, pollIntervalMs, signal).catch(() => undefined); // The loop's condition ends it.
  }
}

/** Messages that were given up, oldest first; the newest 10,000 are kept. */
export function readDeadLetters(file: string): readonly DeadLetter[] {
  using database = openDatabase(file);
  return new MessageDatabase(database).deadLetters();
}

function pushOverHttp(fetch: typeof globalThis.fetch): DeliverPush {
  return async ({ subscription, envelope, signal }) => {
    const response = await fetch(subscription.pushUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'CloudPubSub-Google' },
      body: JSON.stringify(envelope),
      redirect: 'manual',
      signal,
    });
    await response.body?.cancel();
    return response.status;
  };
}

function sweep(options: {
  documents: DocumentDatabase;
  messages: MessageDatabase;
  nowMs: number;
  logger: Logger;
}): void {
  const { documents, messages, nowMs, logger } = options;
  try {
    const documentCount = documents.deleteExpired(nowMs);
    const messageCount = messages.dropExpired(nowMs);
    if (documentCount + messageCount > 0) {
      logger.info('Expired documents and messages were dropped', { documentCount, messageCount });
    }
  } catch (error) {
    logger.warning('Expired documents could not be dropped', { error });
  }
}
