import { SecretManagerServiceClient, type protos } from '@google-cloud/secret-manager';
import { credentials } from '@grpc/grpc-js';
import { withTimeout, type Clock } from '../../time/clock.ts';
import { systemClock } from '../../time/system-clock.ts';
import {
  SecretMissingError,
  SecretStoreUnavailableError,
  type SecretStore,
} from '../secret-store.ts';
import { parseApiEndpoint } from './api-endpoint.ts';
import { crc32c } from './crc32c.ts';
import { grpcCode, grpcCodes } from './grpc-failure.ts';

export interface SecretManagerOptions {
  readonly projectId: string;
  /** `host:port`; with `http://` before it the connection is plaintext. Default: Google's own. */
  readonly endpoint?: string | undefined;
  readonly clock?: Clock;
  /** Limit of one access with its retries. Default 10,000: secrets are read at start, not during calls. */
  readonly timeoutMs?: number;
}

/** Secrets in Secret Manager, through Google's client; the latest version unless told, and only if its checksum is right. */
export function openSecretManagerStore(options: SecretManagerOptions): SecretStore {
  const { projectId, endpoint, clock = systemClock, timeoutMs = 10_000 } = options;
  const { isSecure, ...address } = parseApiEndpoint(endpoint);
  const client = new SecretManagerServiceClient({
    projectId,
    ...address,
    ...(isSecure ? {} : { sslCreds: credentials.createInsecure() }),
  });
  return {
    async access(name, number) {
      if (!secretName.test(name)) throw new SecretMissingError(`There is no secret "${name}"`);
      const version = `projects/${projectId}/secrets/${name}/versions/${number ?? 'latest'}`;
      try {
        const [answer] = await withTimeout(clock, { timeoutMs, what: 'Secret Manager' }, () =>
          client.accessSecretVersion({ name: version }, { timeout: timeoutMs }),
        );
        return readPayload(answer.payload ?? {});
      } catch (cause) {
        throw toSecretError(name, number, cause);
      }
    },
    async [Symbol.asyncDispose]() {
      await client.close();
    },
  };
}

/** https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets/create#query-parameters */
const secretName = /^[A-Za-z0-9_-]{1,255}$/;

function readPayload({
  data,
  dataCrc32c,
}: protos.google.cloud.secretmanager.v1.ISecretPayload): string {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'base64') : Buffer.from(data ?? []);
  if (dataCrc32c != null && Number(dataCrc32c.toString()) !== crc32c(bytes)) {
    throw new Error('The secret was damaged on its way');
  }
  return bytes.toString('utf8');
}

/** A latest version that is disabled or destroyed fails its precondition. */
function toSecretError(
  name: string,
  number: number | undefined,
  cause: unknown,
): SecretMissingError | SecretStoreUnavailableError {
  const code = grpcCode(cause);
  return code === grpcCodes.notFound || code === grpcCodes.failedPrecondition
    ? new SecretMissingError(
        `There is no secret "${name}", or its ${number === undefined ? 'latest version' : `version ${number}`} is missing or disabled`,
        { cause },
      )
    : new SecretStoreUnavailableError(`The secret "${name}" cannot be read`, { cause });
}
