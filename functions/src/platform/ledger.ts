import {
  DocumentExistsError,
  DocumentMissingError,
  PreconditionFailedError,
  type DocumentData,
  type DocumentStore,
  type DocumentWrite,
  type StoredDocument,
} from '@standardiste/shared/cloud/document-store.ts';
import { effectRetentionMs, paths } from '@standardiste/shared/contracts/documents.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { z } from 'zod';

/** One effect, from its first claim until its entry expires. */
export const effectDocumentSchema = z.object({
  effectKey: z.string(),
  functionName: z.string(),
  /** The event that claimed it last. */
  eventId: z.string(),
  /** `leased` until `leaseUntil`, then free for the next; `done` and `failed` are final. */
  status: z.enum(['leased', 'done', 'failed']),
  /** Who holds the lease: one random name a delivery. */
  owner: z.string(),
  /** The fencing number: one more with every claim. Also the number of attempts. */
  fence: z.int().min(1),
  leaseUntil: z.date(),
  /** Why the last attempt failed. */
  reason: z.string().nullable(),
  /** The tool document that got the answer, for tool requests. */
  toolPath: z.string().nullable(),
  /** Hashes of the outbox entries that were committed with the effect. */
  outbox: z.array(z.string()),
  expireAt: z.date(),
});
export type EffectDocument = z.infer<typeof effectDocumentSchema>;

/** A lease on one effect. Writes that carry `finishWrite` go through only while nobody took the effect over. */
export interface Claim {
  readonly effectKey: string;
  readonly path: string;
  readonly owner: string;
  readonly fence: number;
  /** The entry's version: the commit's condition. A take-over raises the fence, and so changes it. */
  readonly updateTime: string;
}

export type ClaimOutcome =
  | { readonly type: 'claimed'; readonly claim: Claim }
  | { readonly type: 'finished'; readonly entry: EffectDocument }
  | { readonly type: 'leased'; readonly untilMs: number };

export interface ClaimRequest {
  readonly effectKey: string;
  readonly eventId: string;
  readonly toolPath: string | null;
  /** Also claims an effect that has failed for good: an operator replays a dead letter. */
  readonly isReplay: boolean;
}

export interface EffectFinish {
  readonly status: 'done' | 'failed';
  readonly reason: string | null;
  readonly outbox: readonly string[];
}

/** The idempotency ledger of one function. */
export interface EffectLedger {
  /** Takes the lease on an effect: the first time by `create`, later, when the lease has expired, by the entry's version. */
  claim(request: ClaimRequest): Promise<ClaimOutcome>;
  /** The write that ends the effect, to be committed with everything else that belongs to it. */
  finishWrite(claim: Claim, finish: EffectFinish): DocumentWrite;
  /** Gives the lease back, so that the redelivered event need not wait for its end. No error if it was lost meanwhile. */
  release(claim: Claim, reason: string): Promise<void>;
  /** The entry of an effect, if there is one. */
  read(effectKey: string): Promise<EffectDocument | undefined>;
}

export interface LedgerOptions {
  readonly store: DocumentStore;
  readonly clock: Clock;
  readonly functionName: string;
  readonly leaseMs: number;
  /** A name that nobody else has. */
  readonly randomId: () => string;
}

const maxTries = 5;
const maxReasonLength = 1_000;

/** The ledger in `effects/{hash}`; it needs no read-write transaction. */
export function createEffectLedger(options: LedgerOptions): EffectLedger {
  const { store, clock } = options;
  const expireAt = (): Date => new Date(clock.now() + effectRetentionMs);
  return {
    claim: (request) => claimEffect(options, request),
    finishWrite(claim, { status, reason, outbox }) {
      return {
        type: 'update',
        path: claim.path,
        precondition: { updateTime: claim.updateTime },
        data: { status, reason: cut(reason), outbox, expireAt: expireAt() },
      };
    },
    async release(claim, reason) {
      const data = { leaseUntil: new Date(clock.now()), reason: cut(reason) };
      const precondition = { updateTime: claim.updateTime };
      await ignoreConflict(
        store.commit([{ type: 'update', path: claim.path, data, precondition }]),
      );
    },
    async read(effectKey) {
      const stored = await store.get(paths.effect(hashKey(effectKey)));
      return stored && effectDocumentSchema.parse(stored.data);
    },
  };
}

async function claimEffect(options: LedgerOptions, request: ClaimRequest): Promise<ClaimOutcome> {
  const { store, clock } = options;
  const path = paths.effect(hashKey(request.effectKey));
  const owner = options.randomId();
  const lease = (fence: number): DocumentData => leaseData(options, request, owner, fence);
  await ignoreConflict(store.commit([{ type: 'create', path, data: lease(1) }]));
  for (let tries = 0; tries < maxTries; tries += 1) {
    // Read even after a create that seemed to fail: a lost answer may hide that it went through. And the version is needed.
    const stored = await store.get(path);
    if (stored === undefined) {
      await ignoreConflict(store.commit([{ type: 'create', path, data: lease(1) }]));
      continue;
    }
    const entry = effectDocumentSchema.parse(stored.data);
    if (entry.owner === owner && entry.status === 'leased') {
      return { type: 'claimed', claim: claimOf(stored, entry) };
    }
    const isFinal = entry.status === 'done' || (entry.status === 'failed' && !request.isReplay);
    if (isFinal) return { type: 'finished', entry };
    const untilMs = entry.leaseUntil.getTime();
    if (entry.status === 'leased' && untilMs > clock.now()) return { type: 'leased', untilMs };
    const precondition = { updateTime: stored.updateTime };
    const data = lease(entry.fence + 1);
    await ignoreConflict(store.commit([{ type: 'update', path, data, precondition }]));
  }
  return { type: 'leased', untilMs: clock.now() };
}

function leaseData(
  { functionName, clock, leaseMs }: LedgerOptions,
  { effectKey, eventId, toolPath }: ClaimRequest,
  owner: string,
  fence: number,
): DocumentData {
  const leaseUntil = new Date(clock.now() + leaseMs);
  const expireAt = new Date(clock.now() + effectRetentionMs);
  const status = 'leased';
  const fixed = { effectKey, functionName, eventId, toolPath, owner, fence, status };
  return { ...fixed, leaseUntil, reason: null, outbox: [], expireAt };
}

function claimOf(stored: StoredDocument, { effectKey, owner, fence }: EffectDocument): Claim {
  return { effectKey, owner, fence, path: stored.path, updateTime: stored.updateTime };
}

/** A write that lost a race is no failure: whoever won is found by the read that follows. */
async function ignoreConflict(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    const isConflict =
      error instanceof DocumentExistsError ||
      error instanceof DocumentMissingError ||
      error instanceof PreconditionFailedError;
    if (!isConflict) throw error;
  }
}

function cut(reason: string | null): string | null {
  return reason === null ? null : reason.slice(0, maxReasonLength);
}
