/** Collections whose documents carry `expireAt`, by which Firestore deletes them. */
export const expiringCollections = [
  'appointmentMessages',
  'calls',
  'crmRecords',
  'deadLetters',
  'effects',
  'messageDeliveries',
  'messageDialogues',
  'messages',
  'outbox',
  'pauses',
  'relays',
  'slotLocks',
  'smokeTests',
  'tools',
  'turns',
] as const;

/** Collections that people keep: profiles are edited, and an opt-out or a consent holds until it is taken back. */
export const lastingCollections = [
  'consents',
  'knowledge',
  'knowledgeVectors',
  'profiles',
  'suppressions',
] as const;

/**
 * Long texts and maps that nobody queries: without an index on them a write costs less and returns sooner. Firestore indexes
 * every field of its own accord.
 */
export const unindexedFields = {
  calls: ['conversation'],
  deadLetters: ['attributes', 'dataBase64'],
  effects: ['outbox', 'reason'],
  knowledge: ['text'],
  knowledgeVectors: ['text'],
  messageDialogues: ['offer'],
  messages: ['body'],
  outbox: ['attributes', 'data'],
  tools: ['context', 'reason', 'result'],
  turns: ['heard', 'latency', 'said'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
