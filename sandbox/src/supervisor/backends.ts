import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { embeddedDataFile } from '@standardiste/shared/cloud/embedded/data-file.ts';
import { openEmbeddedEventBus } from '@standardiste/shared/cloud/embedded/embedded-event-bus.ts';
import { openEmbeddedDocumentStore } from '@standardiste/shared/cloud/embedded/embedded-document-store.ts';
import { openFirestoreDocumentStore } from '@standardiste/shared/cloud/google/firestore-document-store.ts';
import { openPubSubEventBus } from '@standardiste/shared/cloud/google/pubsub-event-bus.ts';
import type { EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { startFirestoreEmulator, startPubSubEmulator, ensurePubSubTopology } from '../emulators.ts';
import { sandboxProjectId as projectId } from '../world/project-id.ts';
import { pushSubscriptions } from '../push-subscriptions.ts';

/** Where call state and events live: in one file, or on Google's own emulators. */
export interface BackendChoice {
  readonly state: 'embedded' | 'firestore';
  readonly events: 'embedded' | 'pubsub';
}

export interface Backends extends AsyncDisposable {
  readonly store: DocumentStore;
  /** For the scheduler. */
  readonly bus: EventBus;
  /** For the relay and the functions. */
  readonly environment: Record<string, string>;
  /** For the embedded broker; absent where Pub/Sub pushes by itself. */
  readonly brokerEnvironment: Record<string, string> | undefined;
}

/** Opens the chosen backends, starting Google's emulators where they are asked for. */
export async function openBackends(
  options: BackendChoice & {
    readonly dataDir: string;
    readonly functionsOrigin: string;
    readonly clock: Clock;
  },
): Promise<Backends> {
  await using stack = new AsyncDisposableStack();
  const { dataDir, functionsOrigin, clock } = options;
  const environment: Record<string, string> = {
    GOOGLE_CLOUD_PROJECT: projectId,
    STATE_BACKEND: options.state,
    EVENT_BACKEND: options.events,
    EMBEDDED_DATA_DIR: dataDir,
  };
  if (options.state === 'firestore') {
    environment['FIRESTORE_EMULATOR_HOST'] = stack.use(await startFirestoreEmulator()).host;
  }
  if (options.events === 'pubsub') {
    const emulator = stack.use(await startPubSubEmulator());
    environment['PUBSUB_EMULATOR_HOST'] = emulator.host;
    await ensurePubSubTopology({
      projectId,
      emulatorHost: emulator.host,
      subscriptions: pushSubscriptions(functionsOrigin),
    });
  }
  const emulatorHost = environment['FIRESTORE_EMULATOR_HOST'];
  const store = stack.use(
    emulatorHost === undefined
      ? await openEmbeddedDocumentStore({ file: embeddedDataFile(dataDir), clock })
      : openFirestoreDocumentStore({ projectId, emulatorHost }),
  );
  const pubSubHost = environment['PUBSUB_EMULATOR_HOST'];
  const bus = stack.use(
    pubSubHost === undefined
      ? openEmbeddedEventBus({ file: embeddedDataFile(dataDir), clock })
      : openPubSubEventBus({ projectId, emulatorHost: pubSubHost }),
  );
  const kept = stack.move();
  return {
    store,
    bus,
    environment,
    brokerEnvironment:
      options.events === 'embedded'
        ? { EMBEDDED_DATA_DIR: dataDir, FUNCTIONS_ORIGIN: functionsOrigin }
        : undefined,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
