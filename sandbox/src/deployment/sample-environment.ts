import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessDeployment } from './describe-deployment.ts';
import { processEnvironment } from './process-environment.ts';
import { readTfvars } from './tfvars.ts';

/** Long enough for every check of a secret's form; the phone hash's key carries its version. */
export const sampleSecret = `1:${'s'.repeat(40)}`;

/**
 * The environment that terraform gives a process with one of the sample files of `terraform/envs`, with a made-up value for
 * every secret that the file lists.
 */
export async function sampleEnvironment(
  repository: string,
  process: ProcessDeployment,
  tfvars: string,
): Promise<Record<string, string>> {
  const read = readTfvars(await readFile(join(repository, 'terraform/envs', tfvars), 'utf8'));
  const names = Object.keys(read.secrets);
  return processEnvironment(
    process,
    read,
    Object.fromEntries(names.map((name) => [name, sampleSecret])),
  );
}
