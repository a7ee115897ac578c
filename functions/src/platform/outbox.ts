import type {
  DocumentData,
  DocumentStore,
  DocumentWrite,
  StoredDocument,
} from '@standardiste/shared/cloud/document-store.ts';
import type { BusMessage, EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import { effectRetentionMs, paths } from '@standardiste/shared/contracts/documents.ts';
import { schemaVersion, topics } from '@standardiste/shared/contracts/events.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import { MessageInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { z } from 'zod';
import { deadLetterOf } from './dead-letter.ts';
import type { FollowOnEvent } from './event-handler.ts';

const outboxDocumentSchema = z.object({
  topic: z.string(),
  data: z.unknown(),
  attributes: z.record(z.string(), z.string()),
  createdAt: z.date(),
  expireAt: z.date(),
});

/** A message that is not published yet, and the name of its entry. */
export interface OutboxEntry {
  readonly hash: string;
  readonly message: BusMessage;
}

/**
 * The entry for an event that follows from an effect; its name comes from the event's id, so one fact has one entry.
 * @throws TypeError when the handler made an event that does not fit its own schema.
 */
export function outboxEntry(event: FollowOnEvent, traceparent: string | undefined): OutboxEntry {
  const { topic, eventId, callId } = event;
  const data = topics[topic].safeParse(event.data);
  if (!data.success) throw new TypeError(`Event ${topic}: ${z.prettifyError(data.error)}`);
  const attributes = {
    eventId,
    callId,
    schemaVersion,
    ...(traceparent && { traceparent }),
    // Subscriptions of tools filter by it.
    ...(event.topic === 'tool-requested' && { tool: event.data.tool }),
  };
  return { hash: hashKey(eventId), message: { topic, data: data.data, attributes } };
}

/** The write that keeps an entry until it is published. */
export function outboxWrite({ hash, message }: OutboxEntry, clock: Clock): DocumentWrite {
  const createdAt = new Date(clock.now());
  const expireAt = new Date(clock.now() + effectRetentionMs);
  const { topic, attributes } = message;
  const data = { topic, data: message.data as DocumentData, attributes, createdAt, expireAt };
  return { type: 'set', path: paths.outbox(hash), data };
}

/**
 * Publishes entries by name, then deletes them. Entries that are gone were published by somebody else. A crash between both
 * publishes the event again, with the same event id.
 * @throws EventBusUnavailableError, StoreUnavailableError; what is left stays in the outbox.
 */
export async function publishEntries(
  { store, bus }: { store: DocumentStore; bus: EventBus },
  hashes: readonly string[],
): Promise<void> {
  await Promise.all(
    hashes.map(async (hash) => {
      const path = paths.outbox(hash);
      const stored = await store.get(path);
      if (stored === undefined) return;
      await bus.publish(readMessage(path, stored.data));
      await store.commit([{ type: 'delete', path }]);
    }),
  );
}

export interface SweptOutbox {
  readonly published: number;
  /** Could not be published now, and stay. */
  readonly failed: number;
  /** Were no events: no sweep would ever succeed. They lie among the dead letters. */
  readonly unreadable: number;
}

/** Publishes what a crash left behind: entries older than `olderThanMs`, at most `limit` of them, oldest first. */
export async function publishOutbox(
  dependencies: { store: DocumentStore; bus: EventBus; clock: Clock },
  { olderThanMs, limit }: { olderThanMs: number; limit: number },
): Promise<SweptOutbox> {
  const before = new Date(dependencies.clock.now() - olderThanMs);
  const left = await dependencies.store.query({
    collection: 'outbox',
    where: [{ field: 'createdAt', operator: '<=', value: before }],
    orderBy: [{ field: 'createdAt' }],
    limit,
  });
  const results = await Promise.all(left.map((entry) => sweepEntry(dependencies, entry)));
  const count = (wanted: keyof SweptOutbox): number =>
    results.filter((result) => result === wanted).length;
  return {
    published: count('published'),
    failed: count('failed'),
    unreadable: count('unreadable'),
  };
}

async function sweepEntry(
  dependencies: { store: DocumentStore; bus: EventBus; clock: Clock },
  entry: StoredDocument,
): Promise<keyof SweptOutbox> {
  try {
    await publishEntries(dependencies, [entry.id]);
    return 'published';
  } catch (error) {
    if (!(error instanceof MessageInvalidError)) return 'failed';
    return putAside(dependencies, entry, error.message);
  }
}

async function putAside(
  { store, clock }: { store: DocumentStore; clock: Clock },
  { id, path, data }: StoredDocument,
  reason: string,
): Promise<'unreadable' | 'failed'> {
  const dataBase64 = Buffer.from(JSON.stringify(data)).toString('base64');
  const delivery = { subscription: 'outbox', messageId: id, attributes: {}, dataBase64 };
  const letter = deadLetterOf(
    { ...delivery, deliveryAttempt: undefined },
    { functionName: 'outbox-sweeper', reason, clock },
  );
  try {
    await store.commit([letter.write, { type: 'delete', path }]);
    return 'unreadable';
  } catch {
    return 'failed'; // the next sweep finds it again
  }
}

function readMessage(path: string, stored: DocumentData): BusMessage {
  const parsed = outboxDocumentSchema.safeParse(stored);
  if (!parsed.success) {
    throw new MessageInvalidError(`${path}: ${z.prettifyError(parsed.error)}`);
  }
  const { topic, data, attributes } = parsed.data;
  return { topic, data, attributes };
}
