import { callRetentionMs, paths } from '@standardiste/shared/contracts/documents.ts';
import type { EventData } from '@standardiste/shared/contracts/events.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import {
  messageStatuses,
  type MessageStatus,
} from '@standardiste/shared/contracts/message-events.ts';
import { z } from 'zod';
import type { EventHandler } from '../platform/event-handler.ts';
import { hasFailed, nextStatus } from './delivery-status.ts';
import { messageDocumentSchema } from './message-document.ts';
import { nothing } from './plan-message.ts';
import type { SmsDependencies } from './sms-dependencies.ts';
import { suppressionWrite } from './suppressions.ts';
import { undelivered } from './undelivered-event.ts';

type Report = EventData<'message-status-changed'>;

/**
 * `message-status-changed`: what became of a message, never back from a final status. A message that will not arrive is told as
 * `message-undelivered`, once; a number that can take none is remembered.
 */
export function createTakeDeliveryReport(
  deps: SmsDependencies,
): EventHandler<'message-status-changed'> {
  return {
    topic: 'message-status-changed',
    effectKey: ({ data }) => `sms-status:${data.callId}:${data.status}`,
    async handle({ data }, { logger }) {
      const stored = await deps.store.get(paths.message(hashKey(data.key)));
      if (stored === undefined) {
        logger.info('A report came for a message that is not stored any more.');
        return nothing;
      }
      const message = messageDocumentSchema.parse(stored.data);
      const status = await advance(deps, data);
      if (status !== data.status || !hasFailed(status)) return nothing;
      const { kind, phoneHash } = message;
      logger.warning('A message will not arrive.', { kind, status, errorCode: data.errorCode });
      const reason = data.errorCode === null ? undefined : deps.refusalOfCode(data.errorCode);
      const at = new Date(deps.clock.now());
      return {
        writes: reason === undefined ? [] : [suppressionWrite(phoneHash, { reason, at })],
        events: [undelivered(message, data.errorCode)],
      };
    },
  };
}

const deliverySchema = z.object({ status: z.enum(messageStatuses) });

/** @returns where the message stands after this report. */
async function advance({ store, clock }: SmsDependencies, report: Report): Promise<MessageStatus> {
  const path = paths.messageDelivery(report.callId);
  const nowMs = clock.now();
  return store.transact(async (transaction) => {
    const stored = await transaction.get(path);
    const known = stored && deliverySchema.parse(stored.data).status;
    const status = nextStatus(known, report.status);
    if (status === known) return status;
    const { key, errorCode } = report;
    const times = { changedAt: new Date(nowMs), expireAt: new Date(nowMs + callRetentionMs) };
    transaction.write({ type: 'set', path, data: { key, status, errorCode, ...times } });
    return status;
  });
}
