import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { Calendar, Interval } from '../integrations/calendar/calendar.ts';
import type { AdvisorTimes } from './find-slots.ts';
import { readBusyTimes } from './read-busy-times.ts';
import { readCandidates } from './read-candidates.ts';

/**
 * What is known of the advisors' time: busy times, and the candidates of the vendor's scheduling engine where the profile has it
 * asked. Advisors whose calendars cannot be read are left out.
 * @throws VendorFailedError when no calendar can be read, or the engine fails: neither is "free".
 * @throws ProfileUnusableError when there is no such engine.
 */
export async function readAdvisorTimes(
  { calendar, logger }: { calendar: Calendar; logger: Logger },
  question: Interval & { readonly profile: Profile },
  signal: AbortSignal,
): Promise<readonly AdvisorTimes[]> {
  const { startMs, endMs, profile } = question;
  const { advisors } = profile;
  const [times, candidates] = await Promise.all([
    readBusyTimes({ calendar, logger }, { startMs, endMs, advisors }, signal),
    readCandidates(calendar, question, signal),
  ]);
  if (candidates === undefined) return times;
  return times.map((known) => {
    const { advisorId } = known;
    const own = candidates.get(advisorId) ?? new Set<number>();
    // Weeks without one have a reason: most often, the resource is no member of the territory.
    if (own.size === 0) logger.warning('An advisor has no candidate at all.', { advisorId });
    return { ...known, candidates: own };
  });
}
