import { createHmac } from 'node:crypto';

/**
 * The `X-Twilio-Signature` of a request: HMAC-SHA1 with the auth token over the URL and every field, sorted by name. Own code on
 * purpose: the relay checks with the vendor's SDK, and a fault in either shows.
 */
export function signTwilioRequest(
  authToken: string,
  url: string,
  form: Readonly<Record<string, string>> = {},
): string {
  const names = Object.keys(form).toSorted();
  const text = url + names.map((name) => name + (form[name] ?? '')).join('');
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
}
