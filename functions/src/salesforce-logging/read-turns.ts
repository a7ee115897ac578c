import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import {
  paths,
  turnDocumentSchema,
  type TurnDocument,
} from '@standardiste/shared/contracts/documents.ts';

/** A call of an hour has some 400 turns. */
const maxTurns = 1_000;

/** The call's turns, in order. */
export async function readTurns(
  store: DocumentStore,
  callId: string,
): Promise<readonly TurnDocument[]> {
  const collection = `${paths.call(callId)}/turns`;
  const found = await store.query({ collection, orderBy: [{ field: 'n' }], limit: maxTurns });
  return found.flatMap(({ data }) => turnDocumentSchema.safeParse(data).data ?? []);
}
