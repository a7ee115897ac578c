import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { CrmRecordReference } from '../integrations/crm/crm.ts';
import type { EventHandler } from '../platform/event-handler.ts';
import { advanceOpportunity } from './advance-opportunity.ts';
import {
  keepNewestAppointment,
  readAppointmentRecord,
  readCallRecord,
  type AppointmentRecord,
} from './crm-record.ts';
import type { LoggingDependencies } from './logging-dependencies.ts';
import { readProfile } from './read-profile.ts';

/**
 * `appointment-changed`: one entry for the appointment, linked to the person and to the advisor's user. Versions may come in any
 * order: the newest is kept as what is wanted, and the CRM is brought to it.
 */
export function createLogAppointment(
  deps: LoggingDependencies,
): EventHandler<'appointment-changed'> {
  return {
    topic: 'appointment-changed',
    effectKey: ({ data }) => `event:${data.appointmentId}:${data.version}`,
    async handle({ data }, { signal, logger }) {
      const record = { kind: 'appointment', ...data } as const;
      const isNewest = await keepNewestAppointment(deps.store, record, deps.clock.now());
      if (isNewest) await applyAppointment(deps, data.appointmentId, signal);
      else logger.info('A newer version of the appointment is known.', { version: data.version });
      // Also when the appointment has moved on meanwhile: that it was booked says something about the sale.
      if (data.change === 'booked') {
        const person =
          (await findPerson(deps, record, signal)) ??
          (await readCallRecord(deps.store, 'lead', data.callId));
        if (person !== undefined) {
          await advanceOpportunity(deps, { appointment: record, person }, signal);
        }
      }
      return { writes: [], events: [] };
    },
  };
}

/** More changes than this while one is being written is not a person's doing. */
const maxRounds = 5;

/**
 * Brings the CRM's entry to what is wanted. What is wanted is read again after each write: of two handlers at work at the same
 * time, the one that writes last has then seen the newest version and the lead.
 */
export async function applyAppointment(
  deps: LoggingDependencies,
  appointmentId: string,
  signal: AbortSignal,
): Promise<void> {
  let wanted = await readWanted(deps, appointmentId);
  for (let round = 0; round < maxRounds; round += 1) {
    if (wanted === undefined) return;
    await write(deps, wanted, signal);
    const now = await readWanted(deps, appointmentId);
    const isSettled =
      now?.appointment.version === wanted.appointment.version &&
      now.lead?.recordId === wanted.lead?.recordId;
    if (isSettled) return;
    wanted = now;
  }
  throw new VendorFailedError('The appointment kept changing while it was written', {
    vendor: 'salesforce',
    retryable: true,
  });
}

interface Wanted {
  readonly appointment: AppointmentRecord;
  readonly lead: CrmRecordReference | undefined;
}

async function readWanted(
  { store }: LoggingDependencies,
  appointmentId: string,
): Promise<Wanted | undefined> {
  const appointment = await readAppointmentRecord(store, appointmentId);
  if (appointment === undefined) return undefined;
  return { appointment, lead: await readCallRecord(store, 'lead', appointment.callId) };
}

async function write(
  deps: LoggingDependencies,
  { appointment, lead }: Wanted,
  signal: AbortSignal,
): Promise<void> {
  const { crm, store } = deps;
  if (appointment.change === 'cancelled') {
    return crm.deleteAppointment(appointment.appointmentId, signal);
  }
  const profile = await readProfile(store, appointment.profileId);
  const advisor = profile?.advisors.find(({ id }) => id === appointment.advisorId);
  await crm.saveAppointment(
    {
      key: appointment.appointmentId,
      subject: subjectOf(appointment),
      description: 'Rendez-vous pris par téléphone avec le callbot.',
      startAt: new Date(appointment.startAt),
      endAt: new Date(appointment.endAt),
      person: (await findPerson(deps, appointment, signal)) ?? lead ?? null,
      ownerId: advisor?.crmUserId ?? null,
    },
    signal,
  );
}

async function findPerson(
  { crm }: LoggingDependencies,
  { contact }: AppointmentRecord,
  signal: AbortSignal,
): Promise<CrmRecordReference | undefined> {
  if (contact.record !== null && contact.recordId !== null) {
    return { record: contact.record, recordId: contact.recordId };
  }
  return contact.phone === null ? undefined : crm.findPersonByPhone(contact.phone, signal);
}

function subjectOf({ contact }: AppointmentRecord): string {
  const name = [contact.firstName, contact.lastName].filter(Boolean).join(' ');
  return name === '' ? 'Rendez-vous callbot' : `Rendez-vous callbot – ${name}`;
}
