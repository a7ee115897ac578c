import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import { atLocalTime, weekdayAhead } from './busy-times.ts';
import { movingCaller, withdrawingCaller } from './people.ts';
import { schoolProfile } from './school.ts';

/** An appointment that an earlier call has made. */
export interface ExistingAppointment {
  readonly appointmentId: string;
  readonly contactId: string;
  readonly advisorId: string;
  readonly summary: string;
  readonly startAt: string;
  readonly endAt: string;
  /** What the callbot keeps with it. */
  readonly properties: Readonly<Record<string, string>>;
}

/** The day of the appointments that callers have when the sandbox starts. */
export function appointmentDay(nowMs: number) {
  return weekdayAhead(nowMs, 12);
}

/** One for each caller who calls about the appointment they have. */
export function existingAppointments(nowMs: number): readonly ExistingAppointment[] {
  const day = appointmentDay(nowMs);
  return [
    { caller: movingCaller, from: '15:00', to: '15:30' },
    { caller: withdrawingCaller, from: '16:00', to: '16:30' },
  ].map(({ caller, from, to }) => ({
    appointmentId: hashKey(`existing:${caller.contactId}`),
    contactId: caller.contactId,
    advisorId: 'sophie',
    summary: `Rendez-vous téléphonique – ${caller.firstName} ${caller.lastName}`,
    startAt: atLocalTime(day, from),
    endAt: atLocalTime(day, to),
    properties: {
      callId: 'CA-earlier',
      profileId: schoolProfile.profileId,
      advisorId: 'sophie',
      version: '1',
      record: 'contact',
      recordId: caller.contactId,
    },
  }));
}
