import { isoDateOf, toLocalTime } from '@standardiste/shared/french/local-time.ts';
import { speakPhone } from '@standardiste/shared/french/speak-phone.ts';
import type { EventHandler } from '../platform/event-handler.ts';
import { applyCall } from './apply-call.ts';
import { readCallRecord, undeliveredKey, undeliveredWrite } from './crm-record.ts';
import type { LoggingDependencies } from './logging-dependencies.ts';
import { defaultTimeZone, readProfile } from './read-profile.ts';
import { isAboutAppointment, undeliveredSentence } from './undelivered-sentence.ts';

/**
 * `message-undelivered`: the call's activity says so, and when somebody may miss an appointment for it, an advisor has an entry to
 * call them. It may come before or after everything else of the call.
 */
export function createLogUndelivered(
  deps: LoggingDependencies,
): EventHandler<'message-undelivered'> {
  const { crm, store, clock } = deps;
  return {
    topic: 'message-undelivered',
    effectKey: ({ data }) => undeliveredKey(data.key),
    async handle({ data }, { signal }) {
      const { callId, key, kind: messageKind } = data;
      const record = { kind: 'undelivered', callId, key, messageKind } as const;
      await store.commit([undeliveredWrite(record, clock.now())]);
      await applyCall(deps, data.callId, signal);
      if (!isAboutAppointment(data.kind)) return { writes: [], events: [] };
      const profile = await readProfile(store, data.profileId);
      const person =
        (await crm.findPersonByPhone(data.phone, signal)) ??
        (await readCallRecord(store, 'lead', data.callId));
      const name =
        person !== undefined && 'lastName' in person
          ? [person.firstName, person.lastName].filter(Boolean).join(' ')
          : '';
      const owner = person !== undefined && 'ownerId' in person ? person.ownerId : null;
      const { epochDay } = toLocalTime(clock.now(), profile?.timeZone ?? defaultTimeZone);
      const followUp = {
        key: undeliveredKey(data.key),
        callKey: data.callId,
        subject: name === '' ? 'À rappeler : SMS non reçu' : `À rappeler : ${name}, SMS non reçu`,
        description: `${undeliveredSentence(data.kind)} Merci d’appeler au ${speakPhone(data.phone)}.`,
        dueDate: isoDateOf(epochDay),
        person: person ?? null,
        ownerId: owner ?? profile?.advisors[0]?.crmUserId ?? null,
      };
      await crm.saveFollowUp(followUp, signal);
      // A lead that was captured meanwhile did not find the entry.
      const lead = person === undefined && (await readCallRecord(store, 'lead', data.callId));
      if (lead) {
        const followUpKeys = [followUp.key];
        await crm.linkCall({ key: data.callId, followUpKeys, person: lead }, signal);
      }
      return { writes: [], events: [] };
    },
  };
}
