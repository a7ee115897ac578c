import type {
  DocumentData,
  DocumentStore,
  DocumentWrite,
} from '@standardiste/shared/cloud/document-store.ts';
import type { BusMessage, EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import { effectRetentionMs, paths } from '@standardiste/shared/contracts/documents.ts';
import { schemaVersion, topics } from '@standardiste/shared/contracts/events.ts';
import type { EventData, TopicName } from '@standardiste/shared/contracts/events.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import { sleep } from '@standardiste/shared/time/clock.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';

/** One fact to publish once what it tells is committed. */
export interface OutgoingEvent<Topic extends TopicName> {
  readonly topic: Topic;
  readonly eventId: string;
  readonly callId: string;
  /** Where it stands in the call's trace. */
  readonly traceparent?: string | undefined;
  readonly data: EventData<Topic>;
}

/** An event on its way: the write keeps it until `publish` has handed it to the bus. */
export interface StagedEvent {
  readonly write: DocumentWrite;
  /** Call it once the write is committed. Never rejects: what cannot be published stays in the outbox for the sweeper. */
  publish(): Promise<void>;
}

/** Waits before each attempt. Outside the voice path, but short: the process may be told to stop. */
const attemptDelaysMs = [0, 300, 1_500] as const;

/**
 * Publishes events exactly as often as their commit went through: the event is stored with the change that it tells, then
 * published, then deleted. A crash in between leaves it to the sweeper; the event id is the same.
 */
export function createEventOutbox(dependencies: {
  readonly store: DocumentStore;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** For events that name no place of their own. */
  readonly traceparent?: string | undefined;
}): { stage<Topic extends TopicName>(event: OutgoingEvent<Topic>): StagedEvent } {
  const { store, clock } = dependencies;
  return {
    stage({ topic, eventId, callId, traceparent = dependencies.traceparent, data }) {
      const attributes = { eventId, callId, schemaVersion, ...(traceparent && { traceparent }) };
      const message: BusMessage = { topic, data: topics[topic].parse(data), attributes };
      const path = paths.outbox(hashKey(eventId));
      const createdAt = new Date(clock.now());
      const expireAt = new Date(clock.now() + effectRetentionMs);
      const document = { topic, data: data as DocumentData, attributes, createdAt, expireAt };
      return {
        write: { type: 'set', path, data: document },
        async publish() {
          if (!(await publishWithRetries(dependencies, message))) return;
          await store.commit([{ type: 'delete', path }]).catch((error: unknown) => {
            // The sweeper will publish it again; consumers know the event id.
            dependencies.logger.warning('A published event stays in the outbox', { callId, error });
          });
        },
      };
    },
  };
}

async function publishWithRetries(
  { bus, clock, logger }: { bus: EventBus; clock: Clock; logger: Logger },
  message: BusMessage,
): Promise<boolean> {
  let lastError: unknown;
  for (const delayMs of attemptDelaysMs) {
    if (delayMs > 0) await sleep(clock, delayMs);
    try {
      await bus.publish(message);
      return true;
    } catch (error) {
      lastError = error; // the next attempt, or the log line below
    }
  }
  const { callId } = message.attributes;
  logger.error('An event could not be published and stays in the outbox', {
    callId,
    topic: message.topic,
    error: lastError,
  });
  return false;
}
