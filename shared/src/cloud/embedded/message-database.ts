import { TopicMissingError, type PushSubscription } from '../event-bus.ts';
import { deadLetterAttributes, passesFilter, type KeptMessage } from '../push-envelope.ts';
import type { EmbeddedDatabase } from './open-database.ts';

/** A delivery whose time has come. */
export interface DueDelivery {
  readonly message: KeptMessage;
  /** Counting this one: 1 for the first. */
  readonly attempt: number;
}

/** A message that was given up. */
export interface DeadLetter {
  readonly subscription: string;
  /** The topic it was first published to. */
  readonly topic: string;
  /** The published JSON, parsed. */
  readonly data: unknown;
  /** With Pub/Sub's `CloudPubSubDeadLetterSource…` attributes. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly attempts: number;
  /** What the last delivery came to: a status or an error. */
  readonly reason: string;
  readonly deadAtMs: number;
}

interface MessageRow {
  readonly id: number;
  readonly topic: string;
  readonly data: Uint8Array;
  readonly attributes: string;
  readonly published_at_ms: number;
  readonly attempts: number;
}

/** Message ids above `fromId` up to `toId` were looked at. */
interface FanOutBatch {
  readonly fromId: number;
  readonly toId: number;
  readonly isLast: boolean;
}

/** Pub/Sub keeps a message that nobody acknowledges for seven days by default. */
const retentionMs = 7 * 86_400_000;

/** The oldest go first. */
const deadLettersKept = 10_000;

/** Fan-out handles this many messages in one transaction, so that publishers are not kept waiting. */
const fanOutLimit = 200;

/**
 * Messages and their deliveries in SQLite, synchronously. A message lives until every subscription has dealt with it. Publishers
 * only append; one broker fans out and delivers. It does not own the connection.
 */
export class MessageDatabase {
  readonly #database: EmbeddedDatabase;

  constructor(database: EmbeddedDatabase) {
    this.#database = database;
  }

  publish(topic: string, data: Uint8Array, attributes: string, publishedAtMs: number): void {
    this.#database
      .prepare(
        'INSERT INTO messages (topic, data, attributes, published_at_ms) VALUES (?, ?, ?, ?)',
      )
      .run(topic, data, attributes, publishedAtMs);
  }

  /**
   * Gives every subscription its copy of what was published since last time; a subscription that is new gets what is still kept.
   * Messages nobody subscribes to are dropped. Returns false when there is more to do.
   */
  fanOut(subscriptions: readonly PushSubscription[], nowMs: number): boolean {
    if (subscriptions.length === 0) return true;
    return this.#database.write(() => {
      const batches = subscriptions.map((subscription) => this.#fanOutTo(subscription, nowMs));
      const fromId = Math.min(...batches.map(({ fromId }) => fromId));
      const toId = Math.min(...batches.map(({ toId }) => toId));
      this.#dropUnwanted(fromId, toId);
      return batches.every(({ isLast }) => isLast);
    });
  }

  /** The newest message that is kept, 0 when there is none; ids only grow. */
  latestMessageId(): number {
    const row = this.#database.prepare('SELECT max(id) AS id FROM messages').get();
    return (row?.['id'] as number | null) ?? 0;
  }

  /**
   * Takes up to `limit` deliveries that are due and counts the attempt. They are due again at the acknowledgement deadline, so
   * that one whose broker dies comes again.
   */
  claimDue(subscription: PushSubscription, nowMs: number, limit: number): readonly DueDelivery[] {
    if (limit <= 0 || (this.nextDueMs(subscription) ?? Infinity) > nowMs) return [];
    return this.#database.write(() => {
      const rows = this.#database
        .prepare(
          `SELECT messages.*, attempts FROM deliveries JOIN messages ON messages.id = message_id
           WHERE subscription = ? AND due_at_ms <= ? ORDER BY due_at_ms, message_id LIMIT ?`,
        )
        .all(subscription.name, nowMs, limit) as unknown as MessageRow[];
      const claim = this.#database.prepare(
        'UPDATE deliveries SET attempts = attempts + 1, due_at_ms = ? WHERE subscription = ? AND message_id = ?',
      );
      for (const { id } of rows) {
        // One second more than the deadline: while the broker lives, it is the broker that gives up.
        claim.run(nowMs + subscription.ackDeadlineMs + 1_000, subscription.name, id);
      }
      return rows.map((row) => ({ message: toMessage(row), attempt: row.attempts + 1 }));
    });
  }

  /** When the next delivery of the subscription is due; undefined when it has none. */
  nextDueMs(subscription: PushSubscription): number | undefined {
    const row = this.#database
      .prepare('SELECT min(due_at_ms) AS due FROM deliveries WHERE subscription = ?')
      .get(subscription.name);
    return (row?.['due'] as number | null) ?? undefined;
  }

  acknowledge(subscription: PushSubscription, messageId: string): void {
    this.#database.write(() => this.#settle(subscription.name, messageId));
  }

  retryAt(subscription: PushSubscription, messageId: string, dueAtMs: number): void {
    this.#database
      .prepare('UPDATE deliveries SET due_at_ms = ? WHERE subscription = ? AND message_id = ?')
      .run(dueAtMs, subscription.name, messageId);
  }

  /** Gives a delivery up: keeps it among the dead letters and publishes it to the dead-letter topic. */
  bury(
    subscription: PushSubscription,
    { message, attempt }: DueDelivery,
    { reason, nowMs }: { reason: string; nowMs: number },
  ): void {
    const attributes = JSON.stringify(deadLetterAttributes(message, subscription.name, attempt));
    this.#database.write(() => {
      this.#database
        .prepare(
          `INSERT INTO dead_letters
             (subscription, topic, data, attributes, message_id, attempts, reason, dead_at_ms)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          subscription.name,
          subscription.topic,
          message.data,
          attributes,
          message.id,
          attempt,
          reason,
          nowMs,
        );
      this.#database
        .prepare('DELETE FROM dead_letters WHERE id <= (SELECT max(id) FROM dead_letters) - ?')
        .run(deadLettersKept);
      this.publish(subscription.deadLetterTopic, message.data, attributes, nowMs);
      this.#settle(subscription.name, message.id);
    });
  }

  /** Forgets messages that nobody acknowledged for seven days. Returns how many. */
  dropExpired(nowMs: number): number {
    return this.#database.write(() => {
      const expired = nowMs - retentionMs;
      this.#database
        .prepare(
          'DELETE FROM deliveries WHERE message_id IN (SELECT id FROM messages WHERE published_at_ms < ?)',
        )
        .run(expired);
      const drop = this.#database.prepare('DELETE FROM messages WHERE published_at_ms < ?');
      return Number(drop.run(expired).changes);
    });
  }

  deadLetters(): readonly DeadLetter[] {
    const rows = this.#database.prepare('SELECT * FROM dead_letters ORDER BY id').all();
    return rows.map((row) => ({
      subscription: row['subscription'] as string,
      topic: row['topic'] as string,
      data: JSON.parse(Buffer.from(row['data'] as Uint8Array).toString()) as unknown,
      attributes: JSON.parse(row['attributes'] as string) as Record<string, string>,
      attempts: row['attempts'] as number,
      reason: row['reason'] as string,
      deadAtMs: row['dead_at_ms'] as number,
    }));
  }

  #fanOutTo(subscription: PushSubscription, nowMs: number): FanOutBatch {
    const cursor = this.#database
      .prepare('SELECT message_id FROM subscription_cursors WHERE subscription = ?')
      .get(subscription.name);
    const fromId = (cursor?.['message_id'] as number | undefined) ?? 0;
    const rows = this.#database
      .prepare('SELECT id, topic, attributes FROM messages WHERE id > ? ORDER BY id LIMIT ?')
      .all(fromId, fanOutLimit);
    const insert = this.#database.prepare(
      'INSERT OR IGNORE INTO deliveries (subscription, message_id, attempts, due_at_ms) VALUES (?, ?, 0, ?)',
    );
    for (const row of rows) {
      const attributes = JSON.parse(row['attributes'] as string) as Record<string, string>;
      const isWanted = row['topic'] === subscription.topic;
      if (isWanted && passesFilter(subscription.filter, attributes)) {
        insert.run(subscription.name, row['id'] as number, nowMs);
      }
    }
    const toId = (rows.at(-1)?.['id'] as number | undefined) ?? fromId;
    this.#database
      .prepare(
        'INSERT OR REPLACE INTO subscription_cursors (subscription, message_id) VALUES (?, ?)',
      )
      .run(subscription.name, toId);
    return { fromId, toId, isLast: rows.length < fanOutLimit };
  }

  #dropUnwanted(fromId: number, toId: number): void {
    this.#database
      .prepare(
        `DELETE FROM messages WHERE id > ? AND id <= ?
           AND NOT EXISTS (SELECT 1 FROM deliveries WHERE message_id = messages.id)`,
      )
      .run(fromId, toId);
  }

  #settle(subscription: string, messageId: string): void {
    this.#database
      .prepare('DELETE FROM deliveries WHERE subscription = ? AND message_id = ?')
      .run(subscription, messageId);
    this.#database
      .prepare(
        `DELETE FROM messages WHERE id = ?
           AND NOT EXISTS (SELECT 1 FROM deliveries WHERE message_id = messages.id)`,
      )
      .run(messageId);
  }
}

/** @throws TopicMissingError */
export function checkTopic(topic: string, topics: ReadonlySet<string>): void {
  if (!topics.has(topic)) throw new TopicMissingError(`There is no topic "${topic}"`);
}

function toMessage(row: MessageRow): KeptMessage {
  return {
    id: String(row.id),
    data: row.data,
    attributes: JSON.parse(row.attributes) as Record<string, string>,
    publishedAtMs: row.published_at_ms,
  };
}
