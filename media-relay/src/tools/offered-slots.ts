import { speakDateTime } from '@standardiste/shared/french/speak-date-time.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { Slot } from '@standardiste/shared/contracts/tools.ts';
import type { OfferedSlot } from './conversation-tools.ts';

/** The name by which the model refers to a slot. */
export function slotId(slot: Slot): string {
  return `${slot.startAt}/${slot.advisorId}`;
}

/** A slot as the model gets it. */
export function offeredSlot(slot: Slot, profile: Profile, nowMs: number): OfferedSlot {
  return {
    slotId: slotId(slot),
    spoken: speakSlot(slot, profile, nowMs),
    advisor: advisorName(slot, profile),
  };
}

export function speakSlot(slot: Slot, profile: Profile, nowMs: number): string {
  return speakDateTime(Date.parse(slot.startAt), { nowMs, timeZone: profile.timeZone });
}

/** How the slot's advisor is called on the phone. */
export function advisorName(slot: Slot, profile: Profile): string {
  const advisor = profile.advisors.find(({ id }) => id === slot.advisorId);
  return advisor?.firstName ?? 'un conseiller';
}
