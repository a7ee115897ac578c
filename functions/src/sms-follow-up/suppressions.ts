import type { DocumentStore, DocumentWrite } from '@standardiste/shared/cloud/document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { z } from 'zod';
import { refusalReasons, type RefusalReason } from '../integrations/messages/messages.ts';

/** Why a phone gets no messages: `suppressions/{phoneHash}`. It has no end; START lifts an opt-out. */
const suppressionSchema = z.object({
  source: z.enum(['sms', 'provider']),
  reason: z.enum(refusalReasons).default('opted-out'),
  since: z.date().optional(),
  /** When the person asked for messages again. */
  liftedAt: z.date().nullish(),
});

/** What speaks against sending to a phone. */
export async function readSuppression(
  store: DocumentStore,
  phoneHash: string,
): Promise<RefusalReason | undefined> {
  const stored = await store.get(paths.suppression(phoneHash));
  if (stored === undefined) return undefined;
  const { reason, liftedAt } = suppressionSchema.parse(stored.data);
  return liftedAt == null ? reason : undefined;
}

/** Remembers what the provider says of a number, so that it is not tried again. */
export function suppressionWrite(
  phoneHash: string,
  { reason, at }: { reason: RefusalReason; at: Date },
): DocumentWrite {
  const data = { source: 'provider', reason, since: at, liftedAt: null };
  return { type: 'set', path: paths.suppression(phoneHash), data };
}

/**
 * STOP and START in the order in which they were written, however they arrive; doing it again changes nothing. STOP withdraws the
 * consent to marketing as well, and START does not give it again: that takes a consent.
 */
export async function applyOptOut(
  store: DocumentStore,
  phoneHash: string,
  { word, at }: { word: 'STOP' | 'START'; at: Date },
): Promise<void> {
  const path = paths.suppression(phoneHash);
  const consentPath = paths.consent(phoneHash);
  await store.transact(async (transaction) => {
    const stored = await transaction.get(path);
    const consent = await transaction.get(consentPath);
    const known = stored && suppressionSchema.parse(stored.data);
    const lastMs = Math.max(known?.since?.getTime() ?? 0, known?.liftedAt?.getTime() ?? 0);
    if (known?.source === 'sms' && lastMs > at.getTime()) return;
    const data =
      word === 'STOP'
        ? { source: 'sms', reason: 'opted-out', since: at, liftedAt: null }
        : { source: 'sms', reason: 'opted-out', liftedAt: at };
    transaction.write({ type: 'set', path, data });
    if (word === 'STOP' && consent !== undefined) {
      const withdrawn = { marketing: false, marketingWithdrawnAt: at };
      transaction.write({ type: 'update', path: consentPath, data: withdrawn });
    }
  });
}
