import type { MessageStatus } from '@standardiste/shared/contracts/message-events.ts';

/** How far along a message is. Reports come late, twice and in any order: a message only ever goes on. Source: Twilio's documentation of message statuses. */
const ranks: Readonly<Record<MessageStatus, number>> = {
  accepted: 0,
  scheduled: 0,
  queued: 1,
  sending: 2,
  sent: 3,
  delivered: 4,
  undelivered: 4,
  failed: 4,
  canceled: 4,
  // Follows delivery, where a channel tells of it.
  read: 5,
};

const failures: ReadonlySet<MessageStatus> = new Set(['undelivered', 'failed']);

export function hasFailed(status: MessageStatus): boolean {
  return failures.has(status);
}

/** The status after a report: a final one stays, except that what was delivered may be read. */
export function nextStatus(
  known: MessageStatus | undefined,
  reported: MessageStatus,
): MessageStatus {
  if (known === undefined) return reported;
  if (reported === 'read') return known === 'delivered' || ranks[known] < 4 ? 'read' : known;
  return ranks[reported] > ranks[known] ? reported : known;
}
