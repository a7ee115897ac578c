import { isDeepStrictEqual } from 'node:util';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { callerIdentitySchema } from '@standardiste/shared/contracts/caller.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { isoDateOf, toLocalTime } from '@standardiste/shared/french/local-time.ts';
import { writeDateTime } from '@standardiste/shared/french/write-date-time.ts';
import type { CrmRecordReference } from '../integrations/crm/crm.ts';
import { describeCall } from './call-description.ts';
import {
  findUndeliveredRecords,
  readCallRecord,
  type CallRecord,
  type SummaryRecord,
  type UndeliveredRecord,
} from './crm-record.ts';
import type { LoggingDependencies } from './logging-dependencies.ts';
import { outcomeLabel } from './outcome-label.ts';
import { defaultTimeZone, readProfile } from './read-profile.ts';
import { readTurns } from './read-turns.ts';

/** More news than this while the activity is being written is not a call's doing. */
const maxRounds = 5;

/**
 * Brings the call's activity to what is known of the call; does nothing before its end is known. What is known is read again after
 * each write: of two handlers at work at the same time, the one that writes last has then seen everything.
 */
export async function applyCall(
  deps: LoggingDependencies,
  callId: string,
  signal: AbortSignal,
): Promise<void> {
  let known = await readKnown(deps.store, callId);
  for (let round = 0; round < maxRounds; round += 1) {
    if (known === undefined) return;
    await writeCall(deps, known, signal);
    const now = await readKnown(deps.store, callId);
    if (isDeepStrictEqual(now, known)) return;
    known = now;
  }
  throw new VendorFailedError('More became known of the call while it was written', {
    vendor: 'salesforce',
    retryable: true,
  });
}

interface KnownCall {
  readonly call: CallRecord;
  readonly summary: SummaryRecord | undefined;
  readonly undelivered: readonly UndeliveredRecord[];
}

async function readKnown(store: DocumentStore, callId: string): Promise<KnownCall | undefined> {
  const [call, summary, undelivered] = await Promise.all([
    readCallRecord(store, 'call', callId),
    readCallRecord(store, 'summary', callId),
    findUndeliveredRecords(store, callId),
  ]);
  return call === undefined ? undefined : { call, summary, undelivered };
}

async function writeCall(
  deps: LoggingDependencies,
  { call, summary, undelivered }: KnownCall,
  signal: AbortSignal,
): Promise<void> {
  const { crm, store } = deps;
  const [person, profile, turns] = await Promise.all([
    findCaller(deps, call, signal),
    readProfile(store, call.profileId),
    readTurns(store, call.callId),
  ]);
  const timeZone = profile?.timeZone ?? defaultTimeZone;
  const startMs = Date.parse(call.startedAt);
  const disposition = outcomeLabel(call.outcome);
  await crm.saveCall(
    {
      key: call.callId,
      subject: `Appel callbot – ${disposition}`,
      disposition,
      description: describeCall({
        when: writeDateTime(startMs, timeZone),
        durationMs: call.durationMs,
        summary,
        undelivered: undelivered.map(({ messageKind }) => messageKind),
        turns,
      }),
      durationSeconds: Math.round(call.durationMs / 1_000),
      date: isoDateOf(toLocalTime(startMs, timeZone).epochDay),
      person: person ?? null,
      ownerId: person?.ownerId ?? null,
    },
    signal,
  );
  if (person === undefined) await linkLead(deps, call.callId, signal);
}

interface Caller extends CrmRecordReference {
  readonly ownerId: string | null;
}

/** Known from the start of the call, otherwise asked again: the start's event may be late or have failed. */
async function findCaller(
  { crm, store }: LoggingDependencies,
  { callId, callerPhone }: CallRecord,
  signal: AbortSignal,
): Promise<Caller | undefined> {
  const call = await store.get(paths.call(callId));
  const identity = callerIdentitySchema.safeParse(call?.data['caller']).data;
  if (identity?.kind === 'known') return identity;
  return callerPhone === null ? undefined : crm.findPersonByPhone(callerPhone, signal);
}

/**
 * After the call is saved, and not before: the lead's handler writes its record before it looks for the call, so whoever of the
 * two comes last sees the other.
 */
async function linkLead(
  { crm, store }: LoggingDependencies,
  callId: string,
  signal: AbortSignal,
): Promise<void> {
  const lead = await readCallRecord(store, 'lead', callId);
  if (lead === undefined) return;
  await crm.linkCall({ key: callId, followUpKeys: [], person: lead }, signal);
}
