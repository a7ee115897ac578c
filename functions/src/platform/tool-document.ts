import {
  DocumentMissingError,
  PreconditionFailedError,
  type DocumentData,
  type DocumentStore,
  type DocumentWrite,
} from '@standardiste/shared/cloud/document-store.ts';
import {
  paths,
  toolDocumentSchema,
  type ToolDocument,
} from '@standardiste/shared/contracts/documents.ts';

/** Names one tool document; every event that expects an answer carries both. */
export interface ToolReference {
  readonly callId: string;
  readonly toolCallId: string;
}

/**
 * - `claimed`: the request is ours, now or since an earlier attempt.
 * - `stale`: nobody waits any more (`withdrawn`, past `notAfter`), or it is answered already: do nothing.
 * - `missing`: there is no such document, or not yet.
 */
export type ToolClaim =
  | { readonly type: 'claimed' }
  | {
      readonly type: 'stale';
      readonly because: 'withdrawn' | 'not-after-passed' | 'already-finished';
    }
  | { readonly type: 'missing' };

const maxTries = 5;

/**
 * Claims a tool document by compare-and-set, against the relay that may withdraw it at the same moment: exactly one of both wins.
 * A document that is `claimed` already was so by an earlier attempt at the same effect, because the ledger lets one in at a time;
 * that attempt may have acted, so `notAfter` no longer counts.
 */
export async function claimToolDocument(
  store: DocumentStore,
  reference: ToolReference,
  time: { nowMs: number; notAfterMs: number },
): Promise<ToolClaim> {
  const path = paths.tool(reference.callId, reference.toolCallId);
  const isLate = time.nowMs > time.notAfterMs;
  for (let tries = 0; tries < maxTries; tries += 1) {
    const stored = await store.get(path);
    if (stored === undefined) {
      return isLate ? { type: 'stale', because: 'not-after-passed' } : { type: 'missing' };
    }
    const { status } = toolDocumentSchema.parse(stored.data);
    if (status === 'claimed') return { type: 'claimed' };
    if (status === 'withdrawn') return { type: 'stale', because: 'withdrawn' };
    if (status !== 'requested') return { type: 'stale', because: 'already-finished' };
    if (isLate) return { type: 'stale', because: 'not-after-passed' };
    try {
      const precondition = { updateTime: stored.updateTime };
      await store.commit([{ type: 'update', path, data: { status: 'claimed' }, precondition }]);
      return { type: 'claimed' };
    } catch (error) {
      // Withdrawn, or moved to another relay, between read and write; look again.
      if (error instanceof PreconditionFailedError || error instanceof DocumentMissingError)
        continue;
      throw error;
    }
  }
  return { type: 'missing' };
}

export type ToolFinish =
  | { readonly status: 'done'; readonly result: object; readonly finishedAt: Date }
  | { readonly status: 'failed'; readonly reason: string; readonly finishedAt: Date };

const maxReasonLength = 1_000;

/** The write that answers a tool request. It leaves `pending` as it is: the relay that waits takes the answer and clears it. */
export function finishToolWrite(reference: ToolReference, finish: ToolFinish): DocumentWrite {
  const isDone = finish.status === 'done';
  return {
    type: 'update',
    path: paths.tool(reference.callId, reference.toolCallId),
    data: {
      status: finish.status,
      // Results come from JSON schemas, so they hold only what a document may hold.
      result: isDone ? (finish.result as DocumentData) : null,
      reason: isDone ? null : finish.reason.slice(0, maxReasonLength),
      finishedAt: finish.finishedAt,
    },
  };
}

/** A tool document that is still open, or undefined. */
export async function readOpenTool(
  store: DocumentStore,
  reference: ToolReference,
): Promise<(ToolDocument & { updateTime: string }) | undefined> {
  const stored = await store.get(paths.tool(reference.callId, reference.toolCallId));
  if (stored === undefined) return undefined;
  const tool = toolDocumentSchema.parse(stored.data);
  const isOpen = tool.status === 'requested' || tool.status === 'claimed';
  return isOpen ? { ...tool, updateTime: stored.updateTime } : undefined;
}

/**
 * Gives a second request for one effect the answer of the first. Does nothing when it is the same request, or is no longer open,
 * or when the first has none (its call was deleted).
 */
export async function copyToolAnswer(
  store: DocumentStore,
  answeredPath: string,
  reference: ToolReference,
): Promise<void> {
  const path = paths.tool(reference.callId, reference.toolCallId);
  if (path === answeredPath) return;
  const [answered, open] = await Promise.all([
    store.get(answeredPath),
    readOpenTool(store, reference),
  ]);
  if (answered === undefined || open === undefined) return;
  const { status, result, reason, finishedAt } = answered.data;
  await store.commit([{ type: 'update', path, data: { status, result, reason, finishedAt } }]);
}
