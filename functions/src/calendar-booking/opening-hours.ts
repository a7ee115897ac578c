import type { AdvisorHours, Profile } from '@standardiste/shared/contracts/profile.ts';
import { whyClosed } from '@standardiste/shared/contracts/opening-hours.ts';
import { minuteOf } from '@standardiste/shared/contracts/time-of-day.ts';
import { toInstantMs, toLocalTime } from '@standardiste/shared/french/local-time.ts';
import type { Interval } from '../integrations/calendar/calendar.ts';

/** When appointments may be: the part of a profile that the rules below read. */
export type BookingRules = Pick<Profile, 'timeZone' | 'openingHours' | 'appointment'>;

/** May an appointment start then? Every value but `valid` is a reason that can be said. */
export type StartVerdict =
  'valid' | 'outside-hours' | 'weekend' | 'holiday' | 'in-past' | 'too-soon' | 'too-far';

const minuteMs = 60_000;

/**
 * Checks one start against the rules: it lies in the future, at most `horizonDays` local days ahead, on an open day, inside a
 * window with its whole duration, and no sooner than the lead time. The first reason that no other hour of the day would mend
 * comes first; no start at all is `outside-hours`.
 */
export function checkStart(
  rules: BookingRules,
  startMs: number | null,
  nowMs: number,
): StartVerdict {
  if (startMs === null) return 'outside-hours';
  if (startMs <= nowMs) return 'in-past';
  const day = localDay(rules, startMs);
  if (day - localDay(rules, nowMs) > rules.appointment.horizonDays) return 'too-far';
  const closed = whyClosed(rules.openingHours, day);
  if (closed !== undefined) return closed;
  const endMs = startMs + durationMs(rules);
  const isInside = windowsOf(rules, day).some(
    (window) => startMs >= window.startMs && endMs <= window.endMs,
  );
  if (!isInside) return 'outside-hours';
  return startMs < nowMs + rules.appointment.leadTimeMinutes * minuteMs ? 'too-soon' : 'valid';
}

/** The day of an instant in the profile's zone, counted from 1 January 1970. */
export function localDay({ timeZone }: BookingRules, atMs: number): number {
  return toLocalTime(atMs, timeZone).epochDay;
}

/** The open windows of a local day as instants, in order; none on a closed day. Right on days with a clock change. */
export function openWindows(rules: BookingRules, epochDay: number): readonly Interval[] {
  return whyClosed(rules.openingHours, epochDay) === undefined ? windowsOf(rules, epochDay) : [];
}

/** The rules for one advisor: their own hours where they have some, and their closures besides everybody's. */
export function rulesOfAdvisor(rules: BookingRules, hours: AdvisorHours | undefined): BookingRules {
  if (hours === undefined) return rules;
  const common = rules.openingHours;
  const openingHours = {
    ...common,
    windows: hours.windows ?? common.windows,
    weekdays: hours.weekdays ?? common.weekdays,
    closures: [...common.closures, ...(hours.closures ?? [])],
  };
  return { ...rules, openingHours };
}

/** How long an appointment lasts. */
export function durationMs({ appointment }: BookingRules): number {
  return appointment.durationMinutes * minuteMs;
}

function windowsOf(
  { openingHours, timeZone }: BookingRules,
  epochDay: number,
): readonly Interval[] {
  return openingHours.windows.map(({ from, to }) => ({
    startMs: toInstantMs(epochDay, minuteOf(from), timeZone),
    endMs: toInstantMs(epochDay, minuteOf(to), timeZone),
  }));
}
