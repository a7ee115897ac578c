import { listAppointmentsResult, type Appointment } from '@standardiste/shared/contracts/tools.ts';
import type { ModelToolCall } from '../engine/language-model.ts';
import { conversationTools } from '../tools/conversation-tools.ts';
import { slotId } from '../tools/offered-slots.ts';
import { chosenAppointment, ownAppointments } from '../tools/own-appointments.ts';
import { appointmentPhrases } from './appointment-phrases.ts';
import type { PendingTool } from './call-state.ts';
import { readBackCancel, readBackMove } from './change-appointment.ts';
import { ownerOf } from './contact-of.ts';
import { patch, patchAgent, say, type Draft } from './draft.ts';
import { answerTool, requestTool } from './request-tool.ts';
import { checked, refused, type Runner } from './tool-runner.ts';
import { onceVerified } from './verification.ts';

const { list_appointments, move_appointment, cancel_appointment } = conversationTools;

/** As many as a person may have where the profile says nothing else. */
const maxListed = 5;

/** What a model may do with the caller's own appointments. Which they are is asked of the calendar, never taken from anybody's words. */
export const appointmentRunners: Readonly<Record<string, Runner>> = {
  [list_appointments.name]: checked(list_appointments.arguments, onceVerified(lookUp)),
  [move_appointment.name]: checked(move_appointment.arguments, onceVerified(onceKnown)),
  [cancel_appointment.name]: checked(cancel_appointment.arguments, onceVerified(onceKnown)),
};

/** What goes on once the caller's appointments are known. */
const goOn: Readonly<Record<string, Runner>> = {
  [list_appointments.name]: (draft, call) => {
    const appointments = draft.state.appointments ?? [];
    const told = tellAppointments(draft, appointments);
    answerTool(draft, call, { type: 'appointments', appointments: shown(draft), told });
  },
  [move_appointment.name]: checked(move_appointment.arguments, (draft, call, input) => {
    const slot = draft.state.offeredSlots.find((offered) => slotId(offered) === input.slotId);
    if (slot === undefined) {
      const reason = 'only to a slot that find_slots returned can an appointment be moved';
      return answerTool(draft, call, refused(reason));
    }
    const appointment = choose(draft, call, input.appointmentId, appointmentPhrases.whichToMove);
    if (appointment !== undefined) readBackMove(draft, appointment, slot);
  }),
  [cancel_appointment.name]: checked(cancel_appointment.arguments, (draft, call, input) => {
    const which = appointmentPhrases.whichToCancel;
    const appointment = choose(draft, call, input.appointmentId, which);
    if (appointment !== undefined) readBackCancel(draft, appointment);
  }),
};

function lookUp(draft: Draft, call: ModelToolCall): void {
  const owner = ownerOf(draft.state);
  if (owner === undefined) return answerTool(draft, call, refused('the number is hidden'));
  requestTool(draft, call.name, 'calendar.list', draft.state.timings.lookupMs, {
    toolCallId: call.toolCallId,
    arguments: { owner, limit: maxListed },
  });
}

function onceKnown(draft: Draft, call: ModelToolCall): void {
  if (draft.state.appointments === null) lookUp(draft, call);
  else goOn[call.name]?.(draft, call);
}

/** True for a tool that waits for the caller's appointments. */
export function waitsForAppointments({ name }: PendingTool): boolean {
  return name in goOn;
}

/** The calendar has told the caller's appointments: what was asked for goes on with them. */
export function onAppointmentsListed(draft: Draft, tool: PendingTool, value: unknown): void {
  const parsed = listAppointmentsResult.safeParse(value);
  if (!parsed.success) {
    return answerTool(draft, tool, { type: 'failed', reason: 'the calendar answered nonsense' });
  }
  const { appointments, isComplete } = parsed.data;
  patch(draft, { appointments });
  goOn[tool.name]?.(draft, callOf(draft, tool));
  if (!isComplete) say(draft, appointmentPhrases.perhapsMore);
}

/** The model's call that the look-up was for, with its arguments. */
function callOf(draft: Draft, { toolCallId, name }: PendingTool): ModelToolCall {
  const calls = draft.state.history.flatMap((entry) =>
    entry.role === 'agent' ? entry.toolCalls : [],
  );
  return (
    calls.findLast((call) => call.toolCallId === toolCallId) ?? { toolCallId, name, arguments: {} }
  );
}

/** The appointment that is meant; without one the caller is told why, and undefined comes back. */
function choose(
  draft: Draft,
  call: ModelToolCall,
  appointmentId: string | null,
  question: string,
): Appointment | undefined {
  const appointments = draft.state.appointments ?? [];
  const chosen = chosenAppointment(appointments, appointmentId);
  if (chosen === 'which') {
    tellAppointments(draft, appointments);
    say(draft, question);
    patchAgent(draft, { isHandled: true });
    answerTool(draft, call, { type: 'which', appointments: shown(draft) });
    return undefined;
  }
  if (chosen !== undefined) {
    answerTool(draft, call, { type: 'confirming' });
    return chosen;
  }
  if (appointments.length > 0) {
    answerTool(draft, call, refused('list_appointments returned no such appointment'));
    return undefined;
  }
  const told = tellAppointments(draft, appointments);
  answerTool(draft, call, { type: 'appointments', appointments: [], told });
  return undefined;
}

function tellAppointments(draft: Draft, appointments: readonly Appointment[]): string {
  const spoken = ownAppointments(appointments, draft.state.profile, draft.atMs).map(
    (appointment) => `${appointment.spoken}, avec ${appointment.advisor}`,
  );
  const told = spoken.length === 0 ? appointmentPhrases.none : appointmentPhrases.existing(spoken);
  say(draft, told);
  return told;
}

function shown(draft: Draft) {
  const { appointments, profile } = draft.state;
  return ownAppointments(appointments ?? [], profile, draft.atMs);
}
