/** As whom, and where, requests to Twilio are made. */
export interface TwilioAccount {
  readonly accountSid: string;
  /** The auth token, or the secret of the API key. */
  readonly authToken: string;
  /** Sends every request here instead of to Twilio: a simulator, a proxy. */
  readonly apiBaseUrl?: string | undefined;
  /** Where Twilio processes the call; an edge without a region means the United States. */
  readonly region?: string | undefined;
  readonly edge?: string | undefined;
}

/** The vendor's client for one account, in its region. The SDK is loaded with it: 70 ms. */
export async function openTwilioClient({
  accountSid,
  authToken,
  apiBaseUrl,
  region,
  edge,
}: TwilioAccount) {
  const { default: twilio } = await import('twilio');
  class RedirectedClient extends twilio.RequestClient {
    override request: InstanceType<typeof twilio.RequestClient>['request'] = (request) => {
      const { pathname, search } = new URL(request.uri);
      return super.request({ ...request, uri: `${apiBaseUrl}${pathname}${search}` });
    };
  }
  return twilio(accountSid, authToken, {
    ...(region !== undefined && { region }),
    ...(edge !== undefined && { edge }),
    // Only a refused-for-now request (429) is repeated: it was not processed.
    autoRetry: true,
    maxRetries: 2,
    ...(apiBaseUrl !== undefined && { httpClient: new RedirectedClient({ autoRetry: true }) }),
  });
}
