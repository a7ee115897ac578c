import type { Context } from 'hono';

/** Records the operation and answers it the way the fault plan says. */
export type Answer = (
  context: Context,
  operation: string,
  work: () => Response | Promise<Response>,
) => Promise<Response>;
