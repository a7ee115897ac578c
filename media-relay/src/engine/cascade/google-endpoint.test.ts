import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import { expect, it } from 'vitest';
import { googleEndpoint } from './google-endpoint.ts';

it('leaves the address to the client when none is given', () => {
  expect(googleEndpoint(undefined)).toEqual({});
  expect(googleEndpoint('')).toEqual({});
});

it('reads a host with TLS', () => {
  expect(googleEndpoint('eu-speech.googleapis.com:443')).toEqual({
    apiEndpoint: 'eu-speech.googleapis.com',
    port: 443,
  });
  expect(googleEndpoint('eu-speech.googleapis.com')).toMatchObject({ port: 443 });
});

it('reads a host without TLS and gives it no credentials', () => {
  const options = googleEndpoint('http://127.0.0.1:4010');
  expect(options).toMatchObject({ apiEndpoint: '127.0.0.1', port: 4_010 });
  expect((options.sslCreds as { _isSecure(): boolean })._isSecure()).toBe(false);
});

it.each(['http://', 'host:99999', 'host:0', 'a b:1', 'http://host/path'])('refuses %s', (value) => {
  expect(() => googleEndpoint(value)).toThrow(ConfigInvalidError);
});
