import { describe, expect, it } from 'vitest';
import { DocumentMissingError } from '../cloud/document-store.ts';
import { mask, redact, redactText } from './redact.ts';

describe('redact', () => {
  it.each([
    ['phone', '+33639980001'],
    ['callerPhone', '+33639980001'],
    ['caller_phone', 639980001],
    ['CALLER-PHONE', ['+33639980001']],
    ['firstName', 'Camille'],
    ['lastName', 'Martin'],
    ['email', 'camille@example.com'],
    ['transcript', 'je voudrais un rendez-vous'],
    ['said', 'bonjour'],
    ['heard', { text: 'bonjour' }],
    ['arguments', { topic: 'retraite' }],
    ['result', { slots: [] }],
    ['token', 'abc'],
    ['apiKey', 'abc'],
    ['clientSecret', 'abc'],
    ['Authorization', 'Bearer abc'],
    ['password', 'abc'],
    ['private_key', 'abc'],
  ])('masks what is under %s, at any depth', (key, value) => {
    expect(redact({ [key]: value })).toEqual({ [key]: mask });
    expect(redact({ a: [{ b: { [key]: value } }] })).toEqual({ a: [{ b: { [key]: mask } }] });
  });

  it.each([
    ['callId', 'CA0123456789abcdef0123456789abcdef'],
    ['turnId', 12],
    ['toolCallId', 't1'],
    ['durationMs', 61_234.5],
    ['eventId', '5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef'],
    ['at', '2026-11-20T09:00:00.123Z'],
    ['tool', 'calendar.book'],
    ['traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
    ['url', 'http://127.0.0.1:8080/twilio/voice'],
    ['stage', 'confirm'],
    ['amount', '12 345 678'],
    ['messageId', '2070443601311540'],
  ])('keeps %s', (key, value) => {
    expect(redact({ [key]: value })).toEqual({ [key]: value });
  });

  it('shows that a masked value was absent', () => {
    expect(redact({ callerPhone: null, email: undefined, name: true })).toEqual({
      callerPhone: null,
      email: undefined,
      name: true,
    });
  });

  it.each([
    ['no answer from +33639980001', `no answer from ${mask}`],
    ['no answer from +33 6 39 98 00 01!', `no answer from ${mask}!`],
    ['appelle le 06 39 98 00 01', `appelle le ${mask}`],
    ['appelle le 06.39.98.00.01', `appelle le ${mask}`],
    ['appelle le 0639980001', `appelle le ${mask}`],
    ['0033639980001 a appelé', `${mask} a appelé`],
    ['?To=%2B33639980001&x=1', `?To=${mask}&x=1`],
    ['write to jean.dupont+rdv@mail.example.fr now', `write to ${mask} now`],
    ['sent "Bearer abcDEF123.456-789"', `sent "Bearer ${mask}"`],
  ])('masks inside text: %s', (text, expected) => {
    expect(redactText(text)).toBe(expected);
    expect(redact({ note: [text] })).toEqual({ note: [expected] });
  });

  it('writes errors with class, code, message and stack, all masked, and their causes', () => {
    const cause = new Error('camille@example.com bounced');
    const error = new DocumentMissingError('nothing for +33639980001', { cause });
    const written = redact({ error }) as { error: Record<string, unknown> };
    expect(written.error).toMatchObject({
      class: 'DocumentMissingError',
      code: 'document-missing',
      message: `nothing for ${mask}`,
      cause: { class: 'Error', message: `${mask} bounced` },
    });
    expect(written.error['stack']).toContain('redact.test.ts');
    expect(JSON.stringify(written)).not.toContain('639980001');
  });

  it('bounds depth, width and length, and survives cycles', () => {
    const cycle: Record<string, unknown> = { size: 1 };
    cycle['self'] = cycle;
    expect(redact(cycle)).toEqual({ size: 1, self: '[deep]' });
    expect(redact(Array.from({ length: 5_000 }, () => 0))).toHaveLength(100);
    expect((redact('x'.repeat(100_000)) as string).length).toBeLessThan(9_000);
    expect(redact(Buffer.alloc(320))).toBe('[320 bytes]');
    expect(redact(10n)).toBe('10');
  });
});
