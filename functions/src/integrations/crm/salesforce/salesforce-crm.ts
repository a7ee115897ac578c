import { cutText } from '@standardiste/shared/french/cut-text.ts';
import { z } from 'zod';
import type { Crm, CrmAppointment, CrmRecordReference } from '../crm.ts';
import { keyedPath, upsertRecord } from './activity.ts';
import { updateRows } from './collection.ts';
import type { LeadDefaults } from './lead-fields.ts';
import { saveLead } from './lead.ts';
import { advanceOpportunity } from './opportunity.ts';
import { findPersonRow, toPerson, type OwnerStrategy } from './person-search.ts';
import { parseAnswer, query } from './query.ts';
import { externalIdOf, isRecordId } from './record-id.ts';
import { createSalesforceClient, type SalesforceClientOptions } from './salesforce-client.ts';
import { readFault } from './salesforce-failure.ts';
import { soql, soqlName } from './soql.ts';
import { attachTranscript } from './transcript-file.ts';

export interface SalesforceCrmOptions extends SalesforceClientOptions {
  /** Unique external-id text field on Activity, shared by Task and Event: `CallSid__c`. */
  readonly activityKeyField: string;
  readonly ownerStrategy: OwnerStrategy;
  readonly leadDefaults: LeadDefaults;
}

/** Limits of the fields that we fill (field reference). Longer text is cut: a record with a cut text is worth more than none. */
const maxLength = { subject: 255, disposition: 255, description: 32_000 } as const;

/** Salesforce by REST. */
export function createSalesforceCrm(options: SalesforceCrmOptions): Crm {
  const client = createSalesforceClient(options);
  const key = soqlName(options.activityKeyField);
  const keyField = key.name;
  const { clock, random = Math.random } = options;
  return {
    async findPersonByPhone(phone, signal) {
      if (!/^\+[1-9]\d{6,14}$/.test(phone)) throw new TypeError('expected a number in E.164 form');
      const found = await findPersonRow(client, phone, signal);
      if (found === undefined) return undefined;
      return toPerson(client, found, options.ownerStrategy, signal);
    },

    async findAppointment(person, { from, to }, signal) {
      const whoId = checkPerson(person);
      const request = {
        what: "find the person's next appointment",
        soql: soql`SELECT Id, StartDateTime, EndDateTime, OwnerId, ${key} FROM Event WHERE WhoId = ${whoId} AND StartDateTime >= ${from} AND StartDateTime < ${to} ORDER BY StartDateTime LIMIT 1`,
        row: eventRow,
      };
      const [row] = await query(client, request, signal);
      return row === undefined ? undefined : toAppointment(row, row[keyField]);
    },

    saveLead: (lead, signal) => saveLead(client, lead, options.leadDefaults, signal),

    saveCall: (call, signal) =>
      upsertRecord(
        client,
        {
          object: 'Task',
          keyField,
          key: call.key,
          fields: {
            Subject: cutText(call.subject, maxLength.subject),
            Status: 'Completed',
            Priority: 'Normal',
            TaskSubtype: 'Call',
            CallType: 'Inbound',
            CallDurationInSeconds: call.durationSeconds,
            CallDisposition: cutText(call.disposition, maxLength.disposition),
            CallObject: externalIdOf(call.key),
            Description: cutText(call.description, maxLength.description),
            ActivityDate: call.date,
            ...links(call.person, call.ownerId),
          },
        },
        signal,
      ),

    async linkCall({ key: callKey, followUpKeys, person }, signal) {
      const whoId = checkPerson(person);
      const own = externalIdOf(callKey);
      const keys = [own, ...followUpKeys.map(externalIdOf)];
      const request = {
        what: "find the call's tasks",
        soql: soql`SELECT Id, WhoId, ${key} FROM Task WHERE ${key} IN ${keys} LIMIT ${keys.length}`,
        row: taskRow,
      };
      const tasks = await query(client, request, signal);
      const rows = tasks
        .filter(({ WhoId }) => WhoId == null)
        .map(({ Id: id }) => ({ object: 'Task', id, fields: { WhoId: whoId } }) as const);
      if (rows.length > 0) {
        await updateRows({ client, clock, random }, { rows, what: 'link the tasks' }, signal);
      }
      const task = tasks.find((row) => row[keyField] === own);
      return task !== undefined && sameRecord(task.WhoId ?? whoId, whoId);
    },

    saveFollowUp: (followUp, signal) =>
      upsertRecord(
        client,
        {
          object: 'Task',
          keyField,
          key: followUp.key,
          // Without a status: the platform opens it, and whoever has done it closes it.
          fields: {
            Subject: cutText(followUp.subject, maxLength.subject),
            Priority: 'High',
            Description: cutText(followUp.description, maxLength.description),
            CallObject: externalIdOf(followUp.callKey),
            ActivityDate: followUp.dueDate,
            ...links(followUp.person, followUp.ownerId),
          },
        },
        signal,
      ),

    attachTranscript: (file, signal) => attachTranscript(client, file, key, signal),

    advanceOpportunity: (opportunity, signal) =>
      advanceOpportunity(client, opportunity, keyField, signal),

    saveAppointment: (appointment, signal) =>
      upsertRecord(
        client,
        {
          object: 'Event',
          keyField,
          key: appointment.key,
          fields: {
            Subject: cutText(appointment.subject, maxLength.subject),
            Description: cutText(appointment.description, maxLength.description),
            StartDateTime: appointment.startAt.toISOString(),
            EndDateTime: appointment.endAt.toISOString(),
            ShowAs: 'Busy',
            ...links(appointment.person, appointment.ownerId),
          },
        },
        signal,
      ),

    async deleteAppointment(appointmentKey, signal) {
      const path = keyedPath('Event', keyField, appointmentKey);
      try {
        await client.send({ method: 'DELETE', path, what: 'delete an event' }, signal);
      } catch (error) {
        const code = readFault(error)?.errorCode ?? '';
        if (!['NOT_FOUND', 'ENTITY_IS_DELETED'].includes(code)) throw error;
      }
    },
  };
}

const taskRow = z.looseObject({ Id: z.string(), WhoId: z.string().nullish() });

const eventRow = z.looseObject({
  Id: z.string(),
  StartDateTime: z.string(),
  EndDateTime: z.string(),
  OwnerId: z.string().nullish(),
});

function toAppointment(row: z.infer<typeof eventRow>, key: unknown): CrmAppointment {
  return {
    appointmentId: typeof key === 'string' ? key : row.Id,
    startAt: toDate(row.StartDateTime),
    endAt: toDate(row.EndDateTime),
    ownerId: row.OwnerId ?? null,
  };
}

/** `2026-11-24T13:30:00.000+0000` lacks the colon that ISO 8601 wants in an offset. */
function toDate(text: string): Date {
  const iso = text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2');
  return parseAnswer(z.coerce.date(), iso, 'an instant');
}

/** @throws TypeError for an id that is no id: it would become part of a path. */
function checkPerson(person: CrmRecordReference): string {
  if (isRecordId(person.recordId, person.record)) return person.recordId;
  throw new TypeError(`expected the id of a ${person.record}`);
}

function links(person: CrmRecordReference | null, ownerId: string | null) {
  const isUser = ownerId !== null && isRecordId(ownerId, 'user');
  return {
    ...(person === null ? {} : { WhoId: checkPerson(person) }),
    ...(isUser ? { OwnerId: ownerId } : {}),
  };
}

/** Ids come in 15 and 18 characters; the first 15 say it all. */
function sameRecord(a: string, b: string): boolean {
  return a.slice(0, 15) === b.slice(0, 15);
}
