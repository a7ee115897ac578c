import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeFileStore } from '../file-store.contract.ts';
import { openFolderFileStore } from './folder-file-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'files-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describeFileStore('The folder file store', () => openFolderFileStore(join(folder, 'bucket')));

describe('The folder file store', () => {
  it('lays files where a person can open them, and leaves nothing behind', async () => {
    const root = join(folder, 'plain');
    await using files = await openFolderFileStore(root);
    await files.write('calls/c1/call.txt', Buffer.from('bonjour'), 'text/plain');
    expect(readFileSync(join(root, 'content/calls/c1/call.txt'), 'utf8')).toBe('bonjour');
    expect(readdirSync(join(root, 'staging'))).toEqual([]);
  });
});
