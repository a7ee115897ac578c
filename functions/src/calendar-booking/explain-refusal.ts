import type { RemoteToolResult } from '@standardiste/shared/contracts/tools.ts';
import type { Interval } from '../integrations/calendar/calendar.ts';
import { checkStart, type BookingRules, type StartVerdict } from './opening-hours.ts';

/** Why nothing that the caller wants can be had. */
export type Refusal = NonNullable<RemoteToolResult<'calendar.find-slots'>['refusal']>;

/** When the hours of a span are refused for several reasons, the one that helps the caller most to choose anew. */
const byUsefulness = [
  'holiday',
  'weekend',
  'too-far',
  'outside-hours',
  'too-soon',
  'in-past',
] as const satisfies readonly StartVerdict[];

/** A span is looked at in steps of this, at most so many. */
const probeMs = 15 * 60_000;
const maxProbes = 200;

/**
 * Which rule forbids every start in the windows to every advisor, whose rules these are; null when none does (between two steps, for instance, or no window at all).
 */
export function explainRefusal(question: {
  rules: readonly BookingRules[];
  nowMs: number;
  windows: readonly Interval[];
}): Refusal | null {
  const verdicts = new Set(
    // Advisors mostly share one set of rules.
    [...new Set(question.rules)].flatMap((rules) =>
      question.windows.flatMap(probes).map((startMs) => checkStart(rules, startMs, question.nowMs)),
    ),
  );
  if (verdicts.has('valid')) return null;
  return byUsefulness.find((verdict) => verdicts.has(verdict)) ?? null;
}

function probes({ startMs, endMs }: Interval): readonly number[] {
  const count = Math.min(maxProbes, Math.max(1, Math.ceil((endMs - startMs) / probeMs)));
  return Array.from({ length: count }, (_, index) => startMs + index * probeMs);
}
