import { z } from 'zod';

/** How quick the simulated vendors are; what is left out is as the simulators have it. */
export const worldTimingsSchema = z.strictObject({
  recognition: z
    .strictObject({
      interimEveryMs: z.number(),
      lastInterimAfterMs: z.number(),
      finalAfterMs: z.number(),
    })
    .partial()
    .prefault({}),
  synthesis: z.strictObject({ firstByteMs: z.number() }).partial().prefault({}),
  model: z
    .strictObject({ firstTokenMs: z.number(), tokensPerSecond: z.number() })
    .partial()
    .prefault({}),
  /** What the simulated model makes of a request: it converses, or recites for measurements. */
  mind: z.enum(['french', 'reciting']).default('french'),
});
export type WorldTimings = z.output<typeof worldTimingsSchema>;
export type WorldTimingsInput = z.input<typeof worldTimingsSchema>;

/** Reads the timings as the supervisor hands them over: JSON, or nothing. @throws ZodError */
export function readWorldTimings(json: string | undefined): WorldTimings {
  return worldTimingsSchema.parse(JSON.parse(json ?? '{}'));
}
