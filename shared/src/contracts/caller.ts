import { z } from 'zod';

export const upcomingAppointmentSchema = z.strictObject({
  appointmentId: z.string(),
  startAt: z.iso.datetime(),
  endAt: z.iso.datetime(),
  advisorId: z.string().nullable(),
});
export type UpcomingAppointment = z.infer<typeof upcomingAppointmentSchema>;

/** Who is on the line, as far as the CRM knows. */
export const callerIdentitySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('known'),
    record: z.enum(['contact', 'lead']),
    recordId: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    email: z.string().nullable(),
    phone: z.e164(),
    ownerId: z.string().nullable(),
    /** The advisor of the profile whose `crmUserId` is the owner. */
    advisorId: z.string().nullable(),
    nextAppointment: upcomingAppointmentSchema.nullable(),
  }),
  z.strictObject({ kind: z.literal('unknown'), phone: z.e164() }),
  z.strictObject({ kind: z.literal('anonymous') }),
]);
export type CallerIdentity = z.infer<typeof callerIdentitySchema>;
