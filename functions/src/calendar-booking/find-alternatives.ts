import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { Slot } from '@standardiste/shared/contracts/tools.ts';
import { CallbotError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Calendar } from '../integrations/calendar/calendar.ts';
import type { ToolContext } from '../platform/event-handler.ts';
import { findSlots } from './find-slots.ts';
import { readAdvisorTimes } from './read-advisor-times.ts';
import { toSlots } from './to-slots.ts';

const dayMs = 86_400_000;
const maxAlternatives = 3;

/** Free starts near the one that was taken; none when they cannot be found, because `taken` must be told all the same. */
export async function findAlternatives(
  { calendar, profile, nowMs }: { calendar: Calendar; profile: Profile; nowMs: number },
  taken: Slot,
  { logger, signal }: Pick<ToolContext, 'logger' | 'signal'>,
): Promise<Slot[]> {
  const wanted = { startMs: Date.parse(taken.startAt), endMs: Date.parse(taken.endAt) };
  const { appointment } = profile;
  const span = { startMs: nowMs, endMs: nowMs + (appointment.horizonDays + 1) * dayMs };
  try {
    const times = await readAdvisorTimes({ calendar, logger }, { ...span, profile }, signal);
    const { alternatives } = findSlots({
      rules: profile,
      nowMs,
      // An empty span: the nearest starts are wanted, the same hour with somebody else first of all.
      windows: [{ startMs: wanted.startMs, endMs: wanted.startMs }],
      preferredAdvisorId: taken.advisorId,
      limit: maxAlternatives,
      // Whoever is faster may not be in the calendar yet.
      advisors: times.map((advisor) =>
        advisor.advisorId === taken.advisorId
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
