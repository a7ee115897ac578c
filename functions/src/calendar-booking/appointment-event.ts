import { phoneHash } from '@standardiste/shared/contracts/phone-hash.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { RemoteToolArguments } from '@standardiste/shared/contracts/tools.ts';
import type { NewCalendarEvent } from '../integrations/calendar/calendar.ts';

type Booking = RemoteToolArguments<'calendar.book'>;

const maxTitleLength = 200;

/** The event as the advisor sees it in the calendar: whom to call, why, and where it comes from. */
export function appointmentEvent(
  values: Booking,
  context: { id: string; callId: string; profile: Profile; phoneHashKey: string },
): NewCalendarEvent {
  const { contact, topic, advisorId } = values;
  const { id, callId, profile, phoneHashKey } = context;
  const name = [contact.firstName, contact.lastName].filter((part) => part !== null).join(' ');
  const who = name || contact.phone || 'Appelant inconnu';
  const lines = [
    contact.phone && `Téléphone : ${contact.phone}`,
    contact.email && `E-mail : ${contact.email}`,
    topic && `Sujet : ${topic}`,
    `Rendez-vous pris par l'assistant vocal de ${profile.companyName} (appel ${callId}).`,
  ];
  return {
    id,
    title: `Rendez-vous téléphonique – ${who}`.slice(0, maxTitleLength),
    description: lines.filter(Boolean).join('\n'),
    startMs: Date.parse(values.startAt),
    endMs: Date.parse(values.endAt),
    timeZone: profile.timeZone,
    privateProperties: {
      callId,
      profileId: profile.profileId,
      advisorId,
      version: '1',
      ...(contact.record && { record: contact.record }),
      ...(contact.recordId && { recordId: contact.recordId }),
      ...(contact.phone && { phoneHash: phoneHash(phoneHashKey, contact.phone) }),
    },
  };
}
