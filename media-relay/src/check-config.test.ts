import { describe, expect, it } from 'vitest';
import { checkRelayConfig } from './check-config.ts';

const right = {
  PUBLIC_BASE_URL: 'https://appels.example.fr',
  GOOGLE_CLOUD_PROJECT: 'standardiste-dev',
  TWILIO_ACCOUNT_SID: 'AC0',
  TWILIO_AUTH_TOKEN: 'token',
  TWILIO_REGION: 'ie1',
  TWILIO_EDGE: 'dublin',
  CALL_TOKEN_KEY: 'k'.repeat(40),
};

describe("the relay's configuration", () => {
  it('has no problems when it is right', () => {
    expect(checkRelayConfig(right)).toEqual([]);
  });

  it('has all its problems told at once, those of the models included', () => {
    const problems = checkRelayConfig({
      ...right,
      CALL_TOKEN_KEY: 'short',
      TWILIO_AUTH_TOKEN: '',
      LLM_PROVIDER: 'openai',
      LLM_MODEL: 'gpt-4.1-mini',
    });
    expect(problems.map((problem) => problem.split(/[: ]/, 1)[0])).toEqual([
      'TWILIO_AUTH_TOKEN',
      'CALL_TOKEN_KEY',
      'OPENAI_API_KEY',
    ]);
    expect(problems.join()).not.toContain('short');
  });

  it.each([
    [{ TWILIO_REGION: '' }, 'United States'],
    [{ TWILIO_EDGE: '' }, 'TWILIO_EDGE: is not set'],
    [{ PUBLIC_BASE_URL: 'http://appels.example.fr' }, 'expected https'],
    [{ PUBLIC_BASE_URL: 'https://appels.example.fr/?a=b' }, 'without ?'],
    [{ LLM_PROVIDER: 'chatgpt' }, 'LLM_PROVIDER names « chatgpt »'],
  ])('that cannot be meant is refused: %o', (change, message) => {
    expect(checkRelayConfig({ ...right, ...change }).join()).toContain(message);
  });

  it('may be one for this machine, without TLS', () => {
    expect(checkRelayConfig({ ...right, PUBLIC_BASE_URL: 'http://127.0.0.1:8080' })).toEqual([]);
  });
});
