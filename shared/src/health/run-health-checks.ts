import type { Clock } from '../time/clock.ts';
import { withTimeout } from '../time/clock.ts';
import { explainFailure } from './explain-failure.ts';
import type { HealthCheck, HealthFinding } from './health-check.ts';

/** A sign-in and two requests; nobody waits longer for a check of one service. */
const checkTimeoutMs = 20_000;

/** Runs the checks side by side, each within its time limit, and explains what failed. Never rejects but with the signal's reason. */
export async function runHealthChecks(
  process: string,
  checks: readonly HealthCheck[],
  {
    clock,
    signal,
    timeoutMs = checkTimeoutMs,
  }: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly timeoutMs?: number;
  },
): Promise<readonly HealthFinding[]> {
  return Promise.all(
    checks.map(async (check): Promise<HealthFinding> => {
      const startedMs = clock.now();
      const { integration, name = null } = check;
      const finding = (rest: Pick<HealthFinding, 'isHealthy' | 'says' | 'advice'>) => ({
        process,
        integration,
        name,
        ...rest,
        durationMs: Math.round(clock.now() - startedMs),
      });
      try {
        const limit = { timeoutMs, what: `Asking ${name ?? integration}`, signal };
        const says = await withTimeout(clock, limit, (limited) => check.run(limited));
        return finding({ isHealthy: true, says, advice: null });
      } catch (error) {
        signal.throwIfAborted();
        const { cause, advice } = explainFailure(integration, error);
        return finding({ isHealthy: false, says: cause, advice });
      }
    }),
  );
}
