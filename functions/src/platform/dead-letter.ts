import type { DocumentStore, DocumentWrite } from '@standardiste/shared/cloud/document-store.ts';
import type { BusMessage, EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import { effectRetentionMs } from '@standardiste/shared/contracts/documents.ts';
import { deadLetterTopic } from '@standardiste/shared/contracts/subscriptions.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { Delivery } from './envelope.ts';

/** An event that can never succeed as it is, kept with its reason until somebody replays or forgets it. */
export interface DeadLetter {
  readonly write: DocumentWrite;
  readonly message: BusMessage;
}

/** The dead letter of one delivery. Two deliveries of one event make the same document. */
export function deadLetterOf(
  delivery: Delivery,
  { functionName, reason, clock }: { functionName: string; reason: string; clock: Clock },
): DeadLetter {
  const key = `${functionName}:${delivery.attributes['eventId'] ?? delivery.messageId}`;
  const { subscription, attributes, dataBase64 } = delivery;
  const failure = { functionName, subscription, reason: reason.slice(0, maxReasonBytes) };
  return {
    write: {
      type: 'set',
      path: `deadLetters/${hashKey(key)}`,
      data: {
        ...failure,
        attributes,
        dataBase64: dataBase64.slice(0, maxDataLength),
        failedAt: new Date(clock.now()),
        expireAt: new Date(clock.now() + effectRetentionMs),
      },
    },
    message: {
      topic: deadLetterTopic,
      data: { ...failure, dataBase64 },
      attributes: attributesOf(attributes, failure),
    },
  };
}

/**
 * Tells the dead-letter topic. The document is the record, the message only rings the bell: when it cannot be published, that
 * is logged and no reason to take the event again.
 */
export async function publishDeadLetter(
  { bus, logger }: { bus: EventBus; logger: Logger },
  message: BusMessage,
): Promise<void> {
  try {
    await bus.publish(message);
  } catch (error) {
    logger.error('A dead letter could not be published.', { error, topic: message.topic });
  }
}

/** Stores and tells in one go, for deliveries that never got as far as an effect. */
export async function storeDeadLetter(
  dependencies: { store: DocumentStore; bus: EventBus; logger: Logger },
  { write, message }: DeadLetter,
): Promise<void> {
  await dependencies.store.commit([write]);
  await publishDeadLetter(dependencies, message);
}

/** Documents hold 1 MiB; a request is at most that, so the data is kept whole but for a hostile one. */
const maxDataLength = 900_000;
/** Pub/Sub's limit for one attribute's value, in bytes; French text takes up to two a character. */
const maxReasonBytes = 500;

function attributesOf(
  original: Readonly<Record<string, string>>,
  { functionName, reason }: { functionName: string; reason: string },
): Record<string, string> {
  const kept = Object.entries(original).filter(([, value]) => value.length <= maxReasonBytes);
  return { ...Object.fromEntries(kept.slice(0, 90)), functionName, reason };
}
