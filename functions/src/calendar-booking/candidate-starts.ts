import {
  checkStart,
  durationMs,
  localDay,
  openWindows,
  type BookingRules,
} from './opening-hours.ts';

/**
 * Every start that the rules allow from now to the horizon, in order: multiples of the step from each window's start, the last
 * one so that the appointment still fits; a window of exactly one appointment has one.
 */
export function candidateStarts(rules: BookingRules, nowMs: number): readonly number[] {
  const today = localDay(rules, nowMs);
  const stepMs = rules.appointment.stepMinutes * 60_000;
  const starts: number[] = [];
  for (let day = today; day <= today + rules.appointment.horizonDays; day += 1) {
    for (const window of openWindows(rules, day)) {
      const lastMs = window.endMs - durationMs(rules);
      for (let startMs = window.startMs; startMs <= lastMs; startMs += stepMs) {
        if (checkStart(rules, startMs, nowMs) === 'valid') starts.push(startMs);
      }
    }
  }
  return starts;
}
