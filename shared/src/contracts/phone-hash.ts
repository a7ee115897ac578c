import { createHmac } from 'node:crypto';

/** Key of phone hashes, as configured: `1:secret`. The version is part of every hash, so that keys can change. */
export const phoneHashKeyPattern = /^(\d{1,4}):(.{16,})$/;

/**
 * The name under which something about a phone is kept without the phone: `v1-` and 64 hexadecimal digits (HMAC-SHA-256).
 * @throws TypeError when the key is not `version:secret` with at least 16 characters of secret.
 */
export function phoneHash(key: string, phone: string): string {
  const [, version, secret] = phoneHashKeyPattern.exec(key) ?? [];
  if (version === undefined || secret === undefined) {
    throw new TypeError('expected a phone hash key such as 1:secret, with 16 characters or more');
  }
  return `v${version}-${createHmac('sha256', secret).update(phone).digest('hex')}`;
}
