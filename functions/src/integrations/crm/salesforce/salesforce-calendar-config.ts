import { z } from 'zod';
import type { SalesforceCalendarOptions } from './salesforce-calendar.ts';
import { salesforceOptions, salesforceVariables } from './salesforce-config.ts';

/** Variables of whoever keeps appointments in Salesforce. */
export const salesforceCalendarVariables = {
  ...salesforceVariables,
  /** Long text field on Activity for the private properties of appointments. */
  SALESFORCE_EVENT_DATA_FIELD: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,79}$/)
    .default('CallbotData__c'),
} as const;

const schema = z.object(salesforceCalendarVariables);

/**
 * Undefined when nobody is named to sign in as: then no profile may have its calendars there.
 * @throws ConfigInvalidError naming every variable that the chosen flow lacks.
 */
export function salesforceCalendarOptions(
  values: z.infer<typeof schema>,
): Omit<SalesforceCalendarOptions, 'clock'> | undefined {
  const { SALESFORCE_CLIENT_ID, SALESFORCE_USERNAME } = values;
  if (SALESFORCE_CLIENT_ID === undefined && SALESFORCE_USERNAME === undefined) return undefined;
  const { loginUrl, credentials, version, activityKeyField } = salesforceOptions(values);
  return {
    loginUrl,
    credentials,
    ...(version && { version }),
    // Someone is on the line: a booking makes six requests and has 11 s.
    timeoutMs: 3_000,
    activityKeyField,
    dataField: values.SALESFORCE_EVENT_DATA_FIELD,
  };
}
