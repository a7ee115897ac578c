import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { callRetentionMs, paths } from '@standardiste/shared/contracts/documents.ts';
import { eventId } from '@standardiste/shared/contracts/ids.ts';
import type { RemoteToolArguments, RemoteToolName } from '@standardiste/shared/contracts/tools.ts';
import { z } from 'zod';
import type { HandlerResult } from '../platform/event-handler.ts';
import { askSchema, type Ask } from './ask.ts';
import { readContact } from './plan-appointment-messages.ts';
import { correspondentSchema, type Correspondent } from './reply.ts';

/** A request that stands in the queue longer than this is forgotten: the person may have called meanwhile. */
const maxAgeMs = 3_600_000;

/** What is read again when the answer is there. */
export const askContextSchema = z.object({ ask: askSchema, to: correspondentSchema });

/**
 * Asks the function that owns a tool, as the relay does in a call; the answer comes as `tool-answered`. Appointments belong to the
 * number that wrote: the tools look themselves.
 */
export async function requestTool(
  store: DocumentStore,
  request: { readonly ask: Ask; readonly to: Correspondent; readonly nowMs: number },
): Promise<HandlerResult> {
  const { ask, to, nowMs } = request;
  const { messageId: callId, profileId } = to;
  const { tool, values } = await toolOf(store, ask, to);
  const toolCallId = ask.type;
  const document = {
    callId,
    toolCallId,
    tool,
    relayId: 'sms-follow-up',
    // No relay listens.
    pending: false,
    status: 'requested',
    requestedAt: new Date(nowMs),
    finishedAt: null,
    result: null,
    reason: null,
    context: { ask, to },
    expireAt: new Date(nowMs + callRetentionMs),
  };
  const notAfter = new Date(nowMs + maxAgeMs).toISOString();
  const data = { callId, profileId, toolCallId, tool, arguments: values, notAfter };
  return {
    writes: [{ type: 'set', path: paths.tool(callId, toolCallId), data: document }],
    events: [
      {
        topic: 'tool-requested',
        eventId: eventId(callId, toolCallId),
        callId,
        data: { ...data, answerBy: 'event' },
      },
    ],
  };
}

type ToolRequest = {
  [Name in RemoteToolName]: { readonly tool: Name; readonly values: RemoteToolArguments<Name> };
}[RemoteToolName];

/** How many of anything are proposed: more do not fit into two segments. */
const limit = 3;

async function toolOf(
  store: DocumentStore,
  ask: Ask,
  { phone }: Correspondent,
): Promise<ToolRequest> {
  const owner = { phone, recordId: null };
  switch (ask.type) {
    case 'appointments':
      return { tool: 'calendar.list', values: { owner, limit } };
    case 'slots': {
      const { windows, appointment } = ask;
      const { advisorId } = appointment;
      return { tool: 'calendar.find-slots', values: { windows, advisorId, limit } };
    }
    case 'move':
    case 'cancel': {
      const { appointmentId, advisorId } = ask.appointment;
      const contact = await readContact(store, { appointmentId, phone });
      const values = { appointmentId, advisorId, owner, generation: 1, contact };
      if (ask.type === 'cancel') return { tool: 'calendar.cancel', values };
      return { tool: 'calendar.move', values: { ...values, to: ask.slot } };
    }
    case 'question':
      return { tool: 'knowledge.search', values: { question: ask.question, limit } };
  }
}
