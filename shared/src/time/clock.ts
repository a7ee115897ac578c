import { OperationTimedOutError } from '../errors/callbot-error.ts';

/**
 * Time as a dependency. Production uses `systemClock`; tests use `VirtualClock`, which jumps from timer to timer. Nothing but
 * `shared/time` and the composition roots touches the global timers or `Date.now`.
 */
export interface Clock {
  /** Whole milliseconds since the Unix epoch. Wall-clock time, but never goes backwards within a process. */
  now(): number;
  /** Calls `fire` once, `delayMs` from now (0 or more), unless the returned handle is disposed of first. Disposing twice is harmless. */
  schedule(delayMs: number, fire: () => void): Disposable;
}

/** Waits `delayMs`. @throws the signal's reason, at once, when it aborts. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = (): void => {
      timer[Symbol.dispose]();
      reject(signal?.reason as Error);
    };
    const timer = clock.schedule(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * Runs `run` with a signal that aborts after `timeoutMs`, or with the outer signal. The result is awaited only until then: a
 * `run` that ignores its signal is left behind.
 * @throws OperationTimedOutError when the limit passes first; the outer signal's reason when that aborts first.
 */
export async function withTimeout<T>(
  clock: Clock,
  options: { timeoutMs: number; what: string; signal?: AbortSignal | undefined },
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  options.signal?.throwIfAborted();
  const limit = new AbortController();
  const signal = options.signal ? AbortSignal.any([limit.signal, options.signal]) : limit.signal;
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  using _timer = clock.schedule(options.timeoutMs, () =>
    limit.abort(
      new OperationTimedOutError(`${options.what} took longer than ${options.timeoutMs} ms`),
    ),
  );
  try {
    return await Promise.race([run(signal), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
