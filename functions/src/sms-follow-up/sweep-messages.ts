import type { EventHandler } from '../platform/event-handler.ts';
import { messageDocumentSchema } from './message-document.ts';
import { dueEvent } from './plan-message.ts';
import type { SmsDependencies } from './sms-dependencies.ts';

/** The scheduler calls every minute; what is left over waits for the next minute. */
const everyMs = 60_000;
const maxMessages = 200;

/**
 * `sweep-due`: has every message sent whose time has come. It only publishes; a message that two sweeps find has one effect all the
 * same. The scheduler's event is always the same, so the minute makes the key.
 */
export function createSweepMessages({ store, clock }: SmsDependencies): EventHandler<'sweep-due'> {
  return {
    topic: 'sweep-due',
    effectKey: () => `sms-sweep:${Math.floor(clock.now() / everyMs)}`,
    async handle(_event, { logger }) {
      const found = await store.query({
        collection: 'messages',
        where: [
          { field: 'state', operator: '==', value: 'waiting' },
          { field: 'dueAt', operator: '<=', value: new Date(clock.now()) },
        ],
        orderBy: [{ field: 'dueAt' }],
        limit: maxMessages,
      });
      const due = found.map(({ data }) => messageDocumentSchema.parse(data));
      if (due.length > 0) logger.info('Messages are due.', { count: due.length });
      return { writes: [], events: due.map((message) => dueEvent(message, 'send')) };
    },
  };
}
