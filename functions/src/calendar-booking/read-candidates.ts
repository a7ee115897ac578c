import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { Calendar, Interval } from '../integrations/calendar/calendar.ts';
import { durationMs } from './opening-hours.ts';
import { ProfileUnusableError } from './read-profile.ts';

/**
 * The starts that the vendor's scheduling engine allows, for every advisor, by the advisor's id; undefined when the profile does
 * not have it asked.
 * @throws VendorFailedError when it fails; ProfileUnusableError when there is no such engine.
 */
export async function readCandidates(
  calendar: Calendar,
  { profile, startMs, endMs }: Interval & { readonly profile: Profile },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ReadonlySet<number>> | undefined> {
  const { profileId, advisors, lightningScheduler: scheduler } = profile;
  if (scheduler === undefined) return undefined;
  if (calendar.candidates === undefined) {
    throw new ProfileUnusableError(`Profile ${profileId}: its calendars have no scheduling engine`);
  }
  const resourceIds = advisors.flatMap(({ serviceResourceId }) => serviceResourceId ?? []);
  const question = { scheduler, resourceIds, startMs, endMs, durationMs: durationMs(profile) };
  const starts = await calendar.candidates(question, signal);
  return new Map(
    advisors.map(({ id, serviceResourceId = '' }) => [
      id,
      starts.get(serviceResourceId) ?? new Set<number>(),
    ]),
  );
}
