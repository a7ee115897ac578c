import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { SecretStore } from '@standardiste/shared/cloud/secret-store.ts';
import { explainFailure } from '@standardiste/shared/health/explain-failure.ts';
import { z } from 'zod';
import { secretId } from '../deployment/access-table.ts';
import type { ProcessDeployment } from '../deployment/describe-deployment.ts';
import { processEnvironment } from '../deployment/process-environment.ts';
import { sampleSecret } from '../deployment/sample-environment.ts';
import { readTfvars } from '../deployment/tfvars.ts';
import type { EnvironmentSource } from './ops-options.ts';

type Environment = Readonly<Record<string, string>>;

/** What each process of the product would find in its environment, and what is wrong before any of them looks. */
export interface ProcessEnvironments {
  readonly environments: ReadonlyMap<string, Environment>;
  readonly problems: readonly string[];
}

export interface ReadEnvironmentsOptions {
  readonly repository: string;
  readonly shell: Readonly<Record<string, string | undefined>>;
  /** Opened only when secrets are to be read; whoever reads closes it. */
  readonly openSecrets: (projectId: string) => SecretStore;
}

/** Programs need these of a machine, whatever the variables of the product: to be found, to sign in, to get out. */
const basics =
  /^(?:PATH|HOME|USER|LANG|TMPDIR|TZ|GOOGLE_APPLICATION_CREDENTIALS|CLOUDSDK_\w+|GOOGLE_CLOUD_QUOTA_PROJECT|METADATA_SERVER_DETECTION|NODE_EXTRA_CA_CERTS|(?:https?|no)_proxy|(?:HTTPS?|NO)_PROXY|TWILIO_US1_AUTH_TOKEN)$/;

/** Reads the environments from where the options say. @throws Error when a file cannot be read or understood. */
export async function readEnvironments(
  source: EnvironmentSource,
  options: ReadEnvironmentsOptions,
): Promise<ProcessEnvironments> {
  const processes = await readContracts(options.repository);
  if (source.tfvars !== undefined) return fromTfvars(source.tfvars, source, processes, options);
  const files = await Promise.all(source.envFiles.map((file) => readFile(file, 'utf8')));
  const environment = files.reduce<Record<string, string>>(
    (merged, text) => ({ ...merged, ...defined(parseEnv(text)) }),
    defined(options.shell),
  );
  return {
    environments: new Map(Object.keys(processes).map((name) => [name, environment])),
    problems: [],
  };
}

const contractsSchema = z.looseObject({
  processes: z.record(
    z.string(),
    z.object({
      publishes: z.array(z.string()),
      required: z.array(z.string()),
      secrets: z.array(z.string()),
      settings: z.array(z.string()),
      terraform: z.array(z.string()),
    }),
  ),
});

/** What terraform reads of the code. */
async function readContracts(repository: string): Promise<Record<string, ProcessDeployment>> {
  const text = await readFile(join(repository, 'terraform/generated/contracts.json'), 'utf8');
  return contractsSchema.parse(JSON.parse(text)).processes;
}

async function fromTfvars(
  file: string,
  { isOffline }: EnvironmentSource,
  processes: Readonly<Record<string, ProcessDeployment>>,
  { shell, openSecrets }: ReadEnvironmentsOptions,
): Promise<ProcessEnvironments> {
  const tfvars = readTfvars(await readFile(file, 'utf8'));
  const known = Object.values(processes);
  const secretNames = known.flatMap(({ secrets }) => secrets);
  const settingNames = known.flatMap(({ settings }) => settings);
  const unknown = [
    ...unreadNames('settings', tfvars.settings, settingNames),
    ...unreadNames('secrets', tfvars.secrets, secretNames),
  ];
  const versions = Object.fromEntries(
    Object.entries(tfvars.secrets).filter(([name]) => secretNames.includes(name)),
  );
  const { values, problems } = isOffline
    ? { values: mapValues(versions, () => sampleSecret), problems: [] }
    : await readSecrets(versions, openSecrets(tfvars.project_id));
  const machine = Object.fromEntries(
    Object.entries(defined(shell)).filter(([name]) => basics.test(name)),
  );
  return {
    environments: new Map(
      Object.entries(processes).map(([name, process]) => [
        name,
        { ...machine, ...processEnvironment(process, tfvars, values) },
      ]),
    ),
    problems: [...unknown, ...problems],
  };
}

/** Misspelt, or meant for another version: terraform refuses them too. */
function unreadNames(map: string, given: Environment, read: readonly string[]): readonly string[] {
  return Object.keys(given)
    .filter((name) => !read.includes(name))
    .map((name) => `${name}: no process reads it, and it stands in ${map}`);
}

async function readSecrets(
  versions: Environment,
  opened: SecretStore,
): Promise<{ readonly values: Record<string, string>; readonly problems: readonly string[] }> {
  await using store = opened;
  const values: Record<string, string> = {};
  const problems: string[] = [];
  await Promise.all(
    Object.entries(versions).map(async ([name, version]) => {
      try {
        values[name] = await store.access(secretId(name), Number(version));
      } catch (error) {
        const { cause } = explainFailure('firestore', error);
        problems.push(`${name}: secret ${secretId(name)}, version ${version}: ${cause}`);
      }
    }),
  );
  return { values, problems: problems.sort() };
}

function mapValues(record: Environment, change: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

function defined(record: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
