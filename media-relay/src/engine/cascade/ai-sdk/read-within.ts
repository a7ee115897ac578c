import type { Clock } from '@standardiste/shared/time/clock.ts';

/**
 * Reads a stream that may stall. The time limit runs only while this side waits for an item, never while the consumer works.
 * @throws what `timedOut` makes when `remainingMs()` passes without an item; the signal's reason when it aborts.
 */
export async function* readWithin<T>(
  stream: AsyncIterable<T>,
  options: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly remainingMs: () => number;
    readonly timedOut: () => Error;
  },
): AsyncGenerator<T, void, undefined> {
  const iterator = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const step = await nextWithin(iterator, options);
      if (step.done) return;
      yield step.value;
    }
  } finally {
    // Not awaited: a stream that hangs may never settle its return.
    iterator.return?.()?.catch(() => undefined);
  }
}

async function nextWithin<T>(
  iterator: AsyncIterator<T>,
  options: Parameters<typeof readWithin>[1],
): Promise<IteratorResult<T>> {
  options.signal.throwIfAborted();
  const broken = Promise.withResolvers<never>();
  const onAbort = (): void => broken.reject(options.signal.reason as Error);
  options.signal.addEventListener('abort', onAbort, { once: true });
  using _timer = options.clock.schedule(Math.max(0, options.remainingMs()), () =>
    broken.reject(options.timedOut()),
  );
  const next = iterator.next();
  next.catch(() => undefined); // it may fail after the race is lost
  try {
    return await Promise.race([next, broken.promise]);
  } finally {
    options.signal.removeEventListener('abort', onAbort);
  }
}
