import {
  DocumentMissingError,
  PreconditionFailedError,
  type DocumentStore,
  type DocumentWrite,
} from '@standardiste/shared/cloud/document-store.ts';
import { callDocumentSchema, paths } from '@standardiste/shared/contracts/documents.ts';
import type { CallDocument } from '@standardiste/shared/contracts/documents.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { CarrierRescue } from '../carrier/carrier.ts';
import type { CallRecords } from '../conversation/call-records.ts';
import { deadAfterMs } from './relay-document.ts';

export interface RescueDependencies {
  /** This relay. */
  readonly relayId: string;
  readonly store: DocumentStore;
  readonly records: Pick<CallRecords, 'end'>;
  readonly carrier: CarrierRescue;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Dead relays looked after in one round, and calls of one. What is more waits for the next round. */
const maxRelays = 5;
const maxCalls = 100;
/** The carrier has asked by itself lately: its media socket gets this long to come. */
const reconnectGraceMs = 5_000;
/** A call in one of these sat on the socket of the relay that is gone. A call that rings has none yet; one that is transferred, none any more. */
const onTheSocket = ['live', 'handover', 'interrupted'] satisfies CallDocument['status'][];

/**
 * Takes back the calls of relays whose heartbeat has stopped: the carrier is told to ask anew how each goes on, and connects it to a
 * relay that lives. Of several rescuers one claims the dead relay by writing its heartbeat; should that one die too, the heartbeat
 * stops again. @throws StoreUnavailableError
 */
export async function rescueCalls(
  dependencies: RescueDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock, relayId } = dependencies;
  const silentSince = new Date(clock.now() - deadAfterMs);
  const silent = await store.query({
    collection: 'relays',
    where: [{ field: 'heartbeatAt', operator: '<=', value: silentSince }],
    orderBy: [{ field: 'heartbeatAt' }],
    limit: maxRelays,
  });
  for (const { id, path, updateTime } of silent) {
    signal.throwIfAborted();
    if (id === relayId) continue;
    const claim = { rescuedBy: relayId, heartbeatAt: new Date(clock.now()) };
    const precondition = { updateTime };
    const isMine = await tryCommit(store, { type: 'update', path, data: claim, precondition });
    if (isMine) await rescueCallsOf(dependencies, id, signal);
  }
}

async function rescueCallsOf(
  dependencies: RescueDependencies,
  deadRelayId: string,
  signal: AbortSignal,
): Promise<void> {
  const { store, logger, relayId } = dependencies;
  const found = await store.query({
    collection: 'calls',
    where: [
      { field: 'relayId', operator: '==', value: deadRelayId },
      { field: 'status', operator: 'in', value: onTheSocket },
    ],
    limit: maxCalls,
  });
  const calls = found.map(({ data }) => callDocumentSchema.parse(data));
  logger.warning('A relay is gone', { deadRelayId, callCount: calls.length });
  const settled = await Promise.all(calls.map((call) => rescueCall(dependencies, call, signal)));
  const isDone = settled.every(Boolean) && calls.length < maxCalls;
  const path = paths.relay(deadRelayId);
  const stored = await store.get(path);
  // It lives after all when it has written again; otherwise it is found again once this rescuer's own heartbeat for it is old.
  if (!isDone || stored?.data['rescuedBy'] !== relayId) return;
  const precondition = { updateTime: stored.updateTime };
  await tryCommit(store, { type: 'delete', path, precondition });
}

/** Whether there is nothing left to do for the call. */
async function rescueCall(
  { carrier, clock, logger, records }: RescueDependencies,
  { callId, resumedAt }: CallDocument,
  signal: AbortSignal,
): Promise<boolean> {
  const askedMs = resumedAt?.at(-1)?.getTime() ?? 0;
  if (clock.now() - askedMs < reconnectGraceMs) return false;
  try {
    const answer = await carrier.reconnect(callId, signal);
    logger.warning('A call was taken back from a relay that is gone', { callId, answer });
    if (answer === 'over') await records.end({ callId, reason: 'swept' });
    // Once another relay holds it, it is not among this one's calls any more.
    return answer === 'over';
  } catch (error) {
    logger.error('A call could not be taken back and is tried again', { callId, error });
    return false;
  }
}

async function tryCommit(store: DocumentStore, write: DocumentWrite): Promise<boolean> {
  try {
    await store.commit([write]);
    return true;
  } catch (error) {
    // Another rescuer was faster, or the relay lives.
    if (error instanceof PreconditionFailedError || error instanceof DocumentMissingError) {
      return false;
    }
    throw error;
  }
}
