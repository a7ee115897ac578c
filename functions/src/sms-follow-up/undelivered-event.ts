import type { RefusalReason } from '../integrations/messages/messages.ts';
import type { FollowOnEvent } from '../platform/event-handler.ts';
import type { MessageDocument } from './message-document.ts';

/** `message-undelivered`: this message will never arrive, so somebody should call. One for each message, whoever finds out. */
export function undelivered(message: MessageDocument, errorCode: number | null): FollowOnEvent {
  const { callId, profileId, key, kind, to: phone, appointmentId } = message;
  return {
    topic: 'message-undelivered',
    eventId: `${key}:undelivered`,
    callId,
    data: { callId, profileId, key, kind, phone, appointmentId, errorCode },
  };
}

/** Nobody is called who has said that they want no messages: they know that none comes. */
const worthACall: ReadonlySet<string> = new Set<RefusalReason>(['not-mobile', 'invalid-number']);

/** The same, when the number was refused, if that is worth a call. */
export function undeliveredBecause(
  message: MessageDocument,
  reason: string,
): readonly FollowOnEvent[] {
  return worthACall.has(reason) ? [undelivered(message, null)] : [];
}
