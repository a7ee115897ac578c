import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import type { Advisor, Profile } from '@standardiste/shared/contracts/profile.ts';
import type {
  RemoteToolArguments,
  RemoteToolResult,
  Slot,
} from '@standardiste/shared/contracts/tools.ts';
import { CallbotError, MessageInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import type { FollowOnEvent, RemoteTool, ToolContext } from '../platform/event-handler.ts';
import { appointmentEvent } from './appointment-event.ts';
import { bookAppointment } from './book-appointment.ts';
import { findSlots } from './find-slots.ts';
import { toSlots, type BookingDependencies } from './find-slots-tool.ts';
import { checkStart, durationMs } from './opening-hours.ts';
import { readBusyTimes } from './read-busy-times.ts';
import { readProfile } from './read-profile.ts';
import { createSlotLocks } from './slot-locks.ts';

type Booking = RemoteToolArguments<'calendar.book'>;
type BookResult = RemoteToolResult<'calendar.book'>;

const dayMs = 86_400_000;
const maxAlternatives = 3;

/**
 * `calendar.book`: one appointment, exactly once. A slot that is gone is `taken`, with others that are free; a booked one is
 * told to the world as `appointment-changed`, version 1, in the same commit as the result.
 */
export function createBookTool(dependencies: BookingDependencies): RemoteTool<'calendar.book'> {
  const { calendar, store, clock } = dependencies;
  const locks = createSlotLocks({ store, clock });
  return {
    tool: 'calendar.book',
    effectKey: ({ advisorId, startAt, generation }, { callId }) =>
      `book:${callId}:${advisorId}:${new Date(startAt).toISOString()}:${generation}`,
    async run(values, context) {
      const { effectKey, attempt, signal, callId } = context;
      const profile = await readProfile(store, context.profileId);
      const advisor = advisorOf(profile, values.advisorId);
      const id = hashKey(effectKey);
      const event = appointmentEvent(values, { id, callId, profile });
      const isAllowed = isBookable(profile, values, clock.now());
      const outcome = await bookAppointment(
        { calendar, locks },
        { event, advisor, profile, effectKey, attempt, isAllowed, signal },
      );
      if (outcome === 'taken') {
        const alternatives = await findAlternatives(dependencies, { profile, values, context });
        return { result: { type: 'taken', alternatives } };
      }
      const result = bookedResult(values, id);
      return { result, events: [appointmentBooked(values, { id, advisor, context })] };
    },
  };
}

function advisorOf(profile: Profile, advisorId: string): Advisor {
  const advisor = profile.advisors.find(({ id }) => id === advisorId);
  if (advisor === undefined) {
    throw new MessageInvalidError(`Profile ${profile.profileId} has no advisor ${advisorId}`);
  }
  return advisor;
}

/** The lead time was kept when the slot was offered; the minutes that the caller took to decide are no reason to refuse it. */
function isBookable(profile: Profile, { startAt, endAt }: Booking, nowMs: number): boolean {
  const startMs = Date.parse(startAt);
  const verdict = checkStart(profile, startMs, nowMs);
  const hasLength = Date.parse(endAt) - startMs === durationMs(profile);
  return hasLength && (verdict === 'valid' || verdict === 'too-soon');
}

/** Free starts near the one that was taken; none when they cannot be found, because `taken` must be told all the same. */
async function findAlternatives(
  { calendar, clock }: BookingDependencies,
  { profile, values, context }: { profile: Profile; values: Booking; context: ToolContext },
): Promise<Slot[]> {
  const { logger, signal } = context;
  const nowMs = clock.now();
  const wanted = { startMs: Date.parse(values.startAt), endMs: Date.parse(values.endAt) };
  const { advisors, appointment } = profile;
  const span = { startMs: nowMs, endMs: nowMs + (appointment.horizonDays + 1) * dayMs };
  try {
    const times = await readBusyTimes({ calendar, logger }, { ...span, advisors }, signal);
    const { alternatives } = findSlots({
      rules: profile,
      nowMs,
      // An empty span: the nearest starts are wanted, the same hour with somebody else first of all.
      windows: [{ startMs: wanted.startMs, endMs: wanted.startMs }],
      preferredAdvisorId: values.advisorId,
      limit: maxAlternatives,
      // Whoever is faster may not be in the calendar yet.
      advisors: times.map((advisor) =>
        advisor.advisorId === values.advisorId
          ? { ...advisor, busy: [...advisor.busy, wanted] }
          : advisor,
      ),
    });
    return toSlots(alternatives);
  } catch (error) {
    if (!(error instanceof CallbotError)) throw error;
    logger.warning('A taken slot is told without alternatives.', { error });
    return [];
  }
}

function bookedResult({ startAt, endAt, advisorId }: Booking, appointmentId: string): BookResult {
  return { type: 'booked', appointmentId, startAt, endAt, advisorId };
}

function appointmentBooked(
  { startAt, endAt, advisorId, contact }: Booking,
  { id, advisor, context }: { id: string; advisor: Advisor; context: ToolContext },
): FollowOnEvent {
  const { callId, profileId } = context;
  const { calendarId } = advisor;
  const version = 1;
  return {
    topic: 'appointment-changed',
    eventId: `${callId}:appointment:${id}:${version}`,
    callId,
    data: {
      callId,
      profileId,
      appointmentId: id,
      version,
      change: 'booked',
      calendarId,
      advisorId,
      startAt,
      endAt,
      contact,
    },
  };
}
