import { toLocalTime } from '@standardiste/shared/french/local-time.ts';
import type { FreeSlot } from './free-slot.ts';
import type { BookingRules } from './opening-hours.ts';

/** Where a morning ends, in minutes. */
const noonMinute = 13 * 60;

/**
 * Picks at most `limit` slots that differ for a caller: one of each half-day before a second of any. As soon as possible means
 * the first half-days; a span that the caller named is covered evenly. In order of time.
 */
export function spread(
  slots: readonly FreeSlot[],
  { limit, rules, isSoonest }: { limit: number; rules: BookingRules; isSoonest: boolean },
): readonly FreeSlot[] {
  const halfDays = [...groupByHalfDay(slots, rules).values()];
  const groups = isSoonest ? halfDays.slice(0, limit) : evenly(halfDays, limit);
  const shares = sharesOf(groups, limit);
  return groups.flatMap((group, index) => evenly(group, shares[index] ?? 0));
}

/** How many each group gives: one by turns, until the limit is reached or nothing is left. */
function sharesOf(groups: readonly (readonly FreeSlot[])[], limit: number): readonly number[] {
  const shares = groups.map(() => 0);
  const available = groups.reduce((sum, group) => sum + group.length, 0);
  for (let given = 0, turn = 0; given < Math.min(limit, available); turn += 1) {
    const index = turn % groups.length;
    if ((shares[index] ?? 0) >= (groups[index]?.length ?? 0)) continue;
    shares[index] = (shares[index] ?? 0) + 1;
    given += 1;
  }
  return shares;
}

function groupByHalfDay(
  slots: readonly FreeSlot[],
  { timeZone }: BookingRules,
): ReadonlyMap<string, readonly FreeSlot[]> {
  return Map.groupBy(slots, ({ startMs }) => {
    const { epochDay, minute } = toLocalTime(startMs, timeZone);
    return `${epochDay} ${minute < noonMinute ? 'morning' : 'afternoon'}`;
  });
}

/** At most `count` items, the first and the last among them, at equal distances. One: the first. */
function evenly<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  if (count <= 1) return items.slice(0, count);
  const distance = (items.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, index) => items[Math.round(index * distance)] as T);
}
