import {
  bookArguments,
  cancelArguments,
  listAppointmentsArguments,
  moveArguments,
  type Appointment,
  type AppointmentOwner,
  type RemoteToolResult,
  type Slot,
} from '@standardiste/shared/contracts/tools.ts';

/** An appointment and whose it is. */
export interface KeptAppointment {
  readonly appointment: Appointment;
  readonly owner: AppointmentOwner;
}

/** Appointments in memory, with the answers that the calendar's function gives. Arguments are checked. @throws ZodError */
export interface AppointmentBook {
  readonly kept: readonly KeptAppointment[];
  /** Everything that was booked, oldest first, whatever became of it. */
  readonly booked: readonly Slot[];
  /** The tool's answer; undefined for a tool that changes or tells no appointment. */
  run(tool: string, input: unknown): unknown;
}

export function createAppointmentBook(existing: readonly KeptAppointment[] = []): AppointmentBook {
  let kept = [...existing];
  const booked: Slot[] = [];

  const own = (owner: AppointmentOwner): KeptAppointment[] =>
    kept.filter(
      (each) =>
        (owner.recordId !== null && each.owner.recordId === owner.recordId) ||
        (owner.phone !== null && each.owner.phone === owner.phone),
    );
  const find = (owner: AppointmentOwner, appointmentId: string): KeptAppointment | undefined =>
    own(owner).find(({ appointment }) => appointment.appointmentId === appointmentId);

  const tools: Readonly<Record<string, (input: unknown) => unknown>> = {
    'calendar.book'(input): RemoteToolResult<'calendar.book'> {
      const { startAt, endAt, advisorId, contact } = bookArguments.parse(input);
      const slot = { startAt, endAt, advisorId };
      booked.push(slot);
      const appointment = { appointmentId: `appointment-${booked.length}`, ...slot };
      kept.push({ appointment, owner: { phone: contact.phone, recordId: contact.recordId } });
      return { type: 'booked', ...appointment };
    },
    'calendar.list'(input): RemoteToolResult<'calendar.list'> {
      const { owner, limit } = listAppointmentsArguments.parse(input);
      const appointments = own(owner).map(({ appointment }) => appointment);
      return { appointments: appointments.slice(0, limit), isComplete: true };
    },
    'calendar.move'(input): RemoteToolResult<'calendar.move'> {
      const { owner, appointmentId, to } = moveArguments.parse(input);
      const found = find(owner, appointmentId);
      if (found === undefined) return { type: 'not-found' };
      const appointment = { ...found.appointment, ...to };
      kept = kept.map((each) => (each === found ? { ...found, appointment } : each));
      return { type: 'moved', ...appointment };
    },
    'calendar.cancel'(input): RemoteToolResult<'calendar.cancel'> {
      const { owner, appointmentId } = cancelArguments.parse(input);
      const found = find(owner, appointmentId);
      if (found === undefined) return { type: 'not-found' };
      kept = kept.filter((each) => each !== found);
      return { type: 'cancelled', ...found.appointment };
    },
  };
  return {
    get kept() {
      return kept;
    },
    booked,
    run: (tool, input) => tools[tool]?.(input),
  };
}
