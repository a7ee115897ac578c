import type { Slot } from '@standardiste/shared/contracts/tools.ts';

/** The name of a slot in the conversation with a model: `2026-11-24T13:30:00.000Z/sophie-lambert`. */
export function slotIdOf(slot: Pick<Slot, 'startAt' | 'advisorId'>): string {
  return `${slot.startAt}/${slot.advisorId}`;
}

/** The instant and the advisor that a slot id stands for; null when it is none. */
export function parseSlotId(slotId: string): { startMs: number; advisorId: string } | null {
  const [startAt, advisorId] = slotId.split('/');
  const startMs = Date.parse(startAt ?? '');
  return Number.isNaN(startMs) || advisorId === undefined || advisorId === ''
    ? null
    : { startMs, advisorId };
}
