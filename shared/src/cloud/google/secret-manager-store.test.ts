import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startGoogleSecretManagerSimulator,
  type GoogleSecretManagerSimulator,
} from '@standardiste/sandbox/vendors/google-secret-manager/google-secret-manager-simulator.ts';
import { describeSecretStore } from '../secret-store.contract.ts';
import {
  SecretMissingError,
  SecretStoreUnavailableError,
  type SecretStore,
} from '../secret-store.ts';
import { openSecretManagerStore } from './secret-manager-store.ts';

let simulator: GoogleSecretManagerSimulator;
beforeAll(async () => {
  simulator = await startGoogleSecretManagerSimulator();
});
afterAll(() => simulator[Symbol.asyncDispose]());

const open = (timeoutMs = 5_000): SecretStore =>
  openSecretManagerStore({ projectId: 'demo', endpoint: simulator.origin, timeoutMs });

describeSecretStore('Secret Manager, simulated,', (secrets) => {
  simulator.reset();
  for (const [name, value] of Object.entries(secrets)) {
    simulator.addVersion(name, { value, state: 'ENABLED' });
  }
  return Promise.resolve(open());
});

describe('Secret Manager, simulated,', () => {
  it('gives the newest version', async () => {
    simulator.reset();
    simulator.addVersion('key', { value: 'old', state: 'ENABLED' });
    simulator.addVersion('key', { value: 'new', state: 'ENABLED' });
    await using secrets = open();
    expect(await secrets.access('key')).toBe('new');
  });

  it('gives the version that is asked for, as instances start with it', async () => {
    simulator.reset();
    simulator.addVersion('key', { value: 'old', state: 'ENABLED' });
    simulator.addVersion('key', { value: 'new', state: 'DISABLED' });
    await using secrets = open();
    expect(await secrets.access('key', 1)).toBe('old');
    await expect(secrets.access('key', 2)).rejects.toThrow('version 2 is missing or disabled');
    await expect(secrets.access('key', 3)).rejects.toThrow(SecretMissingError);
  });

  it('takes a disabled latest version for missing', async () => {
    simulator.reset();
    simulator.addVersion('key', { value: 'old', state: 'ENABLED' });
    simulator.addVersion('key', { value: 'new', state: 'DISABLED' });
    await using secrets = open();
    await expect(secrets.access('key')).rejects.toThrow(SecretMissingError);
  });

  it('refuses a value that was damaged on its way', async () => {
    simulator.reset();
    simulator.addVersion('key', { value: 'value', state: 'ENABLED' });
    simulator.faults.set([{ operation: 'damage' }]);
    await using secrets = open();
    await expect(secrets.access('key')).rejects.toThrow(SecretStoreUnavailableError);
  });

  it('gives up within its limit when nobody answers', async () => {
    simulator.reset();
    simulator.faults.set([{ operation: 'accessSecretVersion', kind: 'hang' }]);
    await using secrets = open(100);
    await expect(secrets.access('key')).rejects.toThrow(SecretStoreUnavailableError);
  });

  it('reports a refusal as a fault that may pass', async () => {
    simulator.reset();
    simulator.faults.set([{ operation: 'accessSecretVersion', kind: 'error', status: 7 }]);
    await using secrets = open();
    await expect(secrets.access('key')).rejects.toMatchObject({
      code: 'secret-store-unavailable',
      retryable: true,
    });
  });
});
