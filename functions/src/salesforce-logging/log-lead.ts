import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import type { EventHandler } from '../platform/event-handler.ts';
import { advanceOpportunity } from './advance-opportunity.ts';
import {
  callRecordWrite,
  findAppointmentRecords,
  findUndeliveredRecords,
  undeliveredKey,
} from './crm-record.ts';
import type { LoggingDependencies } from './logging-dependencies.ts';
import { applyAppointment } from './log-appointment.ts';
import { readProfile } from './read-profile.ts';

/**
 * `lead-captured`: one lead, new or completed, and the call's activity and appointments linked to it. Its record is written
 * before the others are looked up, so that whoever comes last sees the other.
 */
export function createLogLead(deps: LoggingDependencies): EventHandler<'lead-captured'> {
  const { crm, store, clock } = deps;
  return {
    topic: 'lead-captured',
    // A correction in the same call is another effect; the same lead told twice is not.
    effectKey: ({ data }) => `lead:${data.callId}:${hashKey(JSON.stringify(data))}`,
    async handle({ data }, { signal }) {
      const { callId, firstName, lastName, phone, email, interest } = data;
      const profile = await readProfile(store, data.profileId);
      const mapping = profile?.crm?.lead;
      const lead = { firstName, lastName, phone, email, interest, mapping };
      const { record, recordId } = await crm.saveLead(lead, signal);
      const written = { kind: 'lead', callId, record, recordId } as const;
      await store.commit([callRecordWrite(written, clock.now())]);
      const undelivered = await findUndeliveredRecords(store, callId);
      const followUpKeys = undelivered.map(({ key }) => undeliveredKey(key));
      await crm.linkCall({ key: callId, followUpKeys, person: { record, recordId } }, signal);
      for (const appointment of await findAppointmentRecords(store, callId)) {
        await applyAppointment(deps, appointment.appointmentId, signal);
        if (appointment.change !== 'cancelled') {
          await advanceOpportunity(deps, { appointment, person: { record, recordId } }, signal);
        }
      }
      return { writes: [], events: [] };
    },
  };
}
