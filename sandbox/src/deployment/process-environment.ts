import type { ProcessDeployment } from './describe-deployment.ts';
import type { Tfvars } from './tfvars.ts';

/**
 * The environment that terraform gives a process (`terraform/contracts.tf`): the settings and secrets that it reads, and what
 * terraform knows. `secretValues` holds the values of the secrets that the file lists, by variable.
 */
export function processEnvironment(
  process: ProcessDeployment,
  tfvars: Tfvars,
  secretValues: Readonly<Record<string, string>>,
): Record<string, string> {
  const among = (values: Readonly<Record<string, string>>, names: readonly string[]) =>
    Object.entries(values).filter(([name]) => names.includes(name));
  return Object.fromEntries([
    ...among(computed(tfvars), process.terraform),
    ...among(tfvars.settings, process.settings),
    ...among(secretValues, process.secrets),
  ]);
}

function computed(tfvars: Tfvars): Readonly<Record<string, string>> {
  const { project_id, project_number, region, edge } = tfvars;
  const host = edge?.domain ?? `media-relay-${project_number}.${region}.run.app`;
  return {
    FIRESTORE_DATABASE: tfvars.database_id,
    GOOGLE_CLOUD_PROJECT: project_id,
    MAX_CONCURRENT_CALLS: String(tfvars.relay.calls_per_instance),
    PUBLIC_BASE_URL: `https://${host}`,
  };
}
