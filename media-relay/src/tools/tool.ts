import type { z } from 'zod';

/**
 * One thing the language model may do, as the model sees it. Whether it may do it now is decided by the conversation, never by
 * the prompt.
 */
export interface ToolDefinition {
  /** For the model: `[a-z_]{1,64}`. */
  readonly name: string;
  /** English, for the model; one or two sentences. */
  readonly description: string;
  readonly arguments: z.ZodType<Record<string, unknown>>;
}
