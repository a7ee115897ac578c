import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

function start(environment: Record<string, string>) {
  return spawnSync(process.execPath, [main], { env: environment, encoding: 'utf8' });
}

describe('the relay, started with a bad environment', () => {
  it('names every variable that is missing or wrong in one message, and exits with 1', () => {
    const { status, stderr } = start({
      PORT: 'eighty',
      LOG_LEVEL: 'loud',
      CALL_TOKEN_KEY: 'short',
    });
    expect(status).toBe(1);
    for (const name of [
      'PORT',
      'LOG_LEVEL',
      'CALL_TOKEN_KEY',
      'PUBLIC_BASE_URL',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
    ]) {
      expect(stderr).toContain(name);
    }
    expect(stderr).not.toContain('at '); // no stack: this is not a bug
  });

  it('never prints the value of a variable', () => {
    const { stderr } = start({ CALL_TOKEN_KEY: 'not-long-enough', PUBLIC_BASE_URL: 'nonsense' });
    expect(stderr).not.toContain('not-long-enough');
    expect(stderr).not.toContain('nonsense');
  });
});
