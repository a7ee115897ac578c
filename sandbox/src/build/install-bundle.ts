import { exec } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { bundle, type Bundle } from './bundle.ts';
import type { BundleTarget } from './find-targets.ts';
import { zipBundle } from './zip-bundle.ts';

export interface InstalledBundle extends Bundle {
  /** Where it is, with nothing beside it. */
  readonly directory: string;
  /** What is uploaded of a function; undefined for the relay, which goes into an image. */
  readonly zipBytes?: number;
}

export interface InstallOptions {
  readonly repository: string;
  readonly into: string;
  /** Where npm is: the variable PATH. */
  readonly path: string;
}

const run = promisify(exec);

/**
 * Does with a target what a deployment does: bundles it, unpacks the archive in `<into>/<name>`, installs what its package.json
 * names without asking a registry, and rehearses it. Takes 5 to 15 s.
 * @throws Error with the output of the step that failed.
 */
export async function installBundle(
  target: BundleTarget,
  { repository, into, path }: InstallOptions,
): Promise<InstalledBundle> {
  const name = basename(target.name);
  const directory = join(into, name);
  const outputDirectory = join(into, '.built', name);
  await rm(directory, { recursive: true, force: true });
  const made = await bundle({ ...target, outputDirectory }, repository);
  // The Node that made the code cache is the one that runs it
  const environment = { PATH: `${dirname(process.execPath)}${delimiter}${path}` };
  if (target.framework === undefined) {
    const filter = (file: string): boolean => !file.endsWith('.map');
    await cp(outputDirectory, directory, { recursive: true, filter });
    const { stdout } = await run('node rehearse.mjs', { cwd: directory, env: environment });
    checkRehearsal(name, stdout);
    return { ...made, directory };
  }
  const archive = `${outputDirectory}.zip`;
  const zipBytes = await zipBundle(outputDirectory, archive);
  await unpack(archive, directory);
  await run('npm install --offline --no-audit', { cwd: directory, env: environment });
  const text = await readFile(join(directory, 'package.json'), 'utf8');
  const { scripts } = JSON.parse(text) as { readonly scripts: Readonly<Record<string, string>> };
  const rehearsal = await run(String(scripts['gcp-build']), { cwd: directory, env: environment });
  checkRehearsal(name, rehearsal.stdout);
  return { ...made, directory, zipBytes };
}

/** A deployment goes on without a rehearsal; here it tells that something is wrong. */
function checkRehearsal(name: string, output: string): void {
  if (!output.includes(`standardiste-${name} answered `)) {
    throw new Error(`The bundle of ${name} could not be rehearsed:\n${output.slice(-2_000)}`);
  }
}

async function unpack(archive: string, directory: string): Promise<void> {
  for (const [file, content] of Object.entries(unzipSync(await readFile(archive)))) {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), content);
  }
}
