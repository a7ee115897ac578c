import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGoogleStorageSimulator } from '@standardiste/sandbox/vendors/google-storage/google-storage-simulator.ts';
import { describeFileStore } from '../file-store.contract.ts';
import { FileStoreUnavailableError, type FileStore } from '../file-store.ts';
import { openCloudStorageFileStore } from './cloud-storage-file-store.ts';

type Simulator = Awaited<ReturnType<typeof startGoogleStorageSimulator>>;
let simulator: Simulator;
beforeAll(async () => {
  // Pages of two: a list of three takes more than one.
  simulator = await startGoogleStorageSimulator({ buckets: ['recordings'], pageSize: 2 });
});
afterAll(() => simulator[Symbol.asyncDispose]());

const open = (bucket = 'recordings', timeoutMs = 5_000): FileStore =>
  openCloudStorageFileStore({
    projectId: 'demo',
    bucket,
    endpoint: simulator.origin,
    timeoutMs,
  });

describeFileStore('Cloud Storage, simulated,', () => Promise.resolve(open()));

describe('Cloud Storage, simulated,', () => {
  const content = Buffer.from('bonjour');

  it('reports a bucket that does not exist as a fault, not as a missing file', async () => {
    await using files = open('no-such-bucket');
    await expect(files.read('a')).rejects.toThrow(FileStoreUnavailableError);
    await expect(files.write('a', content, 'text/plain')).rejects.toThrow(
      FileStoreUnavailableError,
    );
  });

  it('gives up within its limit when nobody answers', async () => {
    await using files = open('recordings', 50);
    simulator.faults.set([{ operation: 'objects.insert', kind: 'hang' }]);
    await expect(files.write('a', content, 'text/plain')).rejects.toThrow(
      FileStoreUnavailableError,
    );
  });
});
