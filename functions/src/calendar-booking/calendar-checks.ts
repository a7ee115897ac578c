import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { HealthCheck, Integration } from '@standardiste/shared/health/health-check.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { Calendar } from '../integrations/calendar/calendar.ts';
import type { CalendarVendor } from './booking-profile.ts';

const integrationOf: Readonly<Record<CalendarVendor, Integration>> = {
  google: 'google-calendar',
  salesforce: 'salesforce',
};

const dayMs = 86_400_000;

/** The busy times of every advisor, for one day, in the calendars where each profile keeps them. Nothing is written. */
export function calendarChecks({
  calendars,
  profiles,
  clock,
}: {
  readonly calendars: Readonly<Partial<Record<CalendarVendor, Calendar>>>;
  readonly profiles: readonly Profile[];
  readonly clock: Clock;
}): readonly HealthCheck[] {
  return profiles.map(({ profileId, advisors, calendar: vendor = 'google' }) => ({
    integration: integrationOf[vendor],
    name: `calendars of ${profileId}`,
    async run(signal) {
      const calendar = calendars[vendor];
      if (calendar === undefined) {
        throw new TypeError(`The profile keeps its calendars in ${vendor}, which is not set up`);
      }
      const ids = advisors.map(({ calendarId, crmUserId }) =>
        vendor === 'google' ? calendarId : crmUserId,
      );
      const startMs = clock.now();
      const question = { calendarIds: ids, startMs, endMs: startMs + dayMs };
      const answers = await calendar.freeBusy(question, signal);
      const unreadable = [...answers].flatMap(([id, answer]) =>
        answer.type === 'unknown' ? [`${id}: ${answer.reason}`] : [],
      );
      if (unreadable.length === 0) return `${ids.length} advisors can be booked`;
      throw new VendorFailedError(`Not found or not readable: ${unreadable.join(', ')}`, {
        vendor: integrationOf[vendor],
        retryable: false,
      });
    },
  }));
}
