import type { AdvisorHours } from '@standardiste/shared/contracts/profile.ts';
import type { Interval } from '../integrations/calendar/calendar.ts';
import { candidateStarts } from './candidate-starts.ts';
import { explainRefusal, type Refusal } from './explain-refusal.ts';
import { overlaps, type FreeSlot } from './free-slot.ts';
import { durationMs, rulesOfAdvisor, type BookingRules } from './opening-hours.ts';
import { spread } from './spread.ts';

/** One advisor's busy times; nobody's calendar that could not be read belongs in here. */
export interface AdvisorTimes {
  readonly advisorId: string;
  readonly busy: readonly Interval[];
  /** The only starts that the vendor's scheduling engine allows, in ms; absent where none is asked. */
  readonly candidates?: ReadonlySet<number> | undefined;
  /** Their own hours, where they differ from the rules'. */
  readonly hours?: AdvisorHours | undefined;
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
 * free. When nothing is free there, the nearest free starts outside, and why.
 */
export function findSlots(question: SlotQuestion): SlotAnswer {
  const { rules, windows, limit } = question;
  const isWanted = ({ startMs }: FreeSlot): boolean =>
    windows.length === 0 ||
    windows.some((window) => startMs >= window.startMs && startMs < window.endMs);
  const groups = inOrderOfPreference(question).map((advisors) =>
    advisors.map((advisor) => withSlots(question, advisor)),
  );
  for (const advisors of groups) {
    const free = freeSlots(advisors).filter(isWanted);
    if (free.length === 0) continue;
    const slots = spread(free, { limit, rules, isSoonest: windows.length === 0 });
    return { slots, alternatives: [], refusal: null };
  }
  const everybody = groups.flat();
  const others = freeSlots(everybody).filter((slot) => !isWanted(slot));
  const refusal = refusalOf(question, wantedStarts(everybody, isWanted), everybody);
  return { slots: [], alternatives: nearest(question, others), refusal };
}

/** The starts within the caller's wish that the rules allow, all of them busy. */
function wantedStarts(
  advisors: readonly AdvisorSlots[],
  isWanted: (slot: FreeSlot) => boolean,
): ReadonlySet<number> {
  const slots = advisors.flatMap((advisor) => advisor.slots.map(({ slot }) => slot));
  return new Set(slots.filter(isWanted).map(({ startMs }) => startMs));
}

/** One start that is taken is `busy`; a whole day or week that is taken needs no reason. */
function refusalOf(
  { rules: common, nowMs, windows }: SlotQuestion,
  wanted: ReadonlySet<number>,
  advisors: readonly AdvisorSlots[],
): Refusal | null {
  if (wanted.size > 0) return wanted.size === 1 ? 'busy' : null;
  const rules = advisors.length > 0 ? advisors.map((advisor) => advisor.rules) : [common];
  return explainRefusal({ rules, nowMs, windows });
}

/** One advisor's starts, in order, and which of them are free. */
interface AdvisorSlots {
  readonly rules: BookingRules;
  readonly slots: readonly { readonly slot: FreeSlot; readonly isFree: boolean }[];
}

/** A start is free when nothing busy overlaps the appointment and its buffer, and the vendor's engine, if asked, allows it. */
function withSlots(
  { rules: common, nowMs }: SlotQuestion,
  { advisorId, busy, candidates, hours }: AdvisorTimes,
): AdvisorSlots {
  const rules = rulesOfAdvisor(common, hours);
  const bufferMs = rules.appointment.bufferMinutes * 60_000;
  const slots = candidateStarts(rules, nowMs).map((startMs) => {
    const endMs = startMs + durationMs(rules);
    const needed = { startMs: startMs - bufferMs, endMs: endMs + bufferMs };
    const isAllowed = candidates?.has(startMs) ?? true;
    const isFree = isAllowed && !busy.some((span) => overlaps(span, needed));
    return { slot: { startMs, endMs, advisorId }, isFree };
  });
  return { rules, slots };
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

/** For every start the first advisor, in the order given, who is free; in order of time. */
function freeSlots(advisors: readonly AdvisorSlots[]): readonly FreeSlot[] {
  const byStart = new Map<number, FreeSlot>();
  for (const { slots } of advisors) {
    for (const { slot, isFree } of slots) {
      if (isFree && !byStart.has(slot.startMs)) byStart.set(slot.startMs, slot);
    }
  }
  return [...byStart.values()].toSorted((a, b) => a.startMs - b.startMs);
}

function nearest({ windows, limit }: SlotQuestion, free: readonly FreeSlot[]): readonly FreeSlot[] {
  const distance = ({ startMs }: FreeSlot): number =>
    Math.min(
      ...windows.map((window) => Math.max(window.startMs - startMs, startMs - window.endMs, 0)),
    );
  return free
    .toSorted((a, b) => distance(a) - distance(b) || a.startMs - b.startMs)
    .slice(0, limit)
    .toSorted((a, b) => a.startMs - b.startMs);
}
