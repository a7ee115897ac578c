import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { messageDocumentSchema, type MessageDocument } from './message-document.ts';
import { readLatestVersion } from './plan-appointment-messages.ts';

/** How far back is looked for what we wrote to a phone. */
const maxRecent = 30;

/** What we lately wrote to a phone, or mean to; the last first. */
export async function readRecent(
  store: DocumentStore,
  phoneHash: string,
): Promise<readonly MessageDocument[]> {
  const found = await store.query({
    collection: 'messages',
    where: [{ field: 'phoneHash', operator: '==', value: phoneHash }],
    orderBy: [{ field: 'createdAt', direction: 'desc' }],
    limit: maxRecent,
  });
  return found.map(({ data }) => messageDocumentSchema.parse(data));
}

/** When the next appointment is that we told this phone of, if it still stands. */
export async function nextAppointmentMs(
  store: DocumentStore,
  { recent, nowMs }: { recent: readonly MessageDocument[]; nowMs: number },
): Promise<number | undefined> {
  const told = recent
    .filter(({ kind }) => kind === 'booked' || kind === 'moved')
    .filter(({ notAfter }) => notAfter !== null && notAfter.getTime() > nowMs)
    .sort((a, b) => (a.notAfter?.getTime() ?? 0) - (b.notAfter?.getTime() ?? 0));
  for (const { appointmentId, version, notAfter } of told) {
    if (appointmentId === null || notAfter === null) continue;
    if ((await readLatestVersion(store, appointmentId)) === version) return notAfter.getTime();
  }
  return undefined;
}
