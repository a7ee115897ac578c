import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openSecretManagerStore } from '@standardiste/shared/cloud/google/secret-manager-store.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  startGoogleSecretManagerSimulator,
  type GoogleSecretManagerSimulator,
} from '../vendors/google-secret-manager/google-secret-manager-simulator.ts';
import { schoolProfile } from '../world/school.ts';
import { checkConfig } from './check-config.ts';
import type { EnvironmentSource } from './ops-options.ts';
import { readEnvironments } from './read-environments.ts';

const repository = resolve(import.meta.dirname, '../../..');
const { signal } = new AbortController();
/** Six processes start, two at a time. */
const timeoutMs = 60_000;

let directory: string;
let secretManager: GoogleSecretManagerSimulator;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ops-'));
  secretManager = await startGoogleSecretManagerSimulator();
});
afterEach(() => secretManager.reset());
afterAll(async () => {
  await secretManager[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

function read(source: Partial<EnvironmentSource>, shell: Record<string, string> = {}) {
  return readEnvironments(
    { envFiles: [], tfvars: undefined, isOffline: false, ...source },
    {
      repository,
      shell,
      openSecrets: (projectId) =>
        openSecretManagerStore({ projectId, endpoint: secretManager.origin }),
    },
  );
}

const tfvars = `
project_id     = "standardiste-dev"
project_number = "100000000001"
secrets = {
  CALL_TOKEN_KEY    = "2"
  PHONE_HASH_KEY    = "1"
  TWILIO_AUTH_TOKEN = "1"
  TWILIO_TOKEN      = "1"
}
settings = {
  LOG_LEVEL          = "loud"
  CRM_PROVIDER       = "webhook"
  TWILIO_ACCOUNT_SID = "AC0"
}
`;

describe('the check of a configuration', () => {
  it(
    'names everything that is wrong at once: settings, secrets, names, profiles',
    async () => {
      const file = join(directory, 'dev.tfvars');
      await writeFile(file, tfvars);
      const profile = join(directory, 'profile.json');
      await writeFile(profile, JSON.stringify({ ...schoolProfile, calledNumbers: ['0199000001'] }));
      secretManager.addVersion('call-token-key', { value: 'too-short', state: 'ENABLED' });
      secretManager.addVersion('call-token-key', { value: 'still-short', state: 'ENABLED' });
      secretManager.addVersion('phone-hash-key', {
        value: `1:${'k'.repeat(20)}`,
        state: 'ENABLED',
      });

      const environments = await read({ tfvars: file });
      const problems = await checkConfig(environments, [profile], signal);
      const found = problems.map(({ problem }) => problem);
      expect(found).toEqual(
        expect.arrayContaining([
          'TWILIO_TOKEN: no process reads it, and it stands in secrets',
          expect.stringContaining('TWILIO_AUTH_TOKEN: secret twilio-auth-token, version 1'),
          expect.stringContaining('LOG_LEVEL: '),
          expect.stringContaining('CALL_TOKEN_KEY: '),
          expect.stringContaining('CRM_WEBHOOK_URL'),
          expect.stringContaining('calledNumbers[0]: '),
        ]),
      );
      expect(problems.find(({ problem }) => problem.startsWith('LOG_LEVEL'))?.stops).toEqual(
        expect.arrayContaining(['media-relay', 'sms-follow-up']),
      );
      expect(found.join()).not.toContain('short');
      expect(secretManager.state().accesses).toContain(
        'projects/standardiste-dev/secrets/call-token-key/versions/2',
      );
    },
    timeoutMs,
  );

  it.each(['dev.tfvars', 'prod.tfvars'])(
    'finds nothing against %s, secrets apart',
    async (name) => {
      const file = join(repository, 'terraform/envs', name);
      const environments = await read({ tfvars: file, isOffline: true });
      const profile = join(directory, 'right.json');
      await writeFile(profile, JSON.stringify(schoolProfile));
      expect(await checkConfig(environments, [profile], signal)).toEqual([]);
    },
    timeoutMs,
  );
});

describe('the environments of the processes', () => {
  it('are the shell with the files laid over it, or what terraform gives and nothing of the shell', async () => {
    const file = join(directory, 'one.env');
    await writeFile(file, '# a comment\nLOG_LEVEL=debug\nA="b c"\n');
    const shell = { LOG_LEVEL: 'info', PATH: '/bin' };
    const own = await read({ envFiles: [file] }, shell);
    expect(own.environments.get('media-relay')).toEqual({
      LOG_LEVEL: 'debug',
      A: 'b c',
      PATH: '/bin',
    });

    const given = await read(
      { tfvars: join(repository, 'terraform/envs/dev.tfvars'), isOffline: true },
      { ...shell, CALL_TOKEN_KEY: 'from the shell', HOME: '/root' },
    );
    const relay = given.environments.get('media-relay') ?? {};
    expect(relay).toMatchObject({ PATH: '/bin', HOME: '/root', TWILIO_REGION: 'ie1' });
    expect(relay['CALL_TOKEN_KEY']).not.toBe('from the shell');
    expect(given.environments.get('knowledge-lookup')).not.toHaveProperty('TWILIO_AUTH_TOKEN');
  });
});
