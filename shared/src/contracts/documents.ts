import { z } from 'zod';
import { callerIdentitySchema } from './caller.ts';
import { callOutcomeSchema } from './events.ts';
import { slotSchema } from './tools.ts';
import { turnLatencySchema } from './turn-latency.ts';

/** Where every document lives. */
export const paths = {
  profile: (profileId: string) => `profiles/${profileId}`,
  knowledge: (profileId: string, documentId: string) =>
    `profiles/${profileId}/knowledge/${documentId}`,
  call: (callId: string) => `calls/${callId}`,
  turn: (callId: string, n: number) => `calls/${callId}/turns/${String(n).padStart(4, '0')}`,
  tool: (callId: string, toolCallId: string) => `calls/${callId}/tools/${toolCallId}`,
  /** `hash` is `hashKey` of the effect key. */
  effect: (hash: string) => `effects/${hash}`,
  /** `hash` is `hashKey` of the event id. */
  outbox: (hash: string) => `outbox/${hash}`,
  slotLock: (hash: string) => `slotLocks/${hash}`,
  relay: (relayId: string) => `relays/${relayId}`,
  /** Until when a vendor is left alone by every instance. */
  pause: (vendor: string) => `pauses/${vendor}`,
  /** Which CRM record stands for what; `hash` is `hashKey` of its key. */
  crmRecord: (hash: string) => `crmRecords/${hash}`,
  /** SMS opt-out of a phone; `hash` is `phoneHash`. */
  suppression: (hash: string) => `suppressions/${hash}`,
  /** What a phone's owner has agreed to; `hash` is `phoneHash`. */
  consent: (hash: string) => `consents/${hash}`,
  /** A text message, planned or sent; `hash` is `hashKey` of its key. */
  message: (hash: string) => `messages/${hash}`,
  /** What became of a sent message, by the provider's id. */
  messageDelivery: (messageId: string) => `messageDeliveries/${messageId}`,
  /** What somebody who writes to us was last offered; `hash` is `hashKey` of profile and phone hash. */
  messageDialogue: (hash: string) => `messageDialogues/${hash}`,
  /** The version of an appointment that messages are about; `hash` is `hashKey` of its id. */
  appointmentMessages: (hash: string) => `appointmentMessages/${hash}`,
} as const;

/** Where the call stands. Only the carrier's status or our own hang-up makes it `ended`. */
export const callStatuses = [
  'ringing',
  'live',
  'handover',
  'interrupted',
  'transferring',
  'ended',
] as const;

export const callDocumentSchema = z.object({
  callId: z.string(),
  profileId: z.string(),
  carrier: z.string(),
  callerPhone: z.string().nullable(),
  calledPhone: z.string(),
  status: z.enum(callStatuses),
  /** Counts media sockets: 1 for the first, one more with every resume. */
  generation: z.int().min(1),
  /** The generation whose one-time token was used; equal to `generation` once its socket is open. */
  tokenConsumed: z.int().min(0),
  relayId: z.string(),
  /** When the call was resumed lately, oldest first: too often in a minute and it is given up. */
  resumedAt: z.array(z.date()).optional(),
  startedAt: z.date(),
  endedAt: z.date().nullable(),
  /** Checkpoint of the conversation: what a relay needs to go on after a resume. */
  conversation: z.record(z.string(), z.unknown()).nullable(),
  caller: callerIdentitySchema.nullable(),
  outcome: callOutcomeSchema.nullable(),
  /** The caller was told that somebody will call them back. */
  callBackPromised: z.boolean().optional(),
  appointment: slotSchema.extend({ appointmentId: z.string() }).nullable(),
  /** Place of the call's own span, when the call is traced: everything else of the trace lies below it. */
  traceparent: z.string().optional(),
  expireAt: z.date(),
});
export type CallDocument = z.infer<typeof callDocumentSchema>;

export const answeredBySchema = z.object({ model: z.string(), promptVersion: z.string() });
export type AnsweredBy = z.infer<typeof answeredBySchema>;

export const turnDocumentSchema = z.object({
  n: z.int().min(0),
  role: z.enum(['caller', 'agent']),
  /** Caller: what was recognised. Agent: what was sent to be spoken. */
  said: z.string(),
  /** Agent: what the caller heard of it, from marks and the playback clock. */
  heard: z.string(),
  isInterrupted: z.boolean(),
  startedAt: z.date(),
  endedAt: z.date(),
  /** Stages of an agent's turn, see `turnStages`; empty for the caller's. */
  latency: turnLatencySchema,
  /** Knowledge documents the turn rests on. */
  sources: z.array(z.string()),
  /** Which model put it into words, and by which wording of the prompt; absent where code or `rules` did. */
  answeredBy: answeredBySchema.optional(),
  expireAt: z.date(),
});
export type TurnDocument = z.infer<typeof turnDocumentSchema>;

/**
 * One tool call. The relay creates it (`requested`, `pending`), the function claims it, and writes the result; the relay, which
 * listens to `relayId == me && pending`, takes the result and clears `pending`. A request that the relay no longer wants is
 * `withdrawn` by compare-and-set; a handler that finds it so does nothing.
 */
export const toolDocumentSchema = z.object({
  callId: z.string(),
  toolCallId: z.string(),
  tool: z.string(),
  relayId: z.string(),
  pending: z.boolean(),
  status: z.enum(['requested', 'claimed', 'done', 'failed', 'withdrawn']),
  requestedAt: z.date(),
  finishedAt: z.date().nullable(),
  result: z.unknown().nullable(),
  /** Why it failed, for logs and people; never spoken. */
  reason: z.string().nullable(),
  /** Place of the request's span, when the call is traced. */
  traceparent: z.string().optional(),
  /** What whoever asks by event wants to know again when the answer is there. */
  context: z.record(z.string(), z.unknown()).optional(),
  expireAt: z.date(),
});
export type ToolDocument = z.infer<typeof toolDocumentSchema>;

/** How long a call's documents live. */
export const callRetentionMs = 30 * 86_400_000;
/** Ledger entries outlive any replay of an event (Pub/Sub keeps messages up to 31 days). */
export const effectRetentionMs = 35 * 86_400_000;
