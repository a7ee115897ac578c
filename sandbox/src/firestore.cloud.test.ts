import { afterAll, beforeAll } from 'vitest';
import { describeDocumentStore } from '@standardiste/shared/cloud/document-store.contract.ts';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { openFirestoreDocumentStore } from '@standardiste/shared/cloud/google/firestore-document-store.ts';
import { startFirestoreEmulator, type Emulator } from './emulators.ts';
import { describeOnEmulators } from './vendors/emulators.fixture.ts';

describeOnEmulators('the DocumentStore contract', () => {
  let emulator: Emulator;
  const stores: DocumentStore[] = [];
  beforeAll(async () => {
    emulator = await startFirestoreEmulator();
    for (let n = 0; n < 2; n += 1) {
      stores.push(
        openFirestoreDocumentStore({
          projectId: 'demo-contract',
          emulatorHost: emulator.host,
          timeoutMs: 30_000,
        }),
      );
    }
  }, 90_000);
  afterAll(async () => {
    for (const store of stores) await store[Symbol.asyncDispose]();
    await emulator[Symbol.asyncDispose]();
  }, 30_000);

  describeDocumentStore(
    'Firestore',
    () =>
      Promise.resolve({
        first: stores[0] as DocumentStore,
        second: stores[1] as DocumentStore,
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
    {
      timeoutMs: 60_000, // Two contenders cost seconds in the emulator (measured, November 2026).
      missesChangesAtStart: true,
    },
  );
});
