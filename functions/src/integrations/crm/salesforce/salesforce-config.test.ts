import { describe, expect, it } from 'vitest';
import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import { z } from 'zod';
import { salesforceOptions, salesforceVariables } from './salesforce-config.ts';

const read = (values: Record<string, string>) =>
  salesforceOptions(z.object(salesforceVariables).parse(values));

describe('the Salesforce configuration', () => {
  it('signs in by JWT bearer unless told otherwise, and repairs the line breaks of the key', () => {
    const { credentials, version } = read({
      SALESFORCE_CLIENT_ID: 'client',
      SALESFORCE_USERNAME: 'callbot@demo.example',
      SALESFORCE_PRIVATE_KEY: 'BEGIN\\nEND',
    });
    expect(credentials).toMatchObject({ flow: 'jwt-bearer', privateKey: 'BEGIN\nEND' });
    expect(version).toBe('67.0');
  });

  it('names every variable that the flow lacks', () => {
    expect(() => read({ SALESFORCE_CLIENT_ID: 'client' })).toThrow(ConfigInvalidError);
    expect(() => read({ SALESFORCE_CLIENT_ID: 'client' })).toThrow(
      /SALESFORCE_USERNAME, SALESFORCE_PRIVATE_KEY/,
    );
    expect(() => read({ SALESFORCE_AUTH_FLOW: 'password' })).toThrow(
      /SALESFORCE_USERNAME, SALESFORCE_PASSWORD/,
    );
  });
});
