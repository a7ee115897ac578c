import { createHash } from 'node:crypto';

/** Identifies one delivery-independent event: the same fact published twice has the same id. */
export function eventId(callId: string, fact: string): string {
  return `${callId}:${fact}`;
}

/** A fixed-length name for a key of any length and alphabet: 64 hexadecimal digits (SHA-256). Valid as a document id and as a Google Calendar event id. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
