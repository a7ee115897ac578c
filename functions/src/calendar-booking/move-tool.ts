import type { RemoteTool } from '../platform/event-handler.ts';
import { appointmentChanged } from './appointment-change.ts';
import { ownerProperties } from './appointment-owner.ts';
import { advisorOf, readBookingProfile, type BookingDependencies } from './booking-profile.ts';
import { findAlternatives } from './find-alternatives.ts';
import { findAppointment } from './find-appointment.ts';
import { isBookable } from './is-bookable.ts';
import { toAppointment } from './list-tool.ts';
import { moveAppointment } from './move-appointment.ts';
import { createSlotLocks } from './slot-locks.ts';

/**
 * `calendar.move`: the owner's appointment has another time, exactly once, and that is told as `appointment-changed` in the same
 * commit as the result. A new time that is gone is `taken`, with others that are free, and nothing has changed.
 */
export function createMoveTool(dependencies: BookingDependencies): RemoteTool<'calendar.move'> {
  const { store, clock, phoneHashKey } = dependencies;
  const locks = createSlotLocks({ store, clock });
  return {
    tool: 'calendar.move',
    effectKey: ({ appointmentId, to, generation }, { callId }) =>
      `move:${callId}:${appointmentId}:${to.advisorId}:${new Date(to.startAt).toISOString()}:${generation}`,
    async run(values, context) {
      const { effectKey, signal } = context;
      const { appointmentId, advisorId, owner, contact, to } = values;
      const { profile, calendar } = await readBookingProfile(dependencies, context.profileId);
      const { timeZone } = profile;
      const nowMs = clock.now();
      const advisor = advisorOf(profile, to.advisorId);
      const question = {
        appointmentId,
        advisorIds: advisorId === null ? [to.advisorId] : [advisorId, to.advisorId],
        properties: ownerProperties(owner, phoneHashKey),
      };
      const outcome = await moveAppointment(
        { calendar, locks },
        {
          find: () => findAppointment({ calendar, profile }, question, signal),
          to: { startMs: Date.parse(to.startAt), endMs: Date.parse(to.endAt), advisor },
          isAllowed: isBookable(profile, to, nowMs),
          ...{ effectKey, nowMs, timeZone, signal, profile },
        },
      );
      if (outcome.type === 'taken') {
        const alternatives = await findAlternatives({ calendar, profile, nowMs }, to, context);
        return { result: { type: 'taken', alternatives } };
      }
      if (outcome.type !== 'moved') return { result: outcome };
      const { found, version, isChange } = outcome;
      const result = { type: 'moved', ...toAppointment(found) } as const;
      if (!isChange) return { result };
      const { startMs, endMs } = found.event;
      const times = { startMs, endMs, advisor: found.advisor };
      const change = { ...times, appointmentId, version, change: 'moved', contact } as const;
      return { result, events: [appointmentChanged(change, context)] };
    },
  };
}
