import type { DocumentData } from '@standardiste/shared/cloud/document-store.ts';
import { messageKinds } from '@standardiste/shared/contracts/message-events.ts';
import { z } from 'zod';

/** One text message from its plan to its end: `messages/{hashKey(key)}`. Its words are fixed when it is planned, so that a second attempt can recognise the first. */
export const messageDocumentSchema = z.object({
  key: z.string(),
  kind: z.enum(messageKinds),
  purpose: z.enum(['transactional', 'marketing']),
  callId: z.string(),
  profileId: z.string(),
  to: z.string(),
  from: z.string(),
  phoneHash: z.string(),
  body: z.string(),
  timeZone: z.string(),
  appointmentId: z.string().nullable(),
  /** The version of the appointment that it tells of. */
  version: z.int().nullable(),
  /**
   * - `due`: its event is on the way.
   * - `waiting`: for the sweep that finds `dueAt` passed.
   * - `scheduled`: the provider keeps it until `dueAt`.
   * - final: `sent`, `skipped`, `refused`, `withdrawn`.
   */
  state: z.enum(['due', 'waiting', 'scheduled', 'sent', 'skipped', 'refused', 'withdrawn']),
  /** Why it was skipped or refused. */
  reason: z.string().nullable(),
  dueAt: z.date(),
  /** Then nobody needs it any more: the appointment begins. */
  notAfter: z.date().nullable(),
  round: z.int().min(1),
  /** The provider's id. */
  messageId: z.string().nullable(),
  createdAt: z.date(),
  expireAt: z.date(),
});
export type MessageDocument = z.infer<typeof messageDocumentSchema>;

export function toDocumentData(message: MessageDocument): DocumentData {
  return { ...message };
}
