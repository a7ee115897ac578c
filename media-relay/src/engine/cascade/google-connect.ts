/** The stub inside a Google client. Its type hides that it is a gRPC client. */
type Stub = Readonly<Record<string, unknown>>;

/** Waits until the client's connection is up, which otherwise the first request would do. Never times out by itself. */
export async function whenConnected(stub: Stub): Promise<void> {
  const { waitForReady } = stub;
  if (typeof waitForReady !== 'function') throw new TypeError('The stub is no gRPC client');
  await new Promise<void>((resolve, reject) => {
    const done = (error?: Error): void => (error === undefined ? resolve() : reject(error));
    Reflect.apply(waitForReady, stub, [Number.POSITIVE_INFINITY, done]);
  });
}
