import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { Slot } from '@standardiste/shared/contracts/tools.ts';
import { checkStart, durationMs } from './opening-hours.ts';

/**
 * Do the rules allow an appointment in this slot, whoever has it now? The lead time was kept when the slot was offered; the minutes
 * that the caller took to decide are no reason to refuse it.
 */
export function isBookable(profile: Profile, { startAt, endAt }: Slot, nowMs: number): boolean {
  const startMs = Date.parse(startAt);
  const verdict = checkStart(profile, startMs, nowMs);
  const hasLength = Date.parse(endAt) - startMs === durationMs(profile);
  return hasLength && (verdict === 'valid' || verdict === 'too-soon');
}
