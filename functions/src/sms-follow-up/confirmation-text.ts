import type { EventData } from '@standardiste/shared/contracts/events.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import { writeDateTime } from '@standardiste/shared/french/write-date-time.ts';

/**
 * What somebody who booked reads: « Bonjour Zoé, votre rendez-vous avec Sophie est confirmé : mardi 24 novembre à 14 h 30. École
 * Démo ». One segment for usual names; the advisor's first name only.
 */
export function confirmationText(
  { contact, advisorId, startAt }: EventData<'appointment-changed'>,
  { companyName, advisors, timeZone }: Profile,
): string {
  const greeting = contact.firstName === null ? 'Bonjour' : `Bonjour ${contact.firstName}`;
  const advisor = advisors.find(({ id }) => id === advisorId);
  const withWhom = advisor === undefined ? '' : ` avec ${advisor.firstName}`;
  const when = writeDateTime(Date.parse(startAt), timeZone);
  return `${greeting}, votre rendez-vous${withWhom} est confirmé : ${when}. ${companyName}`;
}
