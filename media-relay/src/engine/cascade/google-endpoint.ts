import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import { GoogleAuth, grpc, type ClientOptions } from 'google-gax';

/**
 * Client options for a Google API that may live elsewhere: undefined is Google's own address; `host:port` is another one with TLS;
 * `http://host:port` is one without TLS and without credentials (a simulator). The port is 443 unless told.
 * @throws ConfigInvalidError when it is none of these.
 */
export function googleEndpoint(endpoint: string | undefined): ClientOptions {
  if (endpoint === undefined || endpoint === '') return {};
  const isPlaintext = endpoint.startsWith('http://');
  const match = /^(?:https?:\/\/)?([A-Za-z0-9.-]+)(?::(\d{1,5}))?\/?$/.exec(endpoint);
  const port = Number(match?.[2] ?? (isPlaintext ? 80 : 443));
  if (match?.[1] === undefined || port < 1 || port > 65_535)
    throw new ConfigInvalidError(
      `Expected an endpoint such as eu-speech.googleapis.com:443 or http://127.0.0.1:4010, got ${endpoint}`,
    );
  const address = { apiEndpoint: match[1], port };
  return isPlaintext ? { ...address, ...withoutCredentials() } : address;
}

function withoutCredentials(): ClientOptions {
  return {
    // Of the grpc-js copy that the clients use: another copy's credentials are refused.
    sslCreds: grpc.credentials.createInsecure(),
    // With the domain told, the clients do not ask a metadata server for it.
    auth: new GoogleAuth({ clientOptions: { universeDomain: 'googleapis.com' } }),
  };
}
