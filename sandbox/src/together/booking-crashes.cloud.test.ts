import { openFirestoreDocumentStore } from '@standardiste/shared/cloud/google/firestore-document-store.ts';
import { describeCrashes } from '@standardiste/functions/calendar-booking/crashes.contract.ts';
import { afterAll, beforeAll } from 'vitest';
import { startFirestoreEmulator, type Emulator } from '../emulators.ts';
import { describeOnEmulators } from '../vendors/emulators.fixture.ts';

describeOnEmulators('crashes of bookings', () => {
  let emulator: Emulator;
  let count = 0;
  beforeAll(async () => void (emulator = await startFirestoreEmulator()), 90_000);
  afterAll(() => emulator[Symbol.asyncDispose](), 30_000);

  // A project of its own is an empty database.
  describeCrashes("Google's Firestore emulator", () =>
    Promise.resolve(
      openFirestoreDocumentStore({
        projectId: `demo-crashes-${(count += 1)}`,
        emulatorHost: emulator.host,
        timeoutMs: 30_000,
      }),
    ),
  );
});
