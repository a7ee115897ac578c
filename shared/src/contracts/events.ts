import { z } from 'zod';
import {
  followUpRequestedEvent,
  messageDueEvent,
  messageReceivedEvent,
  messageStatusChangedEvent,
  messageUndeliveredEvent,
  sweepDueEvent,
} from './message-events.ts';

/** How a call ended for the caller; one typed value from hang-up to the CRM's disposition. */
export const callOutcomes = [
  'appointment-booked',
  'appointment-moved',
  'appointment-cancelled',
  'lead-captured',
  'question-answered',
  'transferred',
  'call-back-promised',
  'abandoned',
  'no-action',
  'technical-failure',
] as const;
export const callOutcomeSchema = z.enum(callOutcomes);
export type CallOutcome = z.infer<typeof callOutcomeSchema>;

const callRef = { callId: z.string().min(1).max(80), profileId: z.string().min(1) };

export const callStartedEvent = z.strictObject({
  ...callRef,
  /** Null when the number is hidden. */
  callerPhone: z.e164().nullable(),
  calledPhone: z.e164(),
  startedAt: z.iso.datetime(),
  /** Where the identity is to be written: `calls/{callId}/tools/{toolCallId}`. */
  toolCallId: z.string(),
});

export const toolRequestedEvent = z.strictObject({
  ...callRef,
  toolCallId: z.string().min(1).max(80),
  tool: z.string().min(1).max(60),
  arguments: z.record(z.string(), z.unknown()),
  /** After this instant the relay has gone on without the result: do nothing. */
  notAfter: z.iso.datetime(),
  /** `event`: whoever asks does not watch the tool document and is told by `tool-answered`. Absent: it watches. */
  answerBy: z.literal('event').optional(),
});

/** The result, or why there is none, is in the tool document: for those who asked with `answerBy: 'event'`. */
export const toolAnsweredEvent = z.strictObject({
  ...callRef,
  toolCallId: z.string().min(1).max(80),
  tool: z.string().min(1).max(60),
  status: z.enum(['done', 'failed']),
});

export const appointmentChangedEvent = z.strictObject({
  ...callRef,
  appointmentId: z.string(),
  /** 1 when booked, one more with every change. */
  version: z.int().min(1),
  change: z.enum(['booked', 'moved', 'cancelled']),
  calendarId: z.string(),
  advisorId: z.string(),
  startAt: z.iso.datetime(),
  endAt: z.iso.datetime(),
  contact: z.strictObject({
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
    phone: z.e164().nullable(),
    email: z.string().nullable(),
    record: z.enum(['contact', 'lead']).nullable(),
    recordId: z.string().nullable(),
  }),
});

export const leadCapturedEvent = z.strictObject({
  ...callRef,
  firstName: z.string().max(40).nullable(),
  lastName: z.string().max(80),
  phone: z.e164(),
  email: z.string().max(254).nullable(),
  interest: z.string().max(255).nullable(),
});

export const callEndedEvent = z.strictObject({
  ...callRef,
  callerPhone: z.e164().nullable(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  durationMs: z.number().min(0),
  outcome: callOutcomeSchema,
  /** Who or what ended it: `caller-hung-up`, `agent-hung-up`, `swept`, `failed`. */
  reason: z.enum(['caller-hung-up', 'agent-hung-up', 'swept', 'failed']),
  /** The caller was told that somebody will call them back, whatever the outcome is. */
  callBackPromised: z.boolean().optional(),
});

/** What a call was about, for whoever calls back. */
export const callSummarySchema = z.strictObject({
  /** Two French sentences. */
  summary: z.string().min(1).max(600),
  /** What is to be done next, as an instruction to the advisor; null when nothing is. */
  nextStep: z.string().min(1).max(200).nullable(),
  sentiment: z.enum(['positive', 'neutral', 'negative']),
  /** How likely the caller is to become a customer, 0 to 100. */
  leadScore: z.int().min(0).max(100),
  /** What the caller asked and was not told. */
  openQuestions: z.array(z.string().min(1).max(200)).max(5),
});
export type CallSummary = z.infer<typeof callSummarySchema>;

export const callSummarisedEvent = z.strictObject({
  ...callRef,
  outcome: callOutcomeSchema,
  ...callSummarySchema.shape,
  /** Who wrote it: a language model, or our own rules when no model answered in time. */
  source: z.enum(['model', 'rules']),
});

/** Every topic with the schema of its data. Facts in the past tense; a breaking change is a new name. */
export const topics = {
  'call-started': callStartedEvent,
  'tool-requested': toolRequestedEvent,
  'tool-answered': toolAnsweredEvent,
  'appointment-changed': appointmentChangedEvent,
  'lead-captured': leadCapturedEvent,
  'call-ended': callEndedEvent,
  'call-summarised': callSummarisedEvent,
  'follow-up-requested': followUpRequestedEvent,
  'message-due': messageDueEvent,
  'message-received': messageReceivedEvent,
  'message-status-changed': messageStatusChangedEvent,
  'message-undelivered': messageUndeliveredEvent,
  'sweep-due': sweepDueEvent,
} as const;

export type TopicName = keyof typeof topics;
export type EventData<Topic extends TopicName> = z.infer<(typeof topics)[Topic]>;

/** The version of every schema above; it grows when a field is added. */
export const schemaVersion = '1';

/** Attributes that every event carries. */
export const eventAttributesSchema = z.object({
  eventId: z.string().min(1).max(200),
  callId: z.string().min(1).max(80),
  schemaVersion: z.string(),
  traceparent: z.string().optional(),
  tool: z.string().optional(),
});
export type EventAttributes = z.infer<typeof eventAttributesSchema>;

export type LeadCaptured = EventData<'lead-captured'>;
