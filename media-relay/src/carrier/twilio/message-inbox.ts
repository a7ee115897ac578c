import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { createEventOutbox, type OutgoingEvent } from '../../conversation/event-outbox.ts';

/** What comes in about text messages. */
export type MessageEvent =
  OutgoingEvent<'message-received'> | OutgoingEvent<'message-status-changed'>;

/** Takes what the carrier tells of text messages. */
export interface MessageInbox {
  /** Resolves once it is stored for good; the event follows. @throws StoreUnavailableError */
  take(event: MessageEvent): Promise<void>;
}

export function createMessageInbox(dependencies: {
  readonly store: DocumentStore;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
}): MessageInbox {
  const outbox = createEventOutbox(dependencies);
  return {
    async take(event) {
      const staged = event.topic === 'message-received' ? outbox.stage(event) : outbox.stage(event);
      await dependencies.store.commit([staged.write]);
      await staged.publish();
    },
  };
}
