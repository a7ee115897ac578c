import { expect, it } from 'vitest';
import { parseCallerPhone } from './caller-phone.ts';

it('keeps a number', () => {
  expect(parseCallerPhone('+33639980001')).toBe('+33639980001');
});

it.each([
  '+266696687',
  '+7378742833',
  '+2562533',
  '+86282452253',
  'anonymous',
  'Anonymous',
  'Restricted',
  '',
  undefined,
  'sip:+33639980001@example.sip.twilio.com',
  'client:alice',
  '0639980001',
])('takes %s for a hidden number', (from) => {
  expect(parseCallerPhone(from)).toBeNull();
});
