/** The options by which Google's gRPC clients are pointed elsewhere. */
export interface EndpointOptions {
  readonly apiEndpoint?: string;
  readonly port?: number;
  /** False for a plaintext connection. */
  readonly isSecure: boolean;
}

/**
 * Reads an endpoint as the environment writes it: `host:port`, `host`, or `http://host:port` for plaintext (a simulator).
 * Undefined is Google's own endpoint.
 * @throws TypeError when the port is none.
 */
export function parseApiEndpoint(endpoint: string | undefined): EndpointOptions {
  if (endpoint === undefined) return { isSecure: true };
  const isSecure = !endpoint.startsWith('http://');
  const { hostname, port } = new URL(isSecure ? `https://${withoutScheme(endpoint)}` : endpoint);
  return {
    apiEndpoint: hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    isSecure,
  };
}

function withoutScheme(endpoint: string): string {
  return endpoint.replace(/^https:\/\//, '');
}
