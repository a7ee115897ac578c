import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import type { FaultPlan, FaultRule } from './faults.ts';

/** What a simulator needs to misbehave on purpose. */
export interface FaultyAnswerOptions {
  readonly faults: FaultPlan;
  readonly clock: Clock;
  /** As the simulator documents it: `messages.create`. */
  readonly operation: string;
  /** The vendor's own error body for a rule of kind `error` or `error-after-commit`. */
  readonly errorResponse: (rule: FaultRule) => Response;
}

/**
 * Answers one HTTP request of a simulator the way its fault plan says: late, with the vendor's error before or after doing the
 * work, never, or by breaking the connection.
 */
export async function answerWithFaults(
  env: unknown,
  options: FaultyAnswerOptions,
  work: () => Response | Promise<Response>,
): Promise<Response> {
  const rule = options.faults.next(options.operation);
  if (rule === undefined) return work();
  if (rule.latencyMs > 0) await sleep(options.clock, rule.latencyMs);
  switch (rule.kind) {
    case 'none':
      return work();
    case 'error':
      return options.errorResponse(rule);
    case 'error-after-commit':
      await work();
      return options.errorResponse(rule);
    case 'hang-after-commit':
      await work();
      return never();
    case 'hang':
      return never();
    case 'cut':
      (env as HttpBindings).incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
  }
}

/** Holds the request open until the client gives up or the simulator closes its sockets. */
function never(): Promise<Response> {
  return new Promise(() => undefined);
}
