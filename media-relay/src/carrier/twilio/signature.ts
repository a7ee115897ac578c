import { createHash, timingSafeEqual } from 'node:crypto';
import webhooks from 'twilio/lib/webhooks/webhooks.js';

/** What a signature is checked against. */
export interface SignatureKeys {
  /** Auth tokens, any of which may have signed: primary and secondary while rotating, and the region's own. */
  readonly authTokens: readonly string[];
}

/** Form fields as received, all of them: Twilio signs fields that no list knows. A repeated field is an array. */
export type FormFields = Readonly<Record<string, string | readonly string[]>>;

/**
 * True when Twilio signed this form POST to `url`. `url` is built from configuration, never from the Host header, and has the query
 * string as Twilio requested it. Source: twilio.com/docs/usage/security, read November 2026.
 */
export function isFormSigned(
  keys: SignatureKeys,
  request: {
    readonly signature: string | undefined;
    readonly url: string;
    readonly form: FormFields;
  },
): boolean {
  return isSignedWith(keys, request.signature, urlVariants(request.url), request.form);
}

/** True when Twilio signed this JSON POST: the URL carries `bodySHA256` of the raw body, and the URL alone is signed. */
export function isJsonSigned(
  keys: SignatureKeys,
  request: {
    readonly signature: string | undefined;
    readonly url: string;
    readonly rawBody: Uint8Array;
  },
): boolean {
  const claimed = new URL(request.url).searchParams.get('bodySHA256');
  if (claimed === null) return false;
  const actual = createHash('sha256').update(request.rawBody).digest('hex');
  if (!isEqual(claimed.toLowerCase(), actual)) return false;
  return isSignedWith(keys, request.signature, urlVariants(request.url), {});
}

/** True when Twilio signed the handshake of a media socket whose TwiML named `url` (`wss://…`). */
export function isUpgradeSigned(
  keys: SignatureKeys,
  request: { readonly signature: string | undefined; readonly url: string },
): boolean {
  return isSignedWith(keys, request.signature, urlVariants(request.url), {});
}

function isSignedWith(
  { authTokens }: SignatureKeys,
  signature: string | undefined,
  urls: readonly string[],
  fields: FormFields,
): boolean {
  if (signature === undefined || signature === '') return false;
  let isSigned = false;
  for (const authToken of authTokens) {
    for (const url of urls) {
      const expected = webhooks.getExpectedTwilioSignature(authToken, url, fields);
      if (isEqual(signature, expected)) isSigned = true; // goes on, so that time tells nothing
    }
  }
  return isSigned;
}

const defaultPorts: Readonly<Record<string, string>> = {
  'https:': '443',
  'wss:': '443',
  'http:': '80',
  'ws:': '80',
};

/** Twilio signs with or without the default port, and some edges sign an empty path as `/`: each form of the same address. */
function urlVariants(url: string): readonly string[] {
  const withoutFragment = url.replace(/#.*$/, '');
  const { protocol, port, hostname, host, pathname } = new URL(withoutFragment);
  const variants = [withoutFragment];
  if (port === '' && defaultPorts[protocol] !== undefined) {
    variants.push(withoutFragment.replace(host, `${hostname}:${defaultPorts[protocol]}`));
  }
  if (pathname === '/') variants.push(withoutFragment.replace(/\/?$/, '/'));
  return variants;
}

function isEqual(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
