import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import { z } from 'zod';
import { salesforceApiVersion } from './api-version.ts';
import type { SalesforceCrmOptions } from './salesforce-crm.ts';
import type { SalesforceCredentials } from './salesforce-sign-in.ts';

/** Variables of whoever uses Salesforce. Which credentials are needed depends on `SALESFORCE_AUTH_FLOW`. */
export const salesforceVariables = {
  SALESFORCE_LOGIN_URL: z.url().default('https://login.salesforce.com'),
  SALESFORCE_AUTH_FLOW: z
    .enum(['jwt-bearer', 'client-credentials', 'password'])
    .default('jwt-bearer'),
  SALESFORCE_CLIENT_ID: z.string().optional(),
  SALESFORCE_CLIENT_SECRET: z.string().optional(),
  /** PEM; line breaks may be written as `\n`. */
  SALESFORCE_PRIVATE_KEY: z.string().optional(),
  SALESFORCE_USERNAME: z.string().optional(),
  SALESFORCE_PASSWORD: z.string().optional(),
  SALESFORCE_SECURITY_TOKEN: z.string().default(''),
  SALESFORCE_API_VERSION: z
    .string()
    .regex(/^\d{2,3}\.0$/, 'expected a version such as 67.0')
    .default(salesforceApiVersion),
  SALESFORCE_TIMEOUT_MS: z.coerce.number().int().min(100).max(10_000).default(8_000),
  /** External-id text field on Activity, unique. */
  SALESFORCE_ACTIVITY_KEY_FIELD: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,79}$/)
    .default('CallSid__c'),
  SALESFORCE_OWNER_STRATEGY: z.enum(['both', 'opportunity', 'direct']).default('both'),
  SALESFORCE_LEAD_COMPANY: z.string().min(1).max(255).default('Particulier'),
  SALESFORCE_LEAD_SOURCE: z.string().min(1).max(255).default('Callbot'),
} as const;

const schema = z.object(salesforceVariables);
type Values = z.infer<typeof schema>;

/** @throws ConfigInvalidError naming every variable that the chosen flow lacks. */
export function salesforceOptions(values: Values): Omit<SalesforceCrmOptions, 'clock'> {
  return {
    loginUrl: values.SALESFORCE_LOGIN_URL,
    credentials: credentialsOf(values),
    version: values.SALESFORCE_API_VERSION,
    timeoutMs: values.SALESFORCE_TIMEOUT_MS,
    activityKeyField: values.SALESFORCE_ACTIVITY_KEY_FIELD,
    ownerStrategy: values.SALESFORCE_OWNER_STRATEGY,
    leadDefaults: {
      company: values.SALESFORCE_LEAD_COMPANY,
      source: values.SALESFORCE_LEAD_SOURCE,
    },
  };
}

/** Which variables each flow cannot do without. */
const needed = {
  'jwt-bearer': ['SALESFORCE_CLIENT_ID', 'SALESFORCE_USERNAME', 'SALESFORCE_PRIVATE_KEY'],
  'client-credentials': ['SALESFORCE_CLIENT_ID', 'SALESFORCE_CLIENT_SECRET'],
  password: ['SALESFORCE_USERNAME', 'SALESFORCE_PASSWORD'],
} as const satisfies Record<SalesforceCredentials['flow'], readonly (keyof Values)[]>;

function credentialsOf(values: Values): SalesforceCredentials {
  const flow = values.SALESFORCE_AUTH_FLOW;
  const missing = needed[flow].filter((name) => values[name] === undefined);
  if (missing.length > 0) {
    throw new ConfigInvalidError(`Salesforce sign-in by ${flow} needs ${missing.join(', ')}`);
  }
  const clientId = values.SALESFORCE_CLIENT_ID ?? '';
  const clientSecret = values.SALESFORCE_CLIENT_SECRET ?? '';
  const username = values.SALESFORCE_USERNAME ?? '';
  switch (flow) {
    case 'jwt-bearer': {
      const privateKey = (values.SALESFORCE_PRIVATE_KEY ?? '').replaceAll('\\n', '\n');
      return { flow, clientId, username, privateKey };
    }
    case 'client-credentials':
      return { flow, clientId, clientSecret };
    case 'password':
      return {
        flow,
        username,
        password: values.SALESFORCE_PASSWORD ?? '',
        securityToken: values.SALESFORCE_SECURITY_TOKEN,
        clientId: values.SALESFORCE_CLIENT_ID,
        clientSecret: values.SALESFORCE_CLIENT_SECRET,
      };
  }
}
