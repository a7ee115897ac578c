import { callRetentionMs } from '@standardiste/shared/contracts/documents.ts';
import type { CallDocument, ToolDocument } from '@standardiste/shared/contracts/documents.ts';
import type { CallOutcome, EventData } from '@standardiste/shared/contracts/events.ts';
import { eventId } from '@standardiste/shared/contracts/ids.ts';

export interface NewCall {
  /** The carrier's id of the call. */
  readonly callId: string;
  readonly profileId: string;
  readonly carrier: string;
  /** E.164; null when hidden. */
  readonly callerPhone: string | null;
  readonly calledPhone: string;
}

export type EndReason = EventData<'call-ended'>['reason'];

/** The tool document in which the caller's identity arrives. */
export const identifyToolCallId = 'identify';

/** The document of a call that rings. */
export function createCallDocument(
  call: NewCall,
  relayId: string,
  nowMs: number,
  traceparent?: string,
): CallDocument {
  return {
    ...call,
    ...(traceparent !== undefined && { traceparent }),
    status: 'ringing',
    generation: 1,
    tokenConsumed: 0,
    relayId,
    startedAt: new Date(nowMs),
    endedAt: null,
    conversation: null,
    caller: null,
    outcome: null,
    appointment: null,
    expireAt: new Date(nowMs + callRetentionMs),
  };
}

/** Where salesforce-logging is to write who is calling. */
export function createIdentifyDocument(call: CallDocument): ToolDocument {
  return {
    callId: call.callId,
    toolCallId: identifyToolCallId,
    tool: 'crm.identify',
    relayId: call.relayId,
    pending: true,
    status: 'requested',
    requestedAt: call.startedAt,
    finishedAt: null,
    result: null,
    reason: null,
    expireAt: call.expireAt,
  };
}

/** The event that a call began. */
export function callStarted(call: CallDocument) {
  const { callId, profileId, callerPhone, calledPhone, startedAt } = call;
  return {
    topic: 'call-started',
    eventId: eventId(callId, 'call-started'),
    callId,
    traceparent: call.traceparent,
    data: {
      callId,
      profileId,
      callerPhone,
      calledPhone,
      startedAt: startedAt.toISOString(),
      toolCallId: identifyToolCallId,
    },
  } as const;
}

/** The event that a call is over. */
export function callEnded(
  call: CallDocument & { readonly endedAt: Date; readonly outcome: CallOutcome },
  reason: EndReason,
) {
  const { callId, profileId, callerPhone, startedAt, endedAt, outcome } = call;
  const { callBackPromised = false } = call;
  return {
    topic: 'call-ended',
    eventId: eventId(callId, 'call-ended'),
    callId,
    traceparent: call.traceparent,
    data: {
      callId,
      profileId,
      callerPhone,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt.toISOString(),
      durationMs: endedAt.getTime() - startedAt.getTime(),
      outcome,
      reason,
      ...(callBackPromised ? { callBackPromised } : {}),
    },
  } as const;
}

const outcomeByReason: Readonly<Record<EndReason, CallOutcome>> = {
  'caller-hung-up': 'abandoned',
  'agent-hung-up': 'no-action',
  swept: 'technical-failure',
  failed: 'technical-failure',
};

/** The outcome of a call whose end nobody judged: the last one stored, or what the reason suggests. */
export function likelyOutcome(call: CallDocument, reason: EndReason): CallOutcome {
  if (call.outcome !== null) return call.outcome;
  return call.appointment === null ? outcomeByReason[reason] : 'appointment-booked';
}
