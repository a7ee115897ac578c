import type { Advisor } from '@standardiste/shared/contracts/profile.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { Calendar, Interval } from '../integrations/calendar/calendar.ts';
import type { AdvisorTimes } from './find-slots.ts';

/**
 * Busy times of the advisors whose calendars could be read, in the order given; the others are logged and left out, so that
 * nobody is offered on no knowledge.
 * @throws VendorFailedError when no calendar could be read at all: that is no "nothing is free".
 */
export async function readBusyTimes(
  { calendar, logger }: { calendar: Calendar; logger: Logger },
  question: Interval & { readonly advisors: readonly Advisor[] },
  signal: AbortSignal,
): Promise<readonly AdvisorTimes[]> {
  const { advisors, startMs, endMs } = question;
  const calendarIds = [...new Set(advisors.map(({ calendarId }) => calendarId))];
  const answers = await calendar.freeBusy({ calendarIds, startMs, endMs }, signal);
  const known: AdvisorTimes[] = [];
  let mayPass = false;
  let reason = 'no advisors';
  for (const { id: advisorId, calendarId, openingHours: hours } of advisors) {
    const answer = answers.get(calendarId);
    if (answer?.type === 'busy') {
      known.push({ advisorId, busy: answer.intervals, hours });
      continue;
    }
    mayPass ||= answer?.retryable ?? false;
    reason = answer?.reason ?? 'not answered';
    logger.error("An advisor's calendar cannot be read.", { advisorId, reason });
  }
  if (known.length > 0) return known;
  throw new VendorFailedError(`No advisor's calendar can be read: ${reason}`, {
    vendor: 'calendar',
    retryable: mayPass,
  });
}
