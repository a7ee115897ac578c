/** Who gives a variable its value in the cloud. */
export type VariableSource =
  /** Google's platform. */
  | 'platform'
  /** terraform, from what it builds. */
  | 'terraform'
  /** The operator, by `settings` in the tfvars file. */
  | 'setting'
  /** Secret Manager. */
  | 'secret'
  /** Nobody: it is for laptops, and its default is right in the cloud. */
  | 'laptop';

const known: Readonly<Record<string, VariableSource>> = {
  PORT: 'platform',
  GOOGLE_CLOUD_PROJECT: 'terraform',
  FIRESTORE_DATABASE: 'terraform',
  PUBLIC_BASE_URL: 'terraform',
  MAX_CONCURRENT_CALLS: 'terraform',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'terraform',
  OTEL_TRACES_SAMPLER_ARG: 'terraform',
  // Such a collector's headers are its key.
  OTEL_EXPORTER_OTLP_HEADERS: 'secret',
  STATE_BACKEND: 'laptop',
  EVENT_BACKEND: 'laptop',
  EMBEDDED_DATA_DIR: 'laptop',
  FIRESTORE_EMULATOR_HOST: 'laptop',
  PUBSUB_EMULATOR_HOST: 'laptop',
};

const secretName = /_(?:KEY|TOKEN|SECRET|PASSWORD)(?:_SECONDARY)?$/;

/** Names tell: what ends in KEY, TOKEN, SECRET or PASSWORD is a secret, and what this table does not know is a setting. */
export function variableSource(name: string): VariableSource {
  return known[name] ?? (secretName.test(name) ? 'secret' : 'setting');
}
