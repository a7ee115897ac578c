import { z } from 'zod';

/** What a text message is for. Each kind can be switched, and worded, per profile. */
export const messageKinds = [
  'booked',
  'moved',
  'cancelled',
  'reminder',
  'call-back-note',
  'cut-off',
  'link',
  'reply',
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Facts about messages belong to a call, or to the message itself when there was no call: then `callId` is the carrier's message id. */
const callId = z.string().min(1).max(80);
const profileId = z.string().min(1);

/** The caller asked for something to be sent. */
export const followUpRequestedEvent = z.strictObject({
  callId,
  profileId,
  /** Counts the caller's requests in this call. */
  requestId: z.string().min(1).max(80),
  channel: z.enum(['sms', 'email']),
  phone: z.e164().nullable(),
  email: z.string().max(254).nullable(),
  /** Marketing goes out only with consent, and not at any hour. */
  purpose: z.enum(['transactional', 'marketing']),
  link: z.strictObject({ label: z.string().min(1).max(80), url: z.url().max(300) }),
});

/** A planned message is to be sent now (or handed to the provider's schedule), or not to be sent after all. */
export const messageDueEvent = z.strictObject({
  callId,
  profileId,
  /** The message's business key; its text is stored under it. */
  key: z.string().min(1).max(200),
  action: z.enum(['send', 'withdraw']),
  /** 1, and one more each time the message was put off. */
  round: z.int().min(1),
});

/** Somebody wrote to one of our numbers. */
export const messageReceivedEvent = z.strictObject({
  /** The message's id. */
  callId,
  /** Null when nobody answers this number; an opt-out counts all the same. */
  profileId: profileId.nullable(),
  /** E.164, or a short code or name that cannot be answered. */
  from: z.string().min(1).max(40),
  to: z.string().min(1).max(40),
  body: z.string().max(1_600),
  /** What the provider has understood, where it looks after opt-outs itself. */
  optOut: z.enum(['STOP', 'START', 'HELP']).nullable(),
  receivedAt: z.iso.datetime(),
});

/** Where a message stands, in the provider's words. */
export const messageStatuses = [
  'accepted',
  'scheduled',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'undelivered',
  'failed',
  'canceled',
] as const;
export type MessageStatus = (typeof messageStatuses)[number];

export const messageStatusChangedEvent = z.strictObject({
  /** The message's id. */
  callId,
  /** The key it was sent with. */
  key: z.string().min(1).max(200),
  to: z.string().min(1).max(40),
  status: z.enum(messageStatuses),
  /** The provider's error code, for `undelivered` and `failed`. */
  errorCode: z.int().nullable(),
});

/** A message will never arrive: somebody should call instead. */
export const messageUndeliveredEvent = z.strictObject({
  callId,
  profileId,
  key: z.string().min(1).max(200),
  kind: z.enum(messageKinds),
  phone: z.e164(),
  appointmentId: z.string().nullable(),
  errorCode: z.int().nullable(),
});

/** Published every minute by the scheduler, with a fixed text. */
export const sweepDueEvent = z.strictObject({ callId });
