import { createRequire } from 'node:module';
import path from 'node:path';
import {
  loadPackageDefinition,
  Server,
  ServerCredentials,
  status,
  type GrpcObject,
  type ServiceClientConstructor,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { FaultRule } from './faults.ts';

/** A gRPC server without TLS on 127.0.0.1. Whoever starts it disposes of it; open streams are cut then. */
export interface GrpcServer extends AsyncDisposable {
  readonly origin: string;
}

/**
 * Serves one service of a Google API, whose definition comes with the npm package of its client.
 * `maxStreams` is how many streams one connection may have open; Google's front ends advertise 100.
 */
export async function startGrpcServer(options: {
  /** `@google-cloud/speech` */
  readonly clientPackage: string;
  /** Inside the package's `build/protos`. */
  readonly protoFile: string;
  /** `google.cloud.speech.v2.Speech` */
  readonly service: string;
  readonly handlers: UntypedServiceImplementation;
  readonly port: number;
  readonly maxStreams: number;
}): Promise<GrpcServer> {
  const server = new Server({ 'grpc.max_concurrent_streams': options.maxStreams });
  server.addService(findService(options).service, options.handlers);
  const port = await new Promise<number>((resolve, reject) => {
    const credentials = ServerCredentials.createInsecure();
    server.bindAsync(`127.0.0.1:${options.port}`, credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]() {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}

/** What a gRPC stream is ended with: `call.emit('error', grpcFailure(…))`. */
export interface GrpcFailure {
  readonly code: number;
  readonly details: string;
}

export function grpcFailure(code: number, details: string): GrpcFailure {
  return { code, details };
}

/** A fault rule's error as gRPC says it. A rule may name a gRPC status (0 to 16) or an HTTP status. */
export function faultFailure(rule: FaultRule): GrpcFailure {
  const code: number = rule.status <= 16 ? rule.status : (grpcStatusOfHttp[rule.status] ?? 2);
  return grpcFailure(code, rule.code === '' ? 'Injected fault' : rule.code);
}

/** Source: google/rpc/code.proto, « HTTP Mapping ». */
const grpcStatusOfHttp: Readonly<Record<number, status>> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  409: status.ABORTED,
  429: status.RESOURCE_EXHAUSTED,
  499: status.CANCELLED,
  500: status.INTERNAL,
  501: status.UNIMPLEMENTED,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
};

function findService(options: {
  readonly clientPackage: string;
  readonly protoFile: string;
  readonly service: string;
}): ServiceClientConstructor {
  const definition = loadSync(options.protoFile, {
    includeDirs: [protosOf(options.clientPackage), protosOf('google-gax')],
    keepCase: false,
    enums: String,
    longs: Number,
    oneofs: true,
  });
  let found: unknown = loadPackageDefinition(definition);
  for (const name of options.service.split('.')) found = (found as GrpcObject)[name];
  return found as ServiceClientConstructor;
}

/** The packages export no path to their protos: they are found beside the compiled code, below `build`. */
function protosOf(packageName: string): string {
  const entry = createRequire(import.meta.url).resolve(packageName);
  const buildFolder = entry.slice(0, entry.lastIndexOf(`${path.sep}build${path.sep}`));
  return path.join(buildFolder, 'build', 'protos');
}
