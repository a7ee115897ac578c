import { createHash } from 'node:crypto';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, it } from 'vitest';
import { isFormSigned, isJsonSigned, isUpgradeSigned } from './signature.ts';

const keys = { authTokens: ['12345'] };
const vector = {
  signature: '0/KCTR6DLpKmkAf8muzZqo1nDgQ=',
  url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
  form: {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+12349013030',
    Digits: '1234',
    From: '+12349013030',
    To: '+18005551212',
  },
};
const sign = (url: string, fields = {}): string =>
  webhooks.getExpectedTwilioSignature('12345', url, fields);

describe('isFormSigned', () => {
  it("accepts Twilio's own test vector", () => {
    expect(isFormSigned(keys, vector)).toBe(true);
  });

  it('accepts a signature by any of several tokens, so that a token can be rotated', () => {
    expect(isFormSigned({ authTokens: ['new', '12345'] }, vector)).toBe(true);
    expect(isFormSigned({ authTokens: ['new'] }, vector)).toBe(false);
    expect(isFormSigned({ authTokens: [] }, vector)).toBe(false);
  });

  it('refuses a changed, an added or a missing field', () => {
    const { To: _to, ...withoutTo } = vector.form;
    for (const form of [{ ...vector.form, Digits: '1235' }, { ...vector.form, X: '' }, withoutTo]) {
      expect(isFormSigned(keys, { ...vector, form })).toBe(false);
    }
  });

  it('refuses another address and a missing or cut signature', () => {
    expect(
      isFormSigned(keys, { ...vector, url: 'https://evil.example/myapp.php?foo=1&bar=2' }),
    ).toBe(false);
    expect(isFormSigned(keys, { ...vector, signature: undefined })).toBe(false);
    expect(isFormSigned(keys, { ...vector, signature: '' })).toBe(false);
    expect(isFormSigned(keys, { ...vector, signature: vector.signature.slice(0, -1) })).toBe(false);
  });

  it('accepts an address that was signed with its default port', () => {
    const signature = sign('https://relay.example:443/twilio/voice', vector.form);
    const url = 'https://relay.example/twilio/voice';
    expect(isFormSigned(keys, { signature, url, form: vector.form })).toBe(true);
  });

  it('leaves out the fragment with which webhook retries are configured', () => {
    const signature = sign('https://relay.example/twilio/voice', vector.form);
    const url = 'https://relay.example/twilio/voice#rc=2&rt=3000';
    expect(isFormSigned(keys, { signature, url, form: vector.form })).toBe(true);
  });

  it('reads empty and repeated fields as Twilio signs them', () => {
    const form = { A: '', Event: ['b', 'a', 'b'] };
    const url = 'https://relay.example/twilio/status';
    expect(isFormSigned(keys, { signature: sign(url, form), url, form })).toBe(true);
  });
});

describe('isJsonSigned', () => {
  const rawBody = Buffer.from('{"property": "value", "boolean": true}');
  const url = `https://relay.example/hook?bodySHA256=${createHash('sha256').update(rawBody).digest('hex')}`;

  it('accepts a signed URL whose hash is that of the body', () => {
    expect(isJsonSigned(keys, { signature: sign(url), url, rawBody })).toBe(true);
  });

  it('refuses another body, a missing hash and an unsigned URL', () => {
    const other = Buffer.from('{"property": "other"}');
    expect(isJsonSigned(keys, { signature: sign(url), url, rawBody: other })).toBe(false);
    const bare = 'https://relay.example/hook';
    expect(isJsonSigned(keys, { signature: sign(bare), url: bare, rawBody })).toBe(false);
    expect(isJsonSigned(keys, { signature: 'forged', url, rawBody })).toBe(false);
  });
});

describe('isUpgradeSigned', () => {
  it("accepts the SDK's vector for a socket address", () => {
    const signature = '9FiJ2ubYeUhmO5Wi5q7ZU4+NP+4=';
    expect(isUpgradeSigned(keys, { signature, url: 'wss://ex.com/media' })).toBe(true);
    expect(isUpgradeSigned(keys, { signature, url: 'wss://ex.com/other' })).toBe(false);
    expect(isUpgradeSigned(keys, { signature, url: 'https://ex.com/media' })).toBe(false);
  });

  it('accepts the default port of wss and a trailing slash after an empty path', () => {
    const withPort = sign('wss://ex.com:443/media');
    expect(isUpgradeSigned(keys, { signature: withPort, url: 'wss://ex.com/media' })).toBe(true);
    const withSlash = sign('wss://ex.com/');
    expect(isUpgradeSigned(keys, { signature: withSlash, url: 'wss://ex.com' })).toBe(true);
  });
});
