import { healthFindingSchema } from '@standardiste/shared/health/health-check.ts';
import { z } from 'zod';

/**
 * What a process of the product is asked to say about itself, started with its own environment and nothing else. The answer is one
 * line on its standard output, after this prefix.
 */
export const answerPrefix = 'ops-answer ';

export const processTaskSchema = z.discriminatedUnion('type', [
  /** Would it start? */
  z.strictObject({ type: z.literal('config') }),
  /** Do the services answer that it needs? */
  z.strictObject({ type: z.literal('smoke') }),
  /** Relay only: point a number at it. */
  z.strictObject({
    type: z.literal('number'),
    number: z.e164(),
    fallbackUrl: z.url().optional(),
    isDryRun: z.boolean(),
  }),
]);
export type ProcessTask = z.infer<typeof processTaskSchema>;

const change = z.object({ setting: z.string(), from: z.string(), to: z.string() });
export type NumberChange = z.infer<typeof change>;

export const processAnswerSchema = z.discriminatedUnion('type', [
  /** It does not start, or not as it is meant; a line each. */
  z.strictObject({ type: z.literal('problems'), problems: z.array(z.string()) }),
  z.strictObject({ type: z.literal('findings'), findings: z.array(healthFindingSchema) }),
  z.strictObject({
    type: z.literal('number'),
    changes: z.array(change),
    remaining: z.array(change),
    settings: z.record(z.string(), z.string()),
  }),
  /** The task failed as a whole. */
  z.strictObject({ type: z.literal('failed'), cause: z.string(), advice: z.string() }),
]);
export type ProcessAnswer = z.infer<typeof processAnswerSchema>;
