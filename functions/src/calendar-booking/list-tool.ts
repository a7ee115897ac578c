import type { Appointment } from '@standardiste/shared/contracts/tools.ts';
import type { RemoteTool } from '../platform/event-handler.ts';
import { ownerProperties } from './appointment-owner.ts';
import { readBookingProfile, type BookingDependencies } from './booking-profile.ts';
import { listAppointments, type FoundAppointment } from './list-appointments.ts';

/** `calendar.list`: the owner's own appointments that have not begun. It changes nothing, so every request is an effect of its own. */
export function createListTool(dependencies: BookingDependencies): RemoteTool<'calendar.list'> {
  const { clock, phoneHashKey } = dependencies;
  return {
    tool: 'calendar.list',
    effectKey: (_, { callId, toolCallId }) => `list:${callId}:${toolCallId}`,
    async run({ owner, limit }, { profileId, signal, logger }) {
      const { profile, calendar } = await readBookingProfile(dependencies, profileId);
      const properties = ownerProperties(owner, phoneHashKey);
      if (properties.length === 0) return { result: { appointments: [], isComplete: true } };
      const { appointments, unread } = await listAppointments(
        { calendar, profile, logger },
        { properties, nowMs: clock.now() },
        signal,
      );
      const told = appointments.slice(0, limit).map(toAppointment);
      return { result: { appointments: told, isComplete: unread.length === 0 } };
    },
  };
}

/** An appointment as the contract has it. */
export function toAppointment({ event, advisor }: FoundAppointment): Appointment {
  return {
    appointmentId: event.id,
    startAt: new Date(event.startMs).toISOString(),
    endAt: new Date(event.endMs).toISOString(),
    advisorId: advisor.id,
  };
}
