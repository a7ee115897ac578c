import { z } from 'zod';

/** `relays/{relayId}`: a relay that is there, or was. */
export const relayDocumentSchema = z.object({
  relayId: z.string(),
  startedAt: z.date(),
  /** Written every second; a relay that dies stops writing. */
  heartbeatAt: z.date(),
  callCount: z.int().min(0),
  /** The relay that takes this one's calls back. It writes the heartbeat as long as it is at it. */
  rescuedBy: z.string().nullable(),
  expireAt: z.date(),
});
export type RelayDocument = z.infer<typeof relayDocumentSchema>;

export const heartbeatMs = 1_000;
/** Three heartbeats missed, and one second for clocks that differ and a store that is slow. */
export const deadAfterMs = 4_000;
/** Of a relay that nobody rescued: there were no others. */
export const relayRetentionMs = 86_400_000;
