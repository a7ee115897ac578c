import type { EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import type { TopicName } from '@standardiste/shared/contracts/events.ts';
import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import { schedules } from '../deployment/schedules.ts';

const everyMinute = '* * * * *';

/**
 * Cloud Scheduler's part: publishes what is due every minute, first after one interval. Schedules of other times are left alone: no
 * sandbox stays up for a day. Disposing ends it.
 */
export function startScheduler(options: {
  readonly bus: EventBus;
  /** A minute, unless somebody cannot wait. */
  readonly everyMs: number;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): AsyncDisposable {
  const { bus, everyMs, clock, onError } = options;
  const stop = new AbortController();
  const due = Object.entries(schedules()).filter(([, { cron }]) => cron === everyMinute);
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await sleep(clock, everyMs, stop.signal);
      for (const [topic, { data, attributes }] of due) {
        const message = { topic: topic as TopicName, data, attributes: { ...attributes } };
        // The next strike comes anyway.
        await bus.publish(message).catch(onError);
      }
    }
  };
  const done = run().catch((error: unknown) => {
    if (!stop.signal.aborted) onError(error);
  });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('The scheduler is stopped'));
      await done;
    },
  };
}
