import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findEmulators } from './emulators.ts';

const folder = mkdtempSync(join(tmpdir(), 'emulators-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A Cloud CLI with its emulators, and a folder of the path with links to its `gcloud` and to a `java`. */
function install(name: string, components: readonly string[]): { root: string; path: string } {
  const root = join(folder, name, 'sdk');
  const path = join(folder, name, 'bin');
  for (const part of [join(root, 'bin'), path]) mkdirSync(part, { recursive: true });
  for (const program of [join(root, 'bin', 'gcloud'), join(path, 'java')]) {
    writeFileSync(program, '');
    chmodSync(program, 0o755);
  }
  symlinkSync(join(root, 'bin', 'gcloud'), join(path, 'gcloud'));
  for (const jar of components) {
    mkdirSync(join(root, 'platform', jar, '..'), { recursive: true });
    writeFileSync(join(root, 'platform', jar), '');
  }
  return { root, path };
}

const jars = [
  'cloud-firestore-emulator/cloud-firestore-emulator.jar',
  'pubsub-emulator/lib/cloud-pubsub-emulator-0.8.20-all.jar',
];

describe('findEmulators', () => {
  it('finds the jars where the link to gcloud leads', () => {
    const { root, path } = install('complete', jars);
    expect(findEmulators({ PATH: path })).toEqual({
      type: 'found',
      java: join(path, 'java'),
      firestoreJar: join(root, 'platform', jars[0] ?? ''),
      pubSubJar: join(root, 'platform', jars[1] ?? ''),
    });
  });

  it('looks under CLOUDSDK_ROOT first', () => {
    const { root } = install('elsewhere', jars);
    const { path } = install('incomplete', []);
    expect(findEmulators({ PATH: path, CLOUDSDK_ROOT: root }).type).toBe('found');
  });

  it('says what is missing', () => {
    const { path } = install('half', jars.slice(0, 1));
    const reason = (environment: Record<string, string>): unknown => findEmulators(environment);
    expect(reason({ PATH: join(folder, 'nowhere') })).toMatchObject({
      reason: 'there is no java in PATH',
    });
    expect(reason({ PATH: path })).toMatchObject({
      reason: expect.stringContaining('pubsub-emulator') as string,
    });
  });
});
