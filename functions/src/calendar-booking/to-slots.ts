import type { Slot } from '@standardiste/shared/contracts/tools.ts';
import type { FreeSlot } from './free-slot.ts';

/** Slots as the contract has them. */
export function toSlots(slots: readonly FreeSlot[]): Slot[] {
  return slots.map(({ startMs, endMs, advisorId }) => ({
    startAt: new Date(startMs).toISOString(),
    endAt: new Date(endMs).toISOString(),
    advisorId,
  }));
}
