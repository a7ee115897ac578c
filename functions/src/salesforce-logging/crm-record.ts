import type {
  DocumentStore,
  DocumentWrite,
  StoredDocument,
} from '@standardiste/shared/cloud/document-store.ts';
import { effectRetentionMs, paths } from '@standardiste/shared/contracts/documents.ts';
import {
  appointmentChangedEvent,
  callEndedEvent,
  callSummarisedEvent,
} from '@standardiste/shared/contracts/events.ts';
import { messageKinds } from '@standardiste/shared/contracts/message-events.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import { z } from 'zod';

/**
 * What the handlers tell each other, because events come in any order: `lead` is who a call's lead became, `appointment` is how
 * an appointment shall stand in the CRM, `call`, `summary` and `undelivered` (one a message) are what a call's activity is made of.
 */
const leadRecord = z.object({
  kind: z.literal('lead'),
  callId: z.string(),
  record: z.enum(['contact', 'lead']),
  recordId: z.string(),
});
export type LeadRecord = z.infer<typeof leadRecord>;

const appointmentRecord = z.object({
  kind: z.literal('appointment'),
  ...appointmentChangedEvent.shape,
});
export type AppointmentRecord = z.infer<typeof appointmentRecord>;

const callRecord = z.object({ kind: z.literal('call'), ...callEndedEvent.shape });
export type CallRecord = z.infer<typeof callRecord>;

const summaryRecord = z.object({ kind: z.literal('summary'), ...callSummarisedEvent.shape });
export type SummaryRecord = z.infer<typeof summaryRecord>;

const undeliveredRecord = z.object({
  kind: z.literal('undelivered'),
  callId: z.string(),
  key: z.string(),
  messageKind: z.enum(messageKinds),
});
export type UndeliveredRecord = z.infer<typeof undeliveredRecord>;

/** Appointments are booked up to 60 days ahead and may be changed until then. */
const retentionMs = effectRetentionMs + 60 * 86_400_000;

export const appointmentKey = (appointmentId: string): string => `appointment:${appointmentId}`;

/** The records of which a call has one each. */
const callRecords = { lead: leadRecord, call: callRecord, summary: summaryRecord } as const;
type CallRecordKind = keyof typeof callRecords;
type RecordOf<Kind extends CallRecordKind> = z.infer<(typeof callRecords)[Kind]>;

export async function readCallRecord<Kind extends CallRecordKind>(
  store: DocumentStore,
  kind: Kind,
  callId: string,
): Promise<RecordOf<Kind> | undefined> {
  const stored = await store.get(paths.crmRecord(hashKey(`${kind}:${callId}`)));
  return stored === undefined
    ? undefined
    : (callRecords[kind].parse(stored.data) as RecordOf<Kind>);
}

/** Writes or replaces one of a call's records. */
export function callRecordWrite(
  record: LeadRecord | CallRecord | SummaryRecord,
  nowMs: number,
): DocumentWrite {
  const path = paths.crmRecord(hashKey(`${record.kind}:${record.callId}`));
  return { type: 'set', path, data: { ...record, expireAt: new Date(nowMs + retentionMs) } };
}

export async function readAppointmentRecord(
  store: DocumentStore,
  appointmentId: string,
): Promise<AppointmentRecord | undefined> {
  const stored = await store.get(paths.crmRecord(hashKey(appointmentKey(appointmentId))));
  return stored === undefined ? undefined : appointmentRecord.parse(stored.data);
}

/** The appointments that were last changed in this call. */
export async function findAppointmentRecords(
  store: DocumentStore,
  callId: string,
): Promise<readonly AppointmentRecord[]> {
  const found = await findRecords(store, callId);
  return found.flatMap(({ data }) => appointmentRecord.safeParse(data).data ?? []);
}

/** Names a message that did not arrive, here and in the CRM. */
export const undeliveredKey = (messageKey: string): string => `undelivered:${messageKey}`;

export function undeliveredWrite(record: UndeliveredRecord, nowMs: number): DocumentWrite {
  const path = paths.crmRecord(hashKey(undeliveredKey(record.key)));
  return { type: 'set', path, data: { ...record, expireAt: new Date(nowMs + retentionMs) } };
}

/** The messages of this call that did not arrive, in an order that is always the same. */
export async function findUndeliveredRecords(
  store: DocumentStore,
  callId: string,
): Promise<readonly UndeliveredRecord[]> {
  const found = await findRecords(store, callId);
  return found
    .flatMap(({ data }) => undeliveredRecord.safeParse(data).data ?? [])
    .toSorted((a, b) => a.key.localeCompare(b.key));
}

/** A call has three records of its own, and some for each appointment and message. */
const maxRecords = 50;

function findRecords(store: DocumentStore, callId: string): Promise<readonly StoredDocument[]> {
  const where = [{ field: 'callId', operator: '==', value: callId } as const];
  return store.query({ collection: 'crmRecords', where, limit: maxRecords });
}

/**
 * Keeps the newest version of an appointment, whatever order the versions come in.
 * @returns false when a newer one is there already.
 */
export function keepNewestAppointment(
  store: DocumentStore,
  record: AppointmentRecord,
  nowMs: number,
): Promise<boolean> {
  const path = paths.crmRecord(hashKey(appointmentKey(record.appointmentId)));
  return store.transact(async (transaction) => {
    const stored = await transaction.get(path);
    if (stored !== undefined && appointmentRecord.parse(stored.data).version > record.version) {
      return false;
    }
    const data = { ...record, expireAt: new Date(nowMs + retentionMs) };
    transaction.write({ type: 'set', path, data });
    return true;
  });
}
