import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { Advisor, Profile } from '@standardiste/shared/contracts/profile.ts';
import { MessageInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { Calendar } from '../integrations/calendar/calendar.ts';
import { ProfileUnusableError, readProfile } from './read-profile.ts';

/** Which vendor keeps a profile's calendars. */
export type CalendarVendor = NonNullable<Profile['calendar']>;

/** What the calendar tools need. */
export interface BookingDependencies {
  /** One for each vendor that is configured. */
  readonly calendars: Readonly<Partial<Record<CalendarVendor, Calendar>>>;
  readonly store: DocumentStore;
  readonly clock: Clock;
  /** Under which callers' numbers are kept with their appointments: `version:secret`. */
  readonly phoneHashKey: string;
}

/** A profile and the calendars of its advisors. */
export interface BookingProfile {
  /** Every advisor's `calendarId` names the calendar at the profile's own vendor. */
  readonly profile: Profile;
  readonly calendar: Calendar;
}

/** The profile as it is now. @throws ProfileUnusableError, also when its calendars' vendor is not configured. */
export async function readBookingProfile(
  { store, calendars }: BookingDependencies,
  profileId: string,
): Promise<BookingProfile> {
  const profile = await readProfile(store, profileId);
  const vendor = profile.calendar ?? 'google';
  const calendar = calendars[vendor];
  if (calendar === undefined) {
    throw new ProfileUnusableError(
      `Profile ${profileId} has its calendars in ${vendor}, which is not configured`,
    );
  }
  return { profile: vendor === 'google' ? profile : withCrmCalendars(profile), calendar };
}

/** @throws MessageInvalidError when the profile has no such advisor. */
export function advisorOf(profile: Profile, advisorId: string): Advisor {
  const advisor = profile.advisors.find(({ id }) => id === advisorId);
  if (advisor !== undefined) return advisor;
  throw new MessageInvalidError(`Profile ${profile.profileId} has no advisor ${advisorId}`);
}

/** In the CRM a person's calendar is the person. */
function withCrmCalendars(profile: Profile): Profile {
  const advisors = profile.advisors.map((advisor) => ({
    ...advisor,
    calendarId: advisor.crmUserId,
  }));
  return { ...profile, advisors };
}
