import type { DocumentWrite } from '@standardiste/shared/cloud/document-store.ts';
import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';
import { paths, toolDocumentSchema } from '@standardiste/shared/contracts/documents.ts';
import type { EventData } from '@standardiste/shared/contracts/events.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import type { CrmPerson } from '../integrations/crm/crm.ts';
import type { EventHandler } from '../platform/event-handler.ts';
import type { LoggingDependencies } from './logging-dependencies.ts';
import { advisorOfUser, readProfile } from './read-profile.ts';

/** An appointment that began half an hour ago may still be what the caller calls about; further ahead than this nobody books. */
const appointmentWindow = { beforeMs: 30 * 60_000, afterMs: 60 * 86_400_000 } as const;

/** The caller is on the line: one quick second try, then the event's own redelivery. */
const retryDelayMs = 250;

/**
 * `call-started`: looks up who is calling and gives the relay the answer in the tool document, also when that is nobody. An
 * outage of the CRM is never told as « unknown »: it throws, and the relay goes on without.
 */
export function createIdentifyCaller(deps: LoggingDependencies): EventHandler<'call-started'> {
  return {
    topic: 'call-started',
    effectKey: ({ data }) => `identify:${data.callId}`,
    async handle({ data }, { signal, logger }) {
      const identity = await twice(deps.clock, signal, () => identify(deps, data, signal));
      const kind = identity.kind === 'known' ? identity.record : identity.kind;
      logger.info('The caller was looked up.', { kind });
      return { writes: await answer(deps, data, identity), events: [] };
    },
  };
}

async function twice<T>(clock: Clock, signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const mayPass = error instanceof VendorFailedError && error.retryable;
    if (!mayPass || (error.retryAfterMs ?? 0) > retryDelayMs) throw error;
    await sleep(clock, retryDelayMs, signal);
    return run();
  }
}

async function identify(
  { crm, store, clock }: LoggingDependencies,
  { callerPhone, profileId }: EventData<'call-started'>,
  signal: AbortSignal,
): Promise<CallerIdentity> {
  if (callerPhone === null) return { kind: 'anonymous' };
  const person = await crm.findPersonByPhone(callerPhone, signal);
  if (person === undefined) return { kind: 'unknown', phone: callerPhone };
  if (person.isAmbiguous) return guessedPerson(person, callerPhone);
  const window = {
    from: new Date(clock.now() - appointmentWindow.beforeMs),
    to: new Date(clock.now() + appointmentWindow.afterMs),
  };
  const [appointment, profile] = await Promise.all([
    crm.findAppointment(person, window, signal),
    readProfile(store, profileId),
  ]);
  return {
    ...knownPerson(person, callerPhone),
    advisorId: advisorOfUser(profile, person.ownerId)?.id ?? null,
    nextAppointment:
      appointment === undefined
        ? null
        : {
            appointmentId: appointment.appointmentId,
            startAt: appointment.startAt.toISOString(),
            endAt: appointment.endAt.toISOString(),
            advisorId: advisorOfUser(profile, appointment.ownerId)?.id ?? null,
          },
  };
}

/** One of several with this number: the call is logged on their record, and nothing of it is said aloud. */
function guessedPerson(person: CrmPerson, phone: string): CallerIdentity {
  const unsaid = { firstName: '', lastName: '', email: null };
  const rest = { advisorId: null, nextAppointment: null };
  return { ...knownPerson({ ...person, ...unsaid }, phone), ...rest };
}

function knownPerson(
  { record, recordId, firstName, lastName, email, ownerId }: CrmPerson,
  phone: string,
) {
  return { kind: 'known', record, recordId, firstName, lastName, email, phone, ownerId } as const;
}

/** The relay may have withdrawn its question, or the call may be gone: then there is nobody to tell. */
async function answer(
  { store, clock }: LoggingDependencies,
  { callId, toolCallId }: EventData<'call-started'>,
  identity: CallerIdentity,
): Promise<readonly DocumentWrite[]> {
  const toolPath = paths.tool(callId, toolCallId);
  const [tool, call] = await Promise.all([store.get(toolPath), store.get(paths.call(callId))]);
  const status = toolDocumentSchema.shape.status.safeParse(tool?.data['status']).data;
  const isAwaited = status === 'requested' || status === 'claimed';
  const finishedAt = new Date(clock.now());
  const writes: DocumentWrite[] = [];
  if (isAwaited) {
    const data = { status: 'done', result: identity, reason: null, finishedAt };
    writes.push({ type: 'update', path: toolPath, data });
  }
  if (call !== undefined) {
    writes.push({ type: 'update', path: call.path, data: { caller: identity } });
  }
  return writes;
}
