import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Command } from './run-command.ts';

export interface TerraformSteps {
  readonly commands: readonly Command[];
  /** What is not checked and why, a sentence each. */
  readonly skipped: readonly string[];
}

const usualPlaces = ['/usr/local/bin', '/usr/bin', '/opt/homebrew/bin', '/snap/bin'];

/**
 * What can be checked of the folder `terraform/` on this machine. Formatting needs the program alone; `validate` and `test` need
 * the providers, which `terraform init` fetches once.
 */
export async function terraformSteps(options: {
  readonly repository: string;
  /** The PATH variable. */
  readonly searchPath: string;
  /** Where terraform is looked for after PATH. */
  readonly usualDirectories?: readonly string[];
}): Promise<TerraformSteps> {
  const directory = join(options.repository, 'terraform');
  const files = await readdir(directory, { recursive: true }).catch(() => []);
  if (!files.some((file) => file.endsWith('.tf'))) {
    return { commands: [], skipped: ['terraform: the folder holds no .tf file'] };
  }
  const program = await findProgram('terraform', [
    ...options.searchPath.split(delimiter).filter(Boolean),
    ...(options.usualDirectories ?? usualPlaces),
  ]);
  if (program === undefined) {
    return { commands: [], skipped: ['terraform: the program is not installed'] };
  }
  const step = (name: string, ...args: string[]): Command => ({
    name: `terraform ${name}`,
    program,
    arguments: [name, ...args],
    directory,
    environment: { CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0' },
  });
  const format = step('fmt', '-check', '-diff', '-recursive');
  const hasProviders = files.some((file) => file.startsWith(join('.terraform', 'providers')));
  if (hasProviders) return { commands: [format, step('validate'), step('test')], skipped: [] };
  return {
    commands: [format],
    skipped: [
      'terraform validate, terraform test: no providers here; `terraform -chdir=terraform init -backend=false` fetches them',
    ],
  };
}

async function findProgram(
  name: string,
  directories: readonly string[],
): Promise<string | undefined> {
  for (const directory of directories) {
    const path = join(directory, name);
    const isExecutable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isExecutable) return path;
  }
  return undefined;
}
