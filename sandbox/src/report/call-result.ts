import { z } from 'zod';

const recordSchema = z.record(z.string(), z.unknown());

/** One call and everything it left behind: what `npm run call -- --json` prints. */
export const callResultSchema = z.strictObject({
  scenario: z.string(),
  outcome: z.string(),
  turns: z.array(
    z.strictObject({
      role: z.enum(['agent', 'caller']),
      /** Agent: what was to be said. Caller: what was said. */
      said: z.string(),
      /** Agent: what reached the caller's ear, demodulated from the audio. Caller: what the callbot understood. */
      heard: z.string(),
      /**
       * ms; stages of the agent's turn (`turnStages`), and as heard at the caller, from the true end of their speech: `responseMs` to the
       * first sound, a filler's too, and `answerMs` to the answer.
       */
      latency: z.record(z.string(), z.number()),
    }),
  ),
  appointment: recordSchema.nullable(),
  sms: z.array(recordSchema),
  salesforce: z.strictObject({
    tasks: z.array(recordSchema),
    events: z.array(recordSchema),
    leads: z.array(recordSchema),
  }),
  /** What the caller wrote afterwards, and what came of it. */
  texts: z.array(
    z.strictObject({
      wrote: z.string(),
      answered: z.string().nullable(),
      /** Where the answer stands with the provider. */
      delivery: z.string().nullable(),
      /** Where the appointment stands then, in the calendar and in the CRM; null: there is none. */
      appointmentAt: z.string().nullable(),
      salesforceAt: z.string().nullable(),
      /** True when the answer is delivered, the appointment is where it should be, and calendar, CRM and answer agree. */
      isAsExpected: z.boolean(),
    }),
  ),
  durationMs: z.number(),
});
export type CallResult = z.infer<typeof callResultSchema>;
