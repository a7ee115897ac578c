import { sleep } from '@standardiste/shared/time/clock.ts';
import { endLostCalls } from './end-lost-calls.ts';
import { startHeartbeat, type HeartbeatOptions } from './heartbeat.ts';
import { rescueCalls, type RescueDependencies } from './rescue-calls.ts';

/** After the store was out of reach, other relays get this long to write a heartbeat again before they are taken for dead. */
const recoveryMs = 10_000;
const rescueEveryMs = 1_000;
/** Calls without a socket are rare and in no hurry: their caller is gone. */
const endLostEveryMs = 30_000;

/** Shows the other relays that this one lives, and looks after the calls of those that do not. Disposing ends both. */
export async function keepWatch(
  options: HeartbeatOptions & RescueDependencies,
): Promise<AsyncDisposable> {
  const { clock, logger } = options;
  const heartbeat = await startHeartbeat(options);
  const stop = new AbortController();
  const { signal } = stop;

  async function every(periodMs: number, work: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      await sleep(clock, periodMs, signal).catch(() => undefined); // the condition ends it
      if (signal.aborted) return;
      await work().catch((error: unknown) => {
        if (!signal.aborted) logger.error('Calls could not be looked after', { error });
      });
    }
  }

  const done = [
    every(rescueEveryMs, async () => {
      if (clock.now() - heartbeat.steadySinceMs < recoveryMs) return;
      await rescueCalls(options, signal);
    }),
    every(endLostEveryMs, () => endLostCalls(options, signal)),
  ];
  return {
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('The relay stops'));
      await Promise.all(done);
      await heartbeat[Symbol.asyncDispose]();
    },
  };
}
