import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import {
  SecretMissingError,
  SecretStoreUnavailableError,
  type SecretStore,
} from '../secret-store.ts';

/** Secrets from a record, for instance the process's environment. Names are taken as they are. */
export function createRecordSecretStore(
  secrets: Readonly<Record<string, string | undefined>>,
): SecretStore {
  return {
    access(name) {
      const value = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
      return value === undefined
        ? Promise.reject(new SecretMissingError(`There is no secret "${name}"`))
        : Promise.resolve(value);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Secrets from a JSON file of names and values; it is read at every access, so that a rotation needs no restart. */
export function openFileSecretStore(file: string): SecretStore {
  return {
    access: async (name) => createRecordSecretStore(await readSecrets(file)).access(name),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Errors of the parser would quote the file: they are not passed on. */
async function readSecrets(file: string): Promise<Readonly<Record<string, string>>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new SecretStoreUnavailableError('The file of secrets cannot be read', { cause });
  }
  const parsed = z.record(z.string(), z.string()).safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new SecretStoreUnavailableError('The file of secrets is not a JSON object of texts');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
