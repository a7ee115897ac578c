import { expect, it } from 'vitest';
import { parseApiEndpoint } from './api-endpoint.ts';

it.each([
  [undefined, { isSecure: true }],
  ['eu-speech.googleapis.com', { apiEndpoint: 'eu-speech.googleapis.com', isSecure: true }],
  ['proxy.example:8443', { apiEndpoint: 'proxy.example', port: 8443, isSecure: true }],
  ['https://proxy.example:8443/', { apiEndpoint: 'proxy.example', port: 8443, isSecure: true }],
  ['http://127.0.0.1:8700', { apiEndpoint: '127.0.0.1', port: 8700, isSecure: false }],
])('the endpoint %s is read as it is meant', (endpoint, expected) => {
  expect(parseApiEndpoint(endpoint)).toEqual(expected);
});
