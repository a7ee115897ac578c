import { z } from 'zod';

/** One start that a caller can be offered. */
export const slotSchema = z.strictObject({
  startAt: z.iso.datetime(),
  endAt: z.iso.datetime(),
  advisorId: z.string(),
});
export type Slot = z.infer<typeof slotSchema>;

/**
 * When the caller wants to come: half-open windows of instants, and days to leave out. The relay resolves French dates before it
 * asks, so the function needs no language.
 */
export const findSlotsArguments = z.strictObject({
  /** Starts wanted lie in one of these; empty means as soon as possible within the horizon. */
  windows: z.array(z.strictObject({ from: z.iso.datetime(), to: z.iso.datetime() })).max(50),
  /** Preferred advisor, asked first; other advisors follow when nothing is free. */
  advisorId: z.string().nullable(),
  /** At most this many proposals, spread over the windows. */
  limit: z.int().min(1).max(10).default(3),
});

export const findSlotsResult = z.strictObject({
  /** Inside the caller's windows. Empty: nothing is free there. */
  slots: z.array(slotSchema),
  /** When `slots` is empty: the nearest free ones outside the windows. */
  alternatives: z.array(slotSchema),
  /** Why a single wanted instant cannot be had, when that is so. */
  refusal: z
    .enum(['busy', 'outside-hours', 'weekend', 'holiday', 'in-past', 'too-soon', 'too-far'])
    .nullable(),
});

export const bookArguments = z.strictObject({
  startAt: z.iso.datetime(),
  endAt: z.iso.datetime(),
  advisorId: z.string(),
  /** Counts the caller's decisions in this call: a change of mind is a new booking, a retry is not. */
  generation: z.int().min(1),
  contact: z.strictObject({
    firstName: z.string().max(80).nullable(),
    lastName: z.string().max(80).nullable(),
    phone: z.e164().nullable(),
    email: z.string().max(254).nullable(),
    record: z.enum(['contact', 'lead']).nullable(),
    recordId: z.string().nullable(),
  }),
  topic: z.string().max(200).nullable(),
});

export const bookResult = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('booked'),
    appointmentId: z.string(),
    startAt: z.iso.datetime(),
    endAt: z.iso.datetime(),
    advisorId: z.string(),
  }),
  z.strictObject({
    type: z.literal('taken'),
    alternatives: z.array(slotSchema),
    /** Absent: somebody else has the slot. `limit-reached`: this person has as many appointments as the profile allows; no alternatives. */
    because: z.enum(['limit-reached']).optional(),
  }),
]);

/**
 * Whose appointments may be told and changed: what the call itself shows, never what somebody says. An appointment is theirs when it
 * was made for this record, or for this number.
 */
export const appointmentOwnerSchema = z.strictObject({
  /** The number that the carrier shows; null when it is hidden. */
  phone: z.e164().nullable(),
  /** The CRM record that has this number. */
  recordId: z.string().max(18).nullable(),
});
export type AppointmentOwner = z.infer<typeof appointmentOwnerSchema>;

export const listAppointmentsArguments = z.strictObject({
  owner: appointmentOwnerSchema,
  limit: z.int().min(1).max(10).default(3),
});

/** An appointment that has not begun, as it stands in the advisor's calendar. */
export const appointmentSchema = z.strictObject({
  appointmentId: z.string(),
  startAt: z.iso.datetime(),
  endAt: z.iso.datetime(),
  advisorId: z.string(),
});
export type Appointment = z.infer<typeof appointmentSchema>;

export const listAppointmentsResult = z.strictObject({
  /** The owner's own, the next one first. Empty means that there is none: calendars that cannot be read fail the request. */
  appointments: z.array(appointmentSchema),
  /** False when some advisor's calendar could not be read: there may be more than these. */
  isComplete: z.boolean(),
});

const changeArguments = {
  appointmentId: z.string().min(1).max(200),
  /** Whose calendar it is in; null: every advisor's is looked through. */
  advisorId: z.string().nullable(),
  owner: appointmentOwnerSchema,
  /** Counts the caller's decisions in this call, as for bookings. */
  generation: z.int().min(1),
  /** For whoever is told of the change. */
  contact: bookArguments.shape.contact,
};

export const moveArguments = z.strictObject({
  ...changeArguments,
  /** The new time; with another advisor than before when the slot is theirs. */
  to: slotSchema,
});

/**
 * - `not-found`: there is none with this id, or it is somebody else's; which of both is never told.
 * - `too-late`: it has begun or is over.
 */
const unchanged = [
  z.strictObject({ type: z.literal('not-found') }),
  z.strictObject({ type: z.literal('too-late') }),
] as const;

export const moveResult = z.discriminatedUnion('type', [
  appointmentSchema.extend({ type: z.literal('moved') }),
  /** The new time is gone; the appointment stays where it was. */
  z.strictObject({ type: z.literal('taken'), alternatives: z.array(slotSchema) }),
  ...unchanged,
]);

export const cancelArguments = z.strictObject(changeArguments);

export const cancelResult = z.discriminatedUnion('type', [
  /** It no longer takes place; the times are those that it had. */
  appointmentSchema.extend({ type: z.literal('cancelled') }),
  ...unchanged,
]);

export const knowledgeSearchArguments = z.strictObject({
  question: z.string().min(1).max(500),
  limit: z.int().min(1).max(5).default(3),
});

export const knowledgeSearchResult = z.strictObject({
  passages: z.array(
    z.strictObject({
      documentId: z.string(),
      title: z.string(),
      text: z.string(),
      /** 0 to 1; comparable only within one retriever. */
      score: z.number(),
    }),
  ),
  /** False when nothing passes the relevance threshold: the callbot says that it does not know. */
  isRelevant: z.boolean(),
  /** A generated answer, when the retriever makes one. */
  answer: z.string().nullable(),
  /** True when it could not be looked up: not the same as knowing nothing. */
  isUnavailable: z.boolean().optional(),
});

/** Every tool that runs in a function, with the schema of what goes in and what comes out. */
export const remoteTools = {
  'calendar.find-slots': { arguments: findSlotsArguments, result: findSlotsResult },
  'calendar.book': { arguments: bookArguments, result: bookResult },
  'calendar.list': { arguments: listAppointmentsArguments, result: listAppointmentsResult },
  'calendar.move': { arguments: moveArguments, result: moveResult },
  'calendar.cancel': { arguments: cancelArguments, result: cancelResult },
  'knowledge.search': { arguments: knowledgeSearchArguments, result: knowledgeSearchResult },
} as const;

export type RemoteToolName = keyof typeof remoteTools;
export type RemoteToolArguments<Name extends RemoteToolName> = z.infer<
  (typeof remoteTools)[Name]['arguments']
>;
export type RemoteToolResult<Name extends RemoteToolName> = z.infer<
  (typeof remoteTools)[Name]['result']
>;

export function isRemoteToolName(name: string): name is RemoteToolName {
  return Object.hasOwn(remoteTools, name);
}
