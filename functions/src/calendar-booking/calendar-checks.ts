import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { HealthCheck, Integration } from '@standardiste/shared/health/health-check.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { Calendar } from '../integrations/calendar/calendar.ts';
import type { CalendarVendor } from './booking-profile.ts';
import { readCandidates } from './read-candidates.ts';

const integrationOf: Readonly<Record<CalendarVendor, Integration>> = {
  google: 'google-calendar',
  salesforce: 'salesforce',
};

const dayMs = 86_400_000;

/**
 * The busy times of every advisor, for one day, in the calendars where each profile keeps them, and whom the scheduling engine
 * offers where it is asked. Nothing is written.
 */
export function calendarChecks({
  calendars,
  profiles,
  clock,
}: {
  readonly calendars: Readonly<Partial<Record<CalendarVendor, Calendar>>>;
  readonly profiles: readonly Profile[];
  readonly clock: Clock;
}): readonly HealthCheck[] {
  return profiles.map((profile) => {
    const { profileId, advisors, calendar: vendor = 'google' } = profile;
    const integration = integrationOf[vendor];
    const name = `calendars of ${profileId}`;
    const run = async (signal: AbortSignal): Promise<string> => {
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
      if (unreadable.length > 0) {
        throw new VendorFailedError(`Not found or not readable: ${unreadable.join(', ')}`, {
          vendor: integration,
          retryable: false,
        });
      }
      const offered = await countOffered(calendar, { profile, startMs }, signal);
      const found = `${ids.length} advisors can be booked`;
      return offered === undefined ? found : `${found}; the scheduler offers ${offered} of them`;
    };
    return { integration, name, run };
  });
}

/** How many advisors the scheduling engine offers within two weeks; undefined when it is not asked. */
async function countOffered(
  calendar: Calendar,
  { profile, startMs }: { profile: Profile; startMs: number },
  signal: AbortSignal,
): Promise<number | undefined> {
  const question = { profile, startMs, endMs: startMs + 14 * dayMs };
  const candidates = await readCandidates(calendar, question, signal);
  return candidates && [...candidates.values()].filter(({ size }) => size > 0).length;
}
