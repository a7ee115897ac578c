import type { RemoteTool } from '../platform/event-handler.ts';
import { readBookingProfile, type BookingDependencies } from './booking-profile.ts';
import { findSlots } from './find-slots.ts';
import { readAdvisorTimes } from './read-advisor-times.ts';
import { toSlots } from './to-slots.ts';

const dayMs = 86_400_000;

/** `calendar.find-slots`: free starts for the caller's wish. It changes nothing, so every request is an effect of its own. */
export function createFindSlotsTool(
  dependencies: BookingDependencies,
): RemoteTool<'calendar.find-slots'> {
  const { clock } = dependencies;
  return {
    tool: 'calendar.find-slots',
    effectKey: (_, { callId, toolCallId }) => `find-slots:${callId}:${toolCallId}`,
    async run(values, { profileId, signal, logger }) {
      const { profile: rules, calendar } = await readBookingProfile(dependencies, profileId);
      const { appointment } = rules;
      const nowMs = clock.now();
      // A day more than the horizon, because that counts local days.
      const span = { startMs: nowMs, endMs: nowMs + (appointment.horizonDays + 1) * dayMs };
      const question = { ...span, profile: rules };
      const times = await readAdvisorTimes({ calendar, logger }, question, signal);
      const answer = findSlots({
        rules,
        nowMs,
        limit: values.limit,
        preferredAdvisorId: values.advisorId,
        advisors: times,
        windows: values.windows.map(({ from, to }) => ({
          startMs: Date.parse(from),
          endMs: Date.parse(to),
        })),
      });
      const { slots, alternatives, refusal } = answer;
      const result = { slots: toSlots(slots), alternatives: toSlots(alternatives), refusal };
      return { result };
    },
  };
}
