/** Codes of gRPC that our adapters tell apart: https://grpc.io/docs/guides/status-codes/ */
export const grpcCodes = {
  invalidArgument: 3,
  notFound: 5,
  alreadyExists: 6,
  failedPrecondition: 9,
} as const;

/** The gRPC code of an error of Google's clients; undefined for any other error. */
export function grpcCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === 'number' && Number.isInteger(code) && code >= 1 && code <= 16
    ? code
    : undefined;
}
