import { callDocumentSchema } from '@standardiste/shared/contracts/documents.ts';
import type { CallDocument } from '@standardiste/shared/contracts/documents.ts';
import type { RescueDependencies } from './rescue-calls.ts';

/** Younger calls have their status callback on the way. */
const silentForMs = 60_000;
const maxCalls = 50;
/** A live call has a relay that knows when it ends. */
const withoutSocket = [
  'ringing',
  'handover',
  'interrupted',
  'transferring',
] satisfies CallDocument['status'][];

/**
 * Ends calls that are over although nobody said so: their status callback was lost, and no relay holds them. The carrier knows; a
 * call that it still has is left alone. @throws StoreUnavailableError
 */
export async function endLostCalls(
  { store, clock, carrier, records, logger }: Omit<RescueDependencies, 'relayId'>,
  signal: AbortSignal,
): Promise<void> {
  const before = new Date(clock.now() - silentForMs);
  const found = await store.query({
    collection: 'calls',
    where: [
      { field: 'status', operator: 'in', value: withoutSocket },
      { field: 'startedAt', operator: '<=', value: before },
    ],
    orderBy: [{ field: 'startedAt' }],
    limit: maxCalls,
  });
  for (const { data } of found) {
    const { callId } = callDocumentSchema.parse(data);
    try {
      if (!(await carrier.isOver(callId, signal))) continue;
      const ended = await records.end({ callId, reason: 'swept' });
      logger.warning('A call was over and nobody had said so', { callId, ended });
    } catch (error) {
      signal.throwIfAborted();
      logger.warning('The carrier could not be asked after a call', { callId, error });
    }
  }
}
