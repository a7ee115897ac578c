import { createHmac, timingSafeEqual } from 'node:crypto';

/** A token is good for this long after the webhook's answer; the socket normally follows within a second. */
export const callTokenLifetimeMs = 60_000;

export interface CallTokenClaim {
  readonly callId: string;
  /** Which media socket of the call it opens. */
  readonly generation: number;
}

/**
 * A token that lets one media socket speak for one call, so that webhook and socket may reach different instances. It proves
 * nothing about being used twice: that is a compare-and-set on the call document.
 */
export function mintCallToken(key: string, claim: CallTokenClaim, nowMs: number): string {
  const expiresAtMs = Math.round(nowMs) + callTokenLifetimeMs;
  return `${expiresAtMs}.${signature(key, claim, expiresAtMs)}`;
}

/** Whether the token was minted for this claim with this key and has not expired. Compares in constant time. */
export function verifyCallToken(
  key: string,
  token: string,
  claim: CallTokenClaim,
  nowMs: number,
): 'valid' | 'expired' | 'forged' {
  const parts = /^(\d{1,16})\.([\w-]{43})$/.exec(token);
  if (parts === null) return 'forged';
  const expiresAtMs = Number(parts[1]);
  const expected = Buffer.from(signature(key, claim, expiresAtMs));
  if (!timingSafeEqual(Buffer.from(parts[2] as string), expected)) return 'forged';
  return nowMs < expiresAtMs ? 'valid' : 'expired';
}

function signature(
  key: string,
  { callId, generation }: CallTokenClaim,
  expiresAtMs: number,
): string {
  // JSON keeps the fields apart: no two claims share a text.
  const text = JSON.stringify([callId, generation, expiresAtMs]);
  return createHmac('sha256', key).update(text).digest('base64url');
}
