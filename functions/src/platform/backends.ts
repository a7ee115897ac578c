import { embeddedDataFile } from '@standardiste/shared/cloud/embedded/data-file.ts';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import { topics } from '@standardiste/shared/contracts/events.ts';
import { deadLetterTopic } from '@standardiste/shared/contracts/subscriptions.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { PlatformConfig } from './config.ts';

/**
 * Opens the document store that the configuration names. Only the chosen implementation is loaded: the other one's client costs
 * 200 ms of cold start. The caller disposes of it.
 */
export async function openStore(config: PlatformConfig, clock: Clock): Promise<DocumentStore> {
  if (config.stateBackend === 'embedded') {
    const { openEmbeddedDocumentStore } =
      await import('@standardiste/shared/cloud/embedded/embedded-document-store.ts');
    return openEmbeddedDocumentStore({ file: embeddedDataFile(config.embeddedDataDir), clock });
  }
  const { openFirestoreDocumentStore } =
    await import('@standardiste/shared/cloud/google/firestore-document-store.ts');
  const { projectId, firestoreDatabase } = config;
  return openFirestoreDocumentStore({ projectId, databaseId: firestoreDatabase });
}

/** Opens the event bus that the configuration names, in the same way. */
export async function openBus(config: PlatformConfig, clock: Clock): Promise<EventBus> {
  if (config.eventBackend === 'embedded') {
    const { openEmbeddedEventBus } =
      await import('@standardiste/shared/cloud/embedded/embedded-event-bus.ts');
    return openEmbeddedEventBus({
      file: embeddedDataFile(config.embeddedDataDir),
      clock,
      topics: [...Object.keys(topics), deadLetterTopic],
    });
  }
  const { openPubSubEventBus } =
    await import('@standardiste/shared/cloud/google/pubsub-event-bus.ts');
  return openPubSubEventBus({ projectId: config.projectId });
}
