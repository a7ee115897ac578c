import { readEnvironment } from '@standardiste/shared/config/read-environment.ts';
import { phoneHashKeyPattern } from '@standardiste/shared/contracts/phone-hash.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { z } from 'zod';
import type { Calendar } from '../integrations/calendar/calendar.ts';
import {
  googleCalendarOptions,
  googleCalendarVariables,
} from '../integrations/calendar/google-calendar-config.ts';
import {
  salesforceCalendarOptions,
  salesforceCalendarVariables,
} from '../integrations/crm/salesforce/salesforce-calendar-config.ts';
import { platformConfig, platformVariables } from '../platform/config.ts';
import { registerEventFunction } from '../platform/http.ts';

const variables = z.object({
  ...platformVariables,
  ...googleCalendarVariables,
  ...salesforceCalendarVariables,
  PHONE_HASH_KEY: z
    .string()
    .regex(phoneHashKeyPattern, 'expected version:secret, 16 characters or more'),
});

/** Finds free slots in the advisors' calendars, and books, moves, cancels and lists appointments. */
export const registered = registerEventFunction({
  name: 'calendar-booking',
  environment: process.env,
  readConfig(environment) {
    const values = readEnvironment(variables, environment);
    const phoneHashKey = values.PHONE_HASH_KEY;
    return {
      platform: platformConfig(values),
      google: googleCalendarOptions(values),
      salesforce: salesforceCalendarOptions(values),
      phoneHashKey,
    };
  },
  async createHandlers({ config, store, clock }) {
    const { createBookingHandlers } = await import('./backends.ts');
    const { phoneHashKey } = config;
    const dependencies = {
      calendars: await openCalendars(config, clock),
      store,
      clock,
      phoneHashKey,
    };
    return createBookingHandlers(dependencies);
  },
  async createChecks({ config, store, clock }) {
    const { calendarChecks } = await import('./calendar-checks.ts');
    const { listProfiles } = await import('@standardiste/shared/cloud/list-profiles.ts');
    const calendars = await openCalendars(config, clock);
    return calendarChecks({ calendars, profiles: await listProfiles(store), clock });
  },
});

interface CalendarConfig {
  readonly google: ReturnType<typeof googleCalendarOptions>;
  readonly salesforce: ReturnType<typeof salesforceCalendarOptions>;
}

async function openCalendars({ google, salesforce: org }: CalendarConfig, clock: Clock) {
  const { createGoogleCalendar } = await import('../integrations/calendar/google-calendar.ts');
  return {
    google: createGoogleCalendar({ ...google, clock }),
    ...(org && { salesforce: await openSalesforce(org, clock) }),
  };
}

async function openSalesforce(
  org: NonNullable<ReturnType<typeof salesforceCalendarOptions>>,
  clock: Clock,
): Promise<Calendar> {
  const { createSalesforceCalendar } =
    await import('../integrations/crm/salesforce/salesforce-calendar.ts');
  return createSalesforceCalendar({ ...org, clock });
}
