import type { Interval } from '../integrations/calendar/calendar.ts';
import { candidateStarts } from './candidate-starts.ts';
import { explainRefusal, type Refusal } from './explain-refusal.ts';
import { overlaps, type FreeSlot } from './free-slot.ts';
import { durationMs, type BookingRules } from './opening-hours.ts';
import { spread } from './spread.ts';

/** One advisor's busy times; nobody's calendar that could not be read belongs in here. */
export interface AdvisorTimes {
  readonly advisorId: string;
  readonly busy: readonly Interval[];
}

/** What a caller wants, and what is known. */
export interface SlotQuestion {
  readonly rules: BookingRules;
  readonly nowMs: number;
  /** Starts wanted lie in one of these half-open spans; none: as soon as possible. */
  readonly windows: readonly Interval[];
  /** Is asked first; null: anybody. */
  readonly preferredAdvisorId: string | null;
  readonly advisors: readonly AdvisorTimes[];
  readonly limit: number;
}

/** What can be offered, and why nothing can inside the wish. */
export interface SlotAnswer {
  readonly slots: readonly FreeSlot[];
  readonly alternatives: readonly FreeSlot[];
  readonly refusal: Refusal | null;
}

/**
 * Free starts inside the caller's windows: of the preferred advisor, else of the others; at most `limit`, spread over what is
 * free. When nothing is free there, the nearest free starts outside, and why. A start is free when nothing busy overlaps the
 * appointment and its buffer.
 */
export function findSlots(question: SlotQuestion): SlotAnswer {
  const { rules, nowMs, windows, limit } = question;
  const starts = candidateStarts(rules, nowMs);
  const isWanted = (startMs: number): boolean =>
    windows.length === 0 ||
    windows.some((window) => startMs >= window.startMs && startMs < window.endMs);
  const wanted = starts.filter(isWanted);
  for (const advisors of inOrderOfPreference(question)) {
    const free = freeSlots(rules, wanted, advisors);
    if (free.length === 0) continue;
    const slots = spread(free, { limit, rules, isSoonest: windows.length === 0 });
    return { slots, alternatives: [], refusal: null };
  }
  const others = starts.filter((startMs) => !isWanted(startMs));
  const refusal = wanted.length > 0 ? 'busy' : explainRefusal({ rules, nowMs, windows });
  return { slots: [], alternatives: nearest(question, others), refusal };
}

/** First the preferred advisor alone, then everybody else together. */
function inOrderOfPreference({
  advisors,
  preferredAdvisorId,
}: SlotQuestion): readonly (readonly AdvisorTimes[])[] {
  const isPreferred = ({ advisorId }: AdvisorTimes): boolean => advisorId === preferredAdvisorId;
  const preferred = advisors.filter(isPreferred);
  const rest = advisors.filter((advisor) => !isPreferred(advisor));
  return preferred.length === 0 ? [rest] : [preferred, rest];
}

/** For every start the first advisor, in the order given, who is free. */
function freeSlots(
  rules: BookingRules,
  starts: readonly number[],
  advisors: readonly AdvisorTimes[],
): readonly FreeSlot[] {
  const bufferMs = rules.appointment.bufferMinutes * 60_000;
  return starts.flatMap((startMs) => {
    const endMs = startMs + durationMs(rules);
    const needed = { startMs: startMs - bufferMs, endMs: endMs + bufferMs };
    const advisor = advisors.find(({ busy }) => !busy.some((span) => overlaps(span, needed)));
    return advisor === undefined ? [] : [{ startMs, endMs, advisorId: advisor.advisorId }];
  });
}

function nearest(question: SlotQuestion, starts: readonly number[]): readonly FreeSlot[] {
  const { rules, windows, limit } = question;
  const advisors = inOrderOfPreference(question).flat();
  const distance = ({ startMs }: FreeSlot): number =>
    Math.min(
      ...windows.map((window) => Math.max(window.startMs - startMs, startMs - window.endMs, 0)),
    );
  return freeSlots(rules, starts, advisors)
    .toSorted((a, b) => distance(a) - distance(b) || a.startMs - b.startMs)
    .slice(0, limit)
    .toSorted((a, b) => a.startMs - b.startMs);
}
