import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { callerIdentitySchema } from '@standardiste/shared/contracts/caller.ts';
import { paths, turnDocumentSchema } from '@standardiste/shared/contracts/documents.ts';
import type { EventData } from '@standardiste/shared/contracts/events.ts';
import { isoDateOf, toLocalTime } from '@standardiste/shared/french/local-time.ts';
import { writeDateTime } from '@standardiste/shared/french/write-date-time.ts';
import type { CrmRecordReference } from '../integrations/crm/crm.ts';
import type { EventHandler } from '../platform/event-handler.ts';
import { readLeadRecord } from './crm-record.ts';
import type { LoggingDependencies } from './logging-dependencies.ts';
import { outcomeLabel } from './outcome-label.ts';
import { defaultTimeZone, readProfile } from './read-profile.ts';
import { writeTranscript } from './transcript.ts';

/** A call of an hour has some 400 turns. */
const maxTurns = 1_000;
/** The CRM takes 32,000; the rest is for the heading. */
const maxTranscriptLength = 31_500;

/**
 * `call-ended`: one completed activity for the call, with its outcome and the transcript as heard, linked to the caller or to
 * the lead that the call made.
 */
export function createLogCall(deps: LoggingDependencies): EventHandler<'call-ended'> {
  const { crm, store } = deps;
  return {
    topic: 'call-ended',
    effectKey: ({ data }) => `task:${data.callId}`,
    async handle({ data }, { signal }) {
      const [person, profile, transcript] = await Promise.all([
        findCaller(deps, data, signal),
        readProfile(store, data.profileId),
        readTranscript(store, data.callId),
      ]);
      const timeZone = profile?.timeZone ?? defaultTimeZone;
      const startMs = Date.parse(data.startedAt);
      const disposition = outcomeLabel(data.outcome);
      await crm.saveCall(
        {
          key: data.callId,
          subject: `Appel callbot – ${disposition}`,
          disposition,
          description: `Appel du ${writeDateTime(startMs, timeZone)}, ${writeDuration(data.durationMs)}.\n${transcript}`,
          durationSeconds: Math.round(data.durationMs / 1_000),
          date: isoDateOf(toLocalTime(startMs, timeZone).epochDay),
          person: person ?? null,
          ownerId: person?.ownerId ?? null,
        },
        signal,
      );
      if (person === undefined) await linkLead(deps, data.callId, signal);
      return { writes: [], events: [] };
    },
  };
}

interface Caller extends CrmRecordReference {
  readonly ownerId: string | null;
}

/** Known from the start of the call, otherwise asked again: the start's event may be late or have failed. */
async function findCaller(
  { crm, store }: LoggingDependencies,
  { callId, callerPhone }: EventData<'call-ended'>,
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
  const lead = await readLeadRecord(store, callId);
  if (lead !== undefined) await crm.linkCall(callId, lead, signal);
}

async function readTranscript(store: DocumentStore, callId: string): Promise<string> {
  const collection = `${paths.call(callId)}/turns`;
  const found = await store.query({ collection, orderBy: [{ field: 'n' }], limit: maxTurns });
  const turns = found.flatMap(({ data }) => turnDocumentSchema.safeParse(data).data ?? []);
  return writeTranscript(turns, maxTranscriptLength);
}

function writeDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1_000);
  const minutes = Math.floor(seconds / 60);
  return minutes === 0
    ? `${seconds} s`
    : `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
}
