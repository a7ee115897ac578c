import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import type {
  RemoteToolArguments,
  RemoteToolResult,
} from '@standardiste/shared/contracts/tools.ts';
import type { RemoteTool } from '../platform/event-handler.ts';
import { appointmentChanged } from './appointment-change.ts';
import { appointmentEvent } from './appointment-event.ts';
import { hasReachedLimit } from './appointment-limit.ts';
import { ownerProperties } from './appointment-owner.ts';
import { bookAppointment } from './book-appointment.ts';
import { advisorOf, readBookingProfile, type BookingDependencies } from './booking-profile.ts';
import { findAlternatives } from './find-alternatives.ts';
import { isBookable } from './is-bookable.ts';
import { createSlotLocks } from './slot-locks.ts';

type Booking = RemoteToolArguments<'calendar.book'>;
type BookResult = RemoteToolResult<'calendar.book'>;

/**
 * `calendar.book`: one appointment, exactly once. A slot that is gone is `taken`, with others that are free; a booked one is
 * told to the world as `appointment-changed`, version 1, in the same commit as the result.
 */
export function createBookTool(dependencies: BookingDependencies): RemoteTool<'calendar.book'> {
  const { store, clock, phoneHashKey } = dependencies;
  const locks = createSlotLocks({ store, clock });
  return {
    tool: 'calendar.book',
    effectKey: ({ advisorId, startAt, generation }, { callId }) =>
      `book:${callId}:${advisorId}:${new Date(startAt).toISOString()}:${generation}`,
    async run(values, context) {
      const { effectKey, attempt, signal, callId, logger } = context;
      const { profile, calendar } = await readBookingProfile(dependencies, context.profileId);
      const advisor = advisorOf(profile, values.advisorId);
      const id = hashKey(effectKey);
      const event = appointmentEvent(values, { id, callId, profile, phoneHashKey });
      const nowMs = clock.now();
      const isLimited = await hasReachedLimit(
        { calendar, profile, clock, logger },
        { properties: ownerProperties(values.contact, phoneHashKey), bookingId: id },
        signal,
      );
      const isAllowed = !isLimited && isBookable(profile, values, nowMs);
      const outcome = await bookAppointment(
        { calendar, locks },
        { event, advisor, profile, attempt, isAllowed, signal },
      );
      if (outcome === 'booked') {
        const { startMs, endMs } = event;
        const { contact } = values;
        const version = 1;
        const times = { startMs, endMs, advisor };
        const change = { ...times, appointmentId: id, version, change: 'booked', contact } as const;
        const result = bookedResult(values, id);
        return { result, events: [appointmentChanged(change, context)] };
      }
      if (isLimited) {
        return { result: { type: 'taken', alternatives: [], because: 'limit-reached' } };
      }
      const alternatives = await findAlternatives({ calendar, profile, nowMs }, values, context);
      return { result: { type: 'taken', alternatives } };
    },
  };
}

function bookedResult({ startAt, endAt, advisorId }: Booking, appointmentId: string): BookResult {
  return { type: 'booked', appointmentId, startAt, endAt, advisorId };
}
