import { expect, it } from 'vitest';
import { signTwilioRequest } from './signing.ts';

it("signs Twilio's own test vector", () => {
  const form = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+12349013030',
    Digits: '1234',
    From: '+12349013030',
    To: '+18005551212',
  };
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  expect(signTwilioRequest('12345', url, form)).toBe('0/KCTR6DLpKmkAf8muzZqo1nDgQ=');
  expect(signTwilioRequest('12345', 'wss://ex.com/media')).toBe('9FiJ2ubYeUhmO5Wi5q7ZU4+NP+4=');
});
