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
  durationMs: z.number(),
});
export type CallResult = z.infer<typeof callResultSchema>;
