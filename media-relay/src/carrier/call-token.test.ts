import { describe, expect, it } from 'vitest';
import { callTokenLifetimeMs, mintCallToken, verifyCallToken } from './call-token.ts';

const key = 'k'.repeat(32);
const claim = { callId: 'CA1', generation: 1 };
const nowMs = 1_795_000_000_000;
const token = mintCallToken(key, claim, nowMs);

describe('call token', () => {
  it('is valid for its call and generation until it expires', () => {
    expect(verifyCallToken(key, token, claim, nowMs)).toBe('valid');
    expect(verifyCallToken(key, token, claim, nowMs + callTokenLifetimeMs - 1)).toBe('valid');
    expect(verifyCallToken(key, token, claim, nowMs + callTokenLifetimeMs)).toBe('expired');
  });

  it('is forged for another call, generation or key', () => {
    expect(verifyCallToken(key, token, { ...claim, callId: 'CA2' }, nowMs)).toBe('forged');
    expect(verifyCallToken(key, token, { ...claim, generation: 2 }, nowMs)).toBe('forged');
    expect(verifyCallToken('other', token, claim, nowMs)).toBe('forged');
  });

  it('is forged when its expiry was moved', () => {
    const [, mac] = token.split('.');
    const later = `${nowMs + 10 * callTokenLifetimeMs}.${mac}`;
    expect(verifyCallToken(key, later, claim, nowMs)).toBe('forged');
  });

  it.each(['', '.', 'x.y', `${nowMs}.`, `${token}x`, 'é'.repeat(43), `1.${'é'.repeat(43)}`])(
    'is forged when malformed: %s',
    (malformed) => {
      expect(verifyCallToken(key, malformed, claim, nowMs)).toBe('forged');
    },
  );

  it('fits into a TwiML parameter, which holds 500 characters with its name', () => {
    expect(token.length).toBeLessThan(80);
  });
});
