import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { terraformSteps } from './terraform-steps.ts';

async function repositoryWith(...files: readonly string[]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'terraform-steps-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), '');
  }
  return root;
}

async function namesAndSkipped(
  repository: string,
  usualDirectories: readonly string[] = [],
): Promise<{ names: string[]; skipped: readonly string[] }> {
  const { commands, skipped } = await terraformSteps({
    repository,
    searchPath: join(repository, 'bin'),
    usualDirectories,
  });
  return { names: commands.map(({ name }) => name), skipped };
}

describe('terraformSteps', () => {
  it('says that there is nothing to check', async () => {
    const repository = await repositoryWith('terraform/README.md');
    expect(await namesAndSkipped(repository)).toEqual({
      names: [],
      skipped: ['terraform: the folder holds no .tf file'],
    });
  });

  it('says that the program is missing', async () => {
    const repository = await repositoryWith('terraform/relay.tf');
    expect(await namesAndSkipped(repository)).toEqual({
      names: [],
      skipped: ['terraform: the program is not installed'],
    });
  });

  it('checks the format where no provider is installed, and says what it leaves out', async () => {
    const repository = await repositoryWith('terraform/relay.tf', 'bin/terraform');
    await chmod(join(repository, 'bin/terraform'), 0o755);
    const { names, skipped } = await namesAndSkipped(repository);
    expect(names).toEqual(['terraform fmt']);
    expect(skipped).toEqual([
      expect.stringContaining('terraform validate, terraform test: no prov'),
    ]);
  });

  it('checks everything where providers are installed, with a program outside PATH', async () => {
    const repository = await repositoryWith(
      'terraform/relay.tf',
      'terraform/.terraform/providers/google',
      'opt/terraform',
    );
    await chmod(join(repository, 'opt/terraform'), 0o755);
    expect(await namesAndSkipped(repository, [join(repository, 'opt')])).toEqual({
      names: ['terraform fmt', 'terraform validate', 'terraform test'],
      skipped: [],
    });
  });
});
