import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeSecretStore } from '../secret-store.contract.ts';
import { SecretStoreUnavailableError } from '../secret-store.ts';
import { createRecordSecretStore, openFileSecretStore } from './local-secret-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const file = join(folder, 'secrets.json');

describeSecretStore('The record secret store', (secrets) =>
  Promise.resolve(createRecordSecretStore(secrets)),
);

describeSecretStore('The file secret store', (secrets) => {
  writeFileSync(file, JSON.stringify(secrets));
  return Promise.resolve(openFileSecretStore(file));
});

describe('The file secret store', () => {
  it('sees a rotated secret without being opened again', async () => {
    writeFileSync(file, JSON.stringify({ key: 'old' }));
    await using secrets = openFileSecretStore(file);
    await secrets.access('key');
    writeFileSync(file, JSON.stringify({ key: 'new' }));
    expect(await secrets.access('key')).toBe('new');
  });

  it.each(['not json: s3cret', '{"key": {"nested": "s3cret"}}'])(
    'reports a file that is none, without quoting it',
    async (text) => {
      writeFileSync(file, text);
      await using secrets = openFileSecretStore(file);
      const error = await secrets.access('key').catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(SecretStoreUnavailableError);
      expect(
        JSON.stringify([error, (error as Error).message, (error as Error).cause]),
      ).not.toContain('s3cret');
    },
  );
});
