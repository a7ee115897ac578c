import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';

/** Source: google/rpc/code.proto. */
export const grpcCode = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  resourceExhausted: 8,
  aborted: 10,
  internal: 13,
  unavailable: 14,
} as const;

/**
 * What is worth another stream: the connection broke, an internal error, a quota that frees itself, and ABORTED, with which Speech v2
 * ends a stream that is too long or was too silent. DEADLINE_EXCEEDED is not: the time is already gone.
 */
const retryableCodes: ReadonlySet<number> = new Set([
  grpcCode.resourceExhausted,
  grpcCode.aborted,
  grpcCode.internal,
  grpcCode.unavailable,
]);

/** A gRPC error as ours, with its cause. Errors that are ours already stay as they are. */
export function toVendorFailure(error: unknown, vendor: string): VendorFailedError {
  if (error instanceof VendorFailedError) return error;
  const code = codeOf(error);
  const reason = error instanceof Error ? error.message : String(error);
  return new VendorFailedError(`${vendor} failed: ${reason}`, {
    vendor,
    retryable: code !== undefined && retryableCodes.has(code),
    cause: error,
  });
}

/** The gRPC status code of an error; undefined when it has none. */
export function codeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'number' ? error.code : undefined;
}
