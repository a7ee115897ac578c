import { appointmentSchema, slotSchema } from '@standardiste/shared/contracts/tools.ts';
import { z } from 'zod';

export const changes = ['move', 'cancel'] as const;
export type Change = (typeof changes)[number];

/** What a number answers: numbered choices that were sent to somebody. */
export const offerSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('appointments'),
    change: z.enum(changes),
    appointments: z.array(appointmentSchema),
    /** When the person would like to come instead, in their own words. */
    when: z.string(),
  }),
  z.object({
    type: z.literal('slots'),
    /** The appointment that is to be moved. */
    appointment: appointmentSchema,
    slots: z.array(slotSchema),
  }),
]);
export type Offer = z.infer<typeof offerSchema>;
