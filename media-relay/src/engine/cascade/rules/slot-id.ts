/** The instant and the advisor that a slot id stands for (`2026-11-24T13:30:00.000Z/sophie-lambert`); null when it is none. */
export function parseSlotId(slotId: string): { startMs: number; advisorId: string } | null {
  const [startAt = '', advisorId = ''] = slotId.split('/');
  const startMs = Date.parse(startAt);
  return Number.isNaN(startMs) || advisorId === '' ? null : { startMs, advisorId };
}
