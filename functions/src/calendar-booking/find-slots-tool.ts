import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { Slot } from '@standardiste/shared/contracts/tools.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { Calendar } from '../integrations/calendar/calendar.ts';
import type { RemoteTool } from '../platform/event-handler.ts';
import { findSlots } from './find-slots.ts';
import type { FreeSlot } from './free-slot.ts';
import { readBusyTimes } from './read-busy-times.ts';
import { readProfile } from './read-profile.ts';

/** What the calendar tools need. */
export interface BookingDependencies {
  readonly calendar: Calendar;
  readonly store: DocumentStore;
  readonly clock: Clock;
}

const dayMs = 86_400_000;

/** `calendar.find-slots`: free starts for the caller's wish. It changes nothing, so every request is an effect of its own. */
export function createFindSlotsTool({
  calendar,
  store,
  clock,
}: BookingDependencies): RemoteTool<'calendar.find-slots'> {
  return {
    tool: 'calendar.find-slots',
    effectKey: (_, { callId, toolCallId }) => `find-slots:${callId}:${toolCallId}`,
    async run(values, { profileId, signal, logger }) {
      const rules = await readProfile(store, profileId);
      const { advisors, appointment } = rules;
      const nowMs = clock.now();
      // A day more than the horizon, because that counts local days.
      const span = { startMs: nowMs, endMs: nowMs + (appointment.horizonDays + 1) * dayMs };
      const times = await readBusyTimes({ calendar, logger }, { ...span, advisors }, signal);
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

/** Slots as the contract has them. */
export function toSlots(slots: readonly FreeSlot[]): Slot[] {
  return slots.map(({ startMs, endMs, advisorId }) => ({
    startAt: new Date(startMs).toISOString(),
    endAt: new Date(endMs).toISOString(),
    advisorId,
  }));
}
