import { callRetentionMs, paths } from '@standardiste/shared/contracts/documents.ts';
import { eventId } from '@standardiste/shared/contracts/ids.ts';
import type { HandlerResult } from '../platform/event-handler.ts';

/** A request that stands in the queue longer than this is forgotten: the person may have called meanwhile. */
const maxAgeMs = 3_600_000;

/**
 * Asks for the cancellation of an appointment, by the tool that calls use: it looks itself whether the appointment is this phone's. The
 * person hears of it by the confirmation that follows every change.
 */
export function cancelRequest(request: {
  readonly messageId: string;
  readonly profileId: string;
  readonly phone: string;
  readonly appointmentId: string;
  readonly nowMs: number;
}): HandlerResult {
  const { messageId: callId, profileId, phone, appointmentId, nowMs } = request;
  const toolCallId = 'cancel';
  const tool = 'calendar.cancel';
  const names = { firstName: null, lastName: null, email: null, record: null, recordId: null };
  const document = {
    callId,
    toolCallId,
    tool,
    relayId: 'sms-follow-up',
    // Nobody listens: what follows is told by events.
    pending: false,
    status: 'requested',
    requestedAt: new Date(nowMs),
    finishedAt: null,
    result: null,
    reason: null,
    expireAt: new Date(nowMs + callRetentionMs),
  };
  return {
    writes: [{ type: 'set', path: paths.tool(callId, toolCallId), data: document }],
    events: [
      {
        topic: 'tool-requested',
        eventId: eventId(callId, toolCallId),
        callId,
        data: {
          callId,
          profileId,
          toolCallId,
          tool,
          arguments: {
            appointmentId,
            advisorId: null,
            owner: { phone, recordId: null },
            generation: 1,
            contact: { ...names, phone },
          },
          notAfter: new Date(nowMs + maxAgeMs).toISOString(),
        },
      },
    ],
  };
}
