import { z } from 'zod';

/** What outside of the processes a call may need, in the order in which a caller meets it. */
export const integrations = [
  'relay',
  'twilio',
  'google-speech',
  'google-text-to-speech',
  'language-model',
  'firestore',
  'pubsub',
  'google-calendar',
  'knowledge',
  'knowledge-service',
  'embeddings',
  'salesforce',
  'crm-webhook',
  'summaries',
] as const;
export type Integration = (typeof integrations)[number];

/** One question to a service, through the client that calls use. It leaves nothing behind. */
export interface HealthCheck {
  readonly integration: Integration;
  /** Which one, where there are several: `openai/gpt-4.1-mini`. */
  readonly name?: string;
  /** Asks, and says in a few words what came. @throws whatever the client throws. */
  run(signal: AbortSignal): Promise<string>;
}

/** What came of a check, as it goes from one process to another. */
export const healthFindingSchema = z.strictObject({
  /** The process whose configuration was used: `media-relay`, `calendar-booking`, … */
  process: z.string(),
  integration: z.enum(integrations),
  name: z.string().nullable(),
  isHealthy: z.boolean(),
  /** What was seen; of a failure its cause, in plain words. */
  says: z.string(),
  /** What to do about a failure. */
  advice: z.string().nullable(),
  durationMs: z.number(),
});
export type HealthFinding = z.infer<typeof healthFindingSchema>;
