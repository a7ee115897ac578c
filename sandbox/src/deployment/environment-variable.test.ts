import { expect, it } from 'vitest';
import { variableSource } from './environment-variable.ts';

it.each([
  ['TWILIO_AUTH_TOKEN', 'secret'],
  ['TWILIO_AUTH_TOKEN_SECONDARY', 'secret'],
  ['SALESFORCE_PASSWORD', 'secret'],
  ['SALESFORCE_CLIENT_SECRET', 'secret'],
  ['PHONE_HASH_KEY', 'secret'],
  ['TWILIO_ACCOUNT_SID', 'setting'],
  ['SALESFORCE_ACTIVITY_KEY_FIELD', 'setting'],
  ['GOOGLE_CALENDAR_CLIENT_EMAIL', 'setting'],
  ['PUBLIC_BASE_URL', 'terraform'],
  ['FIRESTORE_EMULATOR_HOST', 'laptop'],
  ['PORT', 'platform'],
])('%s comes from %s', (name, source) => {
  expect(variableSource(name)).toBe(source);
});
