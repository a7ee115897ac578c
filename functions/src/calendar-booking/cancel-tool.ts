import type { RemoteTool } from '../platform/event-handler.ts';
import { appointmentChanged } from './appointment-change.ts';
import { ownerProperties } from './appointment-owner.ts';
import { readBookingProfile, type BookingDependencies } from './booking-profile.ts';
import { cancelAppointment } from './cancel-appointment.ts';
import { findAppointment } from './find-appointment.ts';
import { toAppointment } from './list-tool.ts';
import { createSlotLocks } from './slot-locks.ts';

/**
 * `calendar.cancel`: the owner's appointment no longer takes place, exactly once, and that is told as `appointment-changed` in the
 * same commit as the result.
 */
export function createCancelTool(dependencies: BookingDependencies): RemoteTool<'calendar.cancel'> {
  const { store, clock, phoneHashKey } = dependencies;
  const locks = createSlotLocks({ store, clock });
  return {
    tool: 'calendar.cancel',
    effectKey: ({ appointmentId, generation }, { callId }) =>
      `cancel:${callId}:${appointmentId}:${generation}`,
    async run(values, context) {
      const { effectKey, signal } = context;
      const { appointmentId, advisorId, owner, contact } = values;
      const { profile, calendar } = await readBookingProfile(dependencies, context.profileId);
      const question = {
        appointmentId,
        advisorIds: advisorId === null ? [] : [advisorId],
        properties: ownerProperties(owner, phoneHashKey),
      };
      const outcome = await cancelAppointment(
        { calendar, locks },
        {
          find: () => findAppointment({ calendar, profile }, question, signal),
          effectKey,
          nowMs: clock.now(),
          timeZone: profile.timeZone,
          signal,
        },
      );
      if (outcome.type !== 'cancelled') return { result: outcome };
      const { found, version } = outcome;
      const { startMs, endMs } = found.event;
      const times = { startMs, endMs, advisor: found.advisor };
      const change = { ...times, appointmentId, version, change: 'cancelled', contact } as const;
      return {
        result: { type: 'cancelled', ...toAppointment(found) },
        events: [appointmentChanged(change, context)],
      };
    },
  };
}
