import { z } from 'zod';

const reference = z.object({
  record: z.enum(['contact', 'lead']),
  recordId: z.string().min(1).max(100),
});

/** Every operation with what the receiver answers; what else it answers is ignored. */
export const webhookAnswers = {
  'find-person': z.object({
    person: reference
      .extend({
        firstName: z.string(),
        lastName: z.string(),
        email: z.string().nullable(),
        ownerId: z.string().nullable(),
        isAmbiguous: z.boolean().default(false),
      })
      .nullable(),
  }),
  'find-appointment': z.object({
    appointment: z
      .object({
        appointmentId: z.string(),
        startAt: z.coerce.date(),
        endAt: z.coerce.date(),
        ownerId: z.string().nullable(),
      })
      .nullable(),
  }),
  'save-lead': reference,
  'save-call': z.object({ id: z.string() }),
  'link-call': z.object({ isLinked: z.boolean() }),
  'save-follow-up': z.object({ id: z.string() }),
  'attach-transcript': z.object({ isAttached: z.boolean() }),
  'advance-opportunity': z.object({}),
  'save-appointment': z.object({ id: z.string() }),
  'delete-appointment': z.object({}),
} as const;

export type WebhookOperation = keyof typeof webhookAnswers;
