import { CallbotError } from '../errors/callbot-error.ts';
import type { Clock } from './clock.ts';

export interface CircuitBreakerOptions {
  readonly clock: Clock;
  /** Names the dependency in errors: `salesforce`. */
  readonly name: string;
  /** Failures in a row that open the circuit. Default 5. */
  readonly failures?: number;
  /** How long an open circuit refuses everything. Default 60,000. */
  readonly openMs?: number;
  /** Calls let through at once after that, to see whether it works again. Default 3. */
  readonly maxTrials?: number;
  /** Successful trials that close the circuit. Default 2. */
  readonly successes?: number;
  /** Whether an error tells against the dependency. Default: every error but a `CallbotError` that is not retryable. */
  readonly isFailure?: (error: unknown) => boolean;
  /** Told of every change, for logs and metrics. */
  readonly onChange?: (state: CircuitState['type']) => void;
}

export type CircuitState =
  | { readonly type: 'closed'; readonly failures: number }
  | { readonly type: 'open'; readonly untilMs: number }
  | { readonly type: 'trying'; readonly underWay: number; readonly successes: number };

export interface CircuitBreaker {
  readonly state: CircuitState['type'];
  /** @throws CircuitOpenError without running `run`, when the dependency is taken to be down; else what `run` throws. */
  run<T>(run: () => Promise<T>): Promise<T>;
}

/** The dependency failed too often and is left alone for now. */
export class CircuitOpenError extends CallbotError {
  override readonly code = 'circuit-open';
  override readonly retryable = true;
  /** How long until it is tried again. */
  readonly retryAfterMs: number;

  constructor(message: string, options: { retryAfterMs: number }) {
    super(message);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/**
 * Stops calling a dependency that keeps failing, and finds out later with a few trial calls. Our own, and small, because
 * cockatiel's breaker reads the machine's clock, which a virtual clock cannot move.
 */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { clock, failures = 5, openMs = 60_000, maxTrials = 3, successes = 2 } = options;
  const isFailure = options.isFailure ?? tellsAgainstDependency;
  let state: CircuitState = { type: 'closed', failures: 0 };

  const become = (next: CircuitState): void => {
    const isChange = next.type !== state.type;
    state = next;
    if (isChange) options.onChange?.(next.type);
  };
  const enter = (): void => {
    const nowMs = clock.now();
    if (state.type === 'open' && nowMs >= state.untilMs) {
      become({ type: 'trying', underWay: 0, successes: 0 });
    }
    if (state.type === 'closed') return;
    if (state.type === 'open' || state.underWay >= maxTrials) {
      const retryAfterMs = state.type === 'open' ? state.untilMs - nowMs : 0;
      throw new CircuitOpenError(`${options.name} failed too often and is left alone`, {
        retryAfterMs,
      });
    }
    become({ ...state, underWay: state.underWay + 1 });
  };
  /** A call that began before the circuit opened says nothing about now. */
  const leave = (outcome: 'success' | 'failure', enteredAs: CircuitState['type']): void => {
    if (state.type !== enteredAs || state.type === 'open') return;
    if (outcome === 'failure') {
      const count = state.type === 'closed' ? state.failures + 1 : failures;
      if (count < failures) return become({ type: 'closed', failures: count });
      return become({ type: 'open', untilMs: clock.now() + openMs });
    }
    if (state.type === 'closed') return become({ type: 'closed', failures: 0 });
    if (state.successes + 1 >= successes) return become({ type: 'closed', failures: 0 });
    return become({
      type: 'trying',
      underWay: state.underWay - 1,
      successes: state.successes + 1,
    });
  };
  return {
    get state() {
      return state.type;
    },
    async run(run) {
      enter();
      const enteredAs = state.type;
      try {
        const result = await run();
        leave('success', enteredAs);
        return result;
      } catch (error) {
        leave(isFailure(error) ? 'failure' : 'success', enteredAs);
        throw error;
      }
    },
  };
}

/** A request that can never succeed is the caller's fault: the dependency answered. */
function tellsAgainstDependency(error: unknown): boolean {
  return !(error instanceof CallbotError) || error.retryable;
}
