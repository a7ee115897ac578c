import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { EventHandler } from './event-handler.ts';
import { publishOutbox } from './outbox.ts';

export interface SweepOutboxDependencies {
  readonly store: DocumentStore;
  readonly bus: EventBus;
  readonly clock: Clock;
}

/** Younger entries belong to the process that wrote them: it tries for some two seconds, and longer when the bus is slow. */
const olderThanMs = 30_000;
/** One query's worth. A relay writes some three events a call. */
const batchSize = 100;
/** The clock strikes every minute; two strikes within this are one. */
const windowMs = 10_000;

/**
 * `sweep-due`: publishes every event that its own process could not, because the bus was down or the process died between commit
 * and publishing. An event that is published twice has one effect all the same.
 */
export function createSweepOutbox(deps: SweepOutboxDependencies): EventHandler<'sweep-due'> {
  return {
    topic: 'sweep-due',
    // The scheduler's event is always the same, so the time makes the key.
    effectKey: () => `outbox-sweep:${Math.floor(deps.clock.now() / windowMs)}`,
    async handle(_event, { logger, signal }) {
      let published = 0;
      for (;;) {
        const batch = await publishOutbox(deps, { olderThanMs, limit: batchSize });
        published += batch.published;
        if (batch.unreadable > 0) {
          logger.error('Entries of the outbox were no events and were put aside.', { ...batch });
        }
        if (batch.failed > 0) {
          // They are tried again in a minute.
          logger.error('Events could not be published and stay in the outbox.', { ...batch });
        }
        const isMore = batch.published + batch.unreadable === batchSize;
        if (!isMore || signal.aborted) break;
      }
      if (published > 0)
        logger.warning('Events that were left behind were published.', { published });
      return { writes: [], events: [] };
    },
  };
}
