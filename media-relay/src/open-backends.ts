import { mkdir } from 'node:fs/promises';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import { embeddedDataFile } from '@standardiste/shared/cloud/embedded/data-file.ts';
import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { RelayConfig } from './config.ts';

/** Opens the document store that the configuration names, and loads no other. The caller disposes of it. */
export async function openStore(config: RelayConfig, clock: Clock): Promise<DocumentStore> {
  if (config.STATE_BACKEND === 'embedded') {
    const { openEmbeddedDocumentStore } =
      await import('@standardiste/shared/cloud/embedded/embedded-document-store.ts');
    return openEmbeddedDocumentStore({ file: await dataFile(config), clock });
  }
  const { openFirestoreDocumentStore } =
    await import('@standardiste/shared/cloud/google/firestore-document-store.ts');
  return openFirestoreDocumentStore({
    projectId: projectId(config),
    databaseId: config.FIRESTORE_DATABASE,
  });
}

/** Opens the event bus in the same way. */
export async function openBus(config: RelayConfig, clock: Clock): Promise<EventBus> {
  if (config.EVENT_BACKEND === 'embedded') {
    const { openEmbeddedEventBus } =
      await import('@standardiste/shared/cloud/embedded/embedded-event-bus.ts');
    return openEmbeddedEventBus({ file: await dataFile(config), clock });
  }
  const { openPubSubEventBus } =
    await import('@standardiste/shared/cloud/google/pubsub-event-bus.ts');
  return openPubSubEventBus({ projectId: projectId(config) });
}

async function dataFile({ EMBEDDED_DATA_DIR: dataDir }: RelayConfig): Promise<string> {
  if (dataDir === undefined) {
    throw new ConfigInvalidError('EMBEDDED_DATA_DIR is needed by the embedded backends');
  }
  await mkdir(dataDir, { recursive: true });
  return embeddedDataFile(dataDir);
}

function projectId({ GOOGLE_CLOUD_PROJECT: project }: RelayConfig): string {
  if (project === undefined) {
    throw new ConfigInvalidError('GOOGLE_CLOUD_PROJECT is needed by Firestore and Pub/Sub');
  }
  return project;
}
