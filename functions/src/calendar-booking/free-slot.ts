import type { Interval } from '../integrations/calendar/calendar.ts';

/** One start that can be had, with whom. */
export interface FreeSlot extends Interval {
  readonly advisorId: string;
}

/** Do two half-open spans share an instant? Containment either way is only a special case. */
export function overlaps(a: Interval, b: Interval): boolean {
  return a.startMs < b.endMs && b.startMs < a.endMs;
}
