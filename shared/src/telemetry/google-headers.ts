/** Only to append spans: https://docs.cloud.google.com/stackdriver/docs/reference/telemetry/v1.traces.post */
const scopes = ['https://www.googleapis.com/auth/trace.append'];

/**
 * Authorization as the machine's own service account, for Google's collector. The client is loaded when the first batch goes out
 * and renews its token by itself.
 */
export function googleHeaders(): () => Promise<Readonly<Record<string, string>>> {
  let client: Promise<{ getRequestHeaders(): Promise<Headers> }> | undefined;
  return async () => {
    client ??= openClient().catch((error: unknown) => {
      client = undefined; // no token now is no reason to have none later
      throw error;
    });
    const headers = await (await client).getRequestHeaders();
    return Object.fromEntries(headers.entries());
  };
}

async function openClient() {
  const { GoogleAuth } = await import('google-auth-library');
  return new GoogleAuth({ scopes }).getClient();
}
