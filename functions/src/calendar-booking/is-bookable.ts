import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { Slot } from '@standardiste/shared/contracts/tools.ts';
import { checkStart, durationMs, rulesOfAdvisor } from './opening-hours.ts';

/**
 * Do the rules and the advisor's hours allow an appointment in this slot, whoever has it now? The lead time was kept when the slot was offered; the minutes
 * that the caller took to decide are no reason to refuse it.
 */
export function isBookable(profile: Profile, slot: Slot, nowMs: number): boolean {
  const { startAt, endAt, advisorId } = slot;
  const advisor = profile.advisors.find(({ id }) => id === advisorId);
  const startMs = Date.parse(startAt);
  const verdict = checkStart(rulesOfAdvisor(profile, advisor?.openingHours), startMs, nowMs);
  const hasLength = Date.parse(endAt) - startMs === durationMs(profile);
  return hasLength && (verdict === 'valid' || verdict === 'too-soon');
}
