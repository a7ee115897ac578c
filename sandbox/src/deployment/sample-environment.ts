import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessDeployment } from './describe-deployment.ts';
import { tfvarsMap } from './tfvars.ts';

/** Long enough for every check of a secret's form; the phone hash's key carries its version. */
const secretValue = `1:${'s'.repeat(40)}`;

const computed = {
  FIRESTORE_DATABASE: 'standardiste',
  GOOGLE_CLOUD_PROJECT: 'standardiste-dev',
  MAX_CONCURRENT_CALLS: '40',
  PUBLIC_BASE_URL: 'https://appels.example.fr',
};

/**
 * The environment that terraform gives a process with one of the sample files of `terraform/envs`, with a made-up value for
 * every secret that the file lists.
 */
export async function sampleEnvironment(
  repository: string,
  process: ProcessDeployment,
  tfvars: string,
): Promise<Record<string, string>> {
  const text = await readFile(join(repository, 'terraform/envs', tfvars), 'utf8');
  const settings = Object.entries(tfvarsMap(text, 'settings')).filter(([name]) =>
    process.settings.includes(name),
  );
  const secrets = Object.keys(tfvarsMap(text, 'secrets'))
    .filter((name) => process.secrets.includes(name))
    .map((name): [string, string] => [name, secretValue]);
  const known = Object.entries(computed).filter(([name]) => process.terraform.includes(name));
  return Object.fromEntries([...known, ...settings, ...secrets]);
}
