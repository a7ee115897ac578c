import { isoDateOf, toLocalTime } from '@standardiste/shared/french/local-time.ts';
import type { CrmRecordReference } from '../integrations/crm/crm.ts';
import type { AppointmentRecord } from './crm-record.ts';
import type { LoggingDependencies } from './logging-dependencies.ts';
import { readProfile } from './read-profile.ts';

/** By the profile: an appointment of a contact moves the open opportunity, or makes one. A lead has none until it is converted. */
export async function advanceOpportunity(
  { crm, store, clock }: LoggingDependencies,
  { appointment, person }: { appointment: AppointmentRecord; person: CrmRecordReference },
  signal: AbortSignal,
): Promise<void> {
  if (person.record !== 'contact') return;
  const profile = await readProfile(store, appointment.profileId);
  const settings = profile?.crm?.opportunity;
  if (profile === undefined || settings === undefined) return;
  const { firstName, lastName } = appointment.contact;
  const name = [firstName, lastName].filter(Boolean).join(' ');
  const advisor = profile.advisors.find(({ id }) => id === appointment.advisorId);
  const { epochDay } = toLocalTime(clock.now(), profile.timeZone);
  await crm.advanceOpportunity(
    {
      key: appointment.callId,
      contactId: person.recordId,
      name: name === '' ? 'Appel callbot' : `Appel callbot – ${name}`,
      stage: settings.stage,
      moveFrom: settings.moveFrom,
      closeDate: isoDateOf(epochDay + settings.closeInDays),
      ownerId: advisor?.crmUserId ?? null,
    },
    signal,
  );
}
