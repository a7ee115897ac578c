import { CallbotError } from '../../errors/callbot-error.ts';
import {
  DocumentExistsError,
  DocumentInvalidError,
  DocumentMissingError,
  PreconditionFailedError,
  QueryRefusedError,
  StoreUnavailableError,
} from '../document-store.ts';
import { grpcCode, grpcCodes } from './grpc-failure.ts';

type ErrorClass = new (message: string, options?: ErrorOptions) => CallbotError;

const writeErrors: Readonly<Record<number, ErrorClass>> = {
  [grpcCodes.invalidArgument]: DocumentInvalidError,
  [grpcCodes.notFound]: DocumentMissingError,
  [grpcCodes.alreadyExists]: DocumentExistsError,
  [grpcCodes.failedPrecondition]: PreconditionFailedError,
};

/** A query whose index is missing fails its precondition. */
const readErrors: Readonly<Record<number, ErrorClass>> = {
  [grpcCodes.invalidArgument]: QueryRefusedError,
  [grpcCodes.failedPrecondition]: QueryRefusedError,
};

/** What a failed commit means. Errors that are not the client's own are given back as they are. */
export function toWriteError(cause: unknown): unknown {
  return translate(cause, writeErrors);
}

/** What a failed read, query or listener means. */
export function toReadError(cause: unknown): unknown {
  return translate(cause, readErrors);
}

function translate(cause: unknown, classes: Readonly<Record<number, ErrorClass>>): unknown {
  if (cause instanceof CallbotError && cause.code === 'operation-timed-out') {
    return new StoreUnavailableError('Firestore did not answer in time', { cause });
  }
  const code = grpcCode(cause);
  if (code === undefined) return cause;
  return new (classes[code] ?? StoreUnavailableError)(`Firestore answered with gRPC code ${code}`, {
    cause,
  });
}
