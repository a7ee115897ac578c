import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedDocumentStore } from '@standardiste/shared/cloud/embedded/embedded-document-store.ts';
import { afterAll } from 'vitest';
import { describeCrashes } from './crashes.contract.ts';

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync());

describeCrashes('the embedded store', async (clock) => {
  const folder = await mkdtemp(join(tmpdir(), 'booking-crashes-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  return openEmbeddedDocumentStore({ file: join(folder, 'state.db'), clock });
});
