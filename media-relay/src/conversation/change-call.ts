import {
  PreconditionFailedError,
  StoreUnavailableError,
} from '@standardiste/shared/cloud/document-store.ts';
import type {
  DocumentData,
  DocumentStore,
  DocumentWrite,
} from '@standardiste/shared/cloud/document-store.ts';
import { callDocumentSchema, paths } from '@standardiste/shared/contracts/documents.ts';
import type { CallDocument } from '@standardiste/shared/contracts/documents.ts';

/** Writers of one call are few: its relay, a webhook, the sweeper. */
const maxAttempts = 8;

/** What a change decides: the fields to replace, with what else in the same commit. Without fields, or with none, nothing is written. */
export interface CallChange<Result> {
  readonly fields?: Partial<CallDocument>;
  readonly writes?: readonly DocumentWrite[];
  readonly result: Result;
}

/**
 * Changes a call by compare-and-set: `decide` runs again on the new document when somebody else was faster. Gives `missing` when
 * there is no such call. A transaction would make two contenders wait seconds for each other.
 * @throws StoreUnavailableError
 */
export async function changeCall<Result>(
  store: DocumentStore,
  request: {
    readonly callId: string;
    readonly missing: Result;
    readonly decide: (call: CallDocument) => CallChange<Result> | Promise<CallChange<Result>>;
  },
): Promise<Result> {
  const path = paths.call(request.callId);
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const read = await readCall(store, request.callId);
    if (read === undefined) return request.missing;
    const { fields, writes = [], result } = await request.decide(read.call);
    if (fields === undefined || Object.keys(fields).length === 0) return result;
    const precondition = { updateTime: read.updateTime };
    try {
      await store.commit([{ type: 'update', path, data: toData(fields), precondition }, ...writes]);
      return result;
    } catch (error) {
      if (!(error instanceof PreconditionFailedError)) throw error;
    }
  }
  throw new StoreUnavailableError(`${path} was changed by others ${maxAttempts} times`);
}

/** A call and its version; undefined when there is none. */
export async function readCall(
  store: DocumentStore,
  callId: string,
): Promise<{ readonly call: CallDocument; readonly updateTime: string } | undefined> {
  const stored = await store.get(paths.call(callId));
  if (stored === undefined) return undefined;
  return { call: callDocumentSchema.parse(stored.data), updateTime: stored.updateTime };
}

/** A document of ours as stored fields: the schemas allow only what the store can hold. */
export function toData(document: object): DocumentData {
  return document as DocumentData;
}
