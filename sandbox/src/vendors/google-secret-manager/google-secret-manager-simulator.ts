import { status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { crc32c } from '@standardiste/shared/cloud/google/crc32c.ts';
import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { FaultPlan } from '../faults.ts';
import { faultFailure, grpcFailure, startGrpcServer, type GrpcFailure } from '../grpc-server.ts';
import type { VendorSimulator } from '../simulator.ts';

export interface SecretVersion {
  readonly value: string;
  readonly state: 'ENABLED' | 'DISABLED' | 'DESTROYED';
}

export interface GoogleSecretManagerState {
  /** Names that were asked for, oldest first; values are not shown. */
  readonly accesses: readonly string[];
}

export interface GoogleSecretManagerSimulator extends VendorSimulator<GoogleSecretManagerState> {
  /** Adds a version, which is the latest from then on. */
  addVersion(name: string, version: SecretVersion): void;
}

const mostAccesses = 1_000;

/**
 * Secret Manager v1 on this machine: `AccessSecretVersion` over gRPC without TLS. Secrets belong to whatever project is asked for;
 * `latest` is the newest version, and fails its precondition when that is not enabled.
 *
 * Faults apply to `accessSecretVersion` (gRPC or HTTP status), and to `damage`, whose rule makes the payload's checksum wrong.
 */
export async function startGoogleSecretManagerSimulator(
  options: {
    readonly port?: number;
    readonly clock?: Clock;
    readonly secrets?: Readonly<Record<string, string>>;
  } = {},
): Promise<GoogleSecretManagerSimulator> {
  const { clock = systemClock, secrets = {} } = options;
  const faults = new FaultPlan();
  const versions = new Map<string, SecretVersion[]>();
  let accesses: string[] = [];
  const seed = (): void => {
    versions.clear();
    for (const [name, value] of Object.entries(secrets)) {
      versions.set(name, [{ value, state: 'ENABLED' }]);
    }
  };
  seed();
  const access = async (name: string): Promise<object> => {
    accesses = [...accesses, name].slice(-mostAccesses);
    const rule = faults.next('accessSecretVersion');
    if (rule !== undefined) {
      await sleep(clock, rule.latencyMs);
      if (rule.kind.startsWith('hang')) await new Promise(() => undefined);
      if (rule.kind !== 'none') throw new RefusedError(faultFailure(rule));
    }
    const isDamaged = faults.next('damage') !== undefined;
    return describePayload(name, findVersion(versions, name), isDamaged);
  };
  const server = await startGrpcServer({
    clientPackage: '@google-cloud/secret-manager',
    protoFile: 'google/cloud/secretmanager/v1/service.proto',
    service: 'google.cloud.secretmanager.v1.SecretManagerService',
    port: options.port ?? 0,
    maxStreams: 100,
    handlers: {
      accessSecretVersion(
        call: ServerUnaryCall<{ name: string }, unknown>,
        reply: sendUnaryData<unknown>,
      ) {
        access(call.request.name).then(
          (answer) => {
            reply(null, answer);
          },
          (error: unknown) => {
            if (error instanceof RefusedError) reply(error.failure);
            else reply(grpcFailure(status.INTERNAL, String(error)));
          },
        );
      },
    },
  });
  return {
    origin: server.origin,
    faults,
    state: () => ({ accesses: [...accesses] }),
    addVersion(name, version) {
      versions.set(name, [...(versions.get(name) ?? []), version]);
    },
    reset() {
      faults.set([]);
      accesses = [];
      seed();
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

class RefusedError extends Error {
  readonly failure: GrpcFailure;

  constructor(failure: GrpcFailure) {
    super(failure.details);
    this.failure = failure;
  }
}

const versionName = /^projects\/[^/]+\/secrets\/([A-Za-z0-9_-]{1,255})\/versions\/(latest|\d+)$/;

function findVersion(
  versions: ReadonlyMap<string, readonly SecretVersion[]>,
  name: string,
): { number: number; value: string } {
  const [, secret, version] = versionName.exec(name) ?? [];
  if (secret === undefined || version === undefined) {
    throw new RefusedError(grpcFailure(status.INVALID_ARGUMENT, 'Malformed version name'));
  }
  const known = versions.get(secret) ?? [];
  const number = version === 'latest' ? known.length : Number(version);
  const found = known[number - 1];
  if (found === undefined) {
    throw new RefusedError(
      grpcFailure(status.NOT_FOUND, `Secret [${name}] not found or has no versions.`),
    );
  }
  if (found.state !== 'ENABLED') {
    const details = `Secret Version [${name}] is in ${found.state} state.`;
    throw new RefusedError(grpcFailure(status.FAILED_PRECONDITION, details));
  }
  return { number, value: found.value };
}

function describePayload(
  name: string,
  { number, value }: { number: number; value: string },
  isDamaged: boolean,
): object {
  const data = Buffer.from(value);
  const dataCrc32c = String(isDamaged ? (crc32c(data) ^ 1) >>> 0 : crc32c(data));
  return { name: name.replace(/[^/]+$/, String(number)), payload: { data, dataCrc32c } };
}
