import { z } from 'zod';
import type { ToolDefinition } from './tool.ts';

/**
 * What a language model may do in a conversation. Words of the caller go in as they were said: code turns them into dates,
 * numbers and addresses. Nothing here has an effect outside the call; effects come from the confirmation, which code conducts.
 */
export const conversationTools = {
  find_slots: {
    name: 'find_slots',
    description:
      "Looks up free appointment slots. `when` is the caller's wish in the caller's own French words (« mardi après-midi », « le plus tôt possible »).",
    arguments: z.strictObject({
      when: z.string().min(1).max(300),
      /** First name of a wished advisor; null for the caller's own advisor or anyone. */
      advisor: z.string().max(60).nullable().default(null),
    }),
  },
  propose_appointment: {
    name: 'propose_appointment',
    description:
      'Starts the confirmation of one slot that find_slots returned and the caller chose. The read-back, the booking and its confirmation are spoken for you: say nothing with it.',
    // An ISO instant, a slash and an advisor id of up to 40 characters.
    arguments: z.strictObject({ slotId: z.string().min(1).max(80) }),
  },
  list_appointments: {
    name: 'list_appointments',
    description:
      "Looks up the caller's own appointments. They are told to the caller for you: do not repeat them. To move one, go on with find_slots for the new time.",
    arguments: z.strictObject({}),
  },
  move_appointment: {
    name: 'move_appointment',
    description:
      "Starts the confirmation of a new time for one of the caller's appointments: a slot that find_slots returned and the caller chose. The read-back, the change and its confirmation are spoken for you: say nothing with it.",
    arguments: z.strictObject({
      slotId: z.string().min(1).max(80),
      /** As list_appointments returned it; null when there is only one. */
      appointmentId: z.string().max(10).nullable().default(null),
    }),
  },
  cancel_appointment: {
    name: 'cancel_appointment',
    description:
      "Starts the cancellation of one of the caller's appointments. The read-back, the cancellation and its confirmation are spoken for you: say nothing with it.",
    arguments: z.strictObject({
      /** As list_appointments returned it; null when there is only one, or it is not known which. */
      appointmentId: z.string().max(10).nullable().default(null),
    }),
  },
  search_knowledge: {
    name: 'search_knowledge',
    description:
      "Searches the company's own documents. Use it for every question about courses, prices, dates or conditions, and answer only from what it returns.",
    arguments: z.strictObject({ question: z.string().min(1).max(500) }),
  },
  capture_lead: {
    name: 'capture_lead',
    description:
      "Notes who the caller is, in the caller's own words; give only what was said. It returns what is still missing; once complete, the read-back is spoken for you.",
    arguments: z.strictObject({
      firstName: z.string().max(60).nullable().default(null),
      lastName: z.string().max(60).nullable().default(null),
      /** As dictated: « zéro six trente-neuf… ». */
      phone: z.string().max(200).nullable().default(null),
      email: z.string().max(200).nullable().default(null),
      interest: z.string().max(255).nullable().default(null),
    }),
  },
  send_link: {
    name: 'send_link',
    description:
      "Sends the caller one of the company's links by text message, when they ask for it. `what` is the wish in the caller's own words. That it is sent is spoken for you.",
    arguments: z.strictObject({ what: z.string().min(1).max(300) }),
  },
  transfer_call: {
    name: 'transfer_call',
    description:
      'Connects the caller to a person right now, when they ask for one. That they are connected is spoken for you: say nothing with it.',
    arguments: z.strictObject({ reason: z.string().min(1).max(200) }),
  },
  request_call_back: {
    name: 'request_call_back',
    description:
      'Records that an advisor must call back, for instance when the caller wants a person and transfer_call is not there. The promise is spoken for you.',
    arguments: z.strictObject({ reason: z.string().min(1).max(200) }),
  },
  end_call: {
    name: 'end_call',
    description:
      'Ends the call after a goodbye. Use it when the caller says goodbye or wants nothing more. The goodbye is spoken for you.',
    arguments: z.strictObject({}),
  },
} as const satisfies Record<string, ToolDefinition>;

export type ConversationToolName = keyof typeof conversationTools;

/** A slot as the model gets it: `slotId` stands for it in propose_appointment, `spoken` is how it is said. */
export interface OfferedSlot {
  readonly slotId: string;
  readonly spoken: string;
  readonly advisor: string;
}

/** One of the caller's appointments as the model gets it: `appointmentId` stands for it in this conversation only. */
export interface OwnAppointment {
  readonly appointmentId: string;
  readonly spoken: string;
  readonly advisor: string;
}

/**
 * What the model gets back, as JSON, under `type`:
 * - find_slots: `slots` { slots: OfferedSlot[], alternatives: OfferedSlot[], refusal }; `unclear-date` { question }
 * - propose_appointment: `taken` { alternatives: OfferedSlot[] } or `refused` { reason }; after a yes nothing comes back, the
 *   booking is announced by code. When the caller says no: `declined`.
 * - list_appointments: `appointments` { appointments: OwnAppointment[], isComplete, told }
 * - move_appointment, cancel_appointment: `which` { appointments: OwnAppointment[] } when there are several and none was named;
 *   `appointments` with none of them when there are none; after the read-back `declined`, or what became of it: `moved`,
 *   `cancelled`, `taken` as above, `not-found`, `too-late`.
 * - all three of them: `verification-needed` when code asks for the caller's last name first; once it was said right, code runs the
 *   tool again.
 * - search_knowledge: `passages` { passages: { title, text, documentId }[], isRelevant, answer }
 * - capture_lead: `missing` { fields: ('lastName' | 'phone')[], invalid: string[] }; `declined` when the read-back was refused
 * - send_link: `which-link` { links: string[] } when several could be meant; otherwise that it is sent is announced by code.
 * - any: `refused` { reason } when the conversation does not allow the tool now; `failed` { reason } when it did not work.
 */
export interface ToolResult {
  readonly type: string;
  readonly [field: string]: unknown;
}
