import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { Appointment } from '@standardiste/shared/contracts/tools.ts';
import type { OwnAppointment } from './conversation-tools.ts';
import { advisorName, speakSlot } from './offered-slots.ts';

/** The caller's appointments as the model gets them: by their place in the list, because a model copies short names best. */
export function ownAppointments(
  appointments: readonly Appointment[],
  profile: Profile,
  nowMs: number,
): readonly OwnAppointment[] {
  return appointments.map((appointment, index) => ({
    appointmentId: String(index + 1),
    spoken: speakSlot(appointment, profile, nowMs),
    advisor: advisorName(appointment, profile),
  }));
}

/** Which one is meant; `which` when none was named and there are several, undefined when there is no such one. */
export function chosenAppointment(
  appointments: readonly Appointment[],
  appointmentId: string | null,
): Appointment | 'which' | undefined {
  if (appointmentId !== null) return appointments[Number(appointmentId) - 1];
  return appointments.length > 1 ? 'which' : appointments[0];
}
