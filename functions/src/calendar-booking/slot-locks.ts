import {
  DocumentExistsError,
  PreconditionFailedError,
  type DocumentStore,
  type StoredDocument,
} from '@standardiste/shared/cloud/document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { z } from 'zod';
import type { Interval } from '../integrations/calendar/calendar.ts';

const lockSchema = z.object({ holder: z.string(), expireAt: z.date() });

/** What is to be locked, and for whom: the appointment's id, so that a second attempt finds its own lock. */
export interface SlotLockRequest extends Interval {
  readonly calendarId: string;
  readonly holder: string;
}

/** Keeps two bookings out of one slot while neither is in the calendar yet. */
export interface SlotLocks {
  /** Locks every granule of the span or none. @returns false when somebody else holds one of them. */
  take(request: SlotLockRequest): Promise<boolean>;
  /** Frees what `holder` holds of the span, but not of `except`; no error if that is nothing. */
  release(request: SlotLockRequest & { readonly except?: Interval }): Promise<void>;
}

/** Appointments that overlap share at least one of these, whatever their length. */
const granuleMs = 5 * 60_000;
/** Longer than any attempt with its redelivery; shorter than a caller's patience with a slot that stays locked for nothing. */
const lockMs = 120_000;
const maxTries = 3;

/** Locks in `slotLocks/{hash(calendarId, granule)}`: one document a granule, all created in one batch. */
export function createSlotLocks({
  store,
  clock,
}: {
  store: DocumentStore;
  clock: Clock;
}): SlotLocks {
  return {
    async take(request) {
      for (let tries = 0; tries < maxTries; tries += 1) {
        if (await create(store, request, clock.now())) return true;
        const found = await readAll(store, request);
        const live = found.filter((lock) => !isExpired(lock, clock.now()));
        if (live.some((lock) => !holds(lock, request.holder))) return false;
        if (live.length === pathsOf(request).length) return true;
        // Time-to-live deletes within a day; an expired lock counts no longer.
        await removeAll(store, found);
      }
      return false;
    },
    async release(request) {
      const { calendarId, holder, except } = request;
      const kept = except === undefined ? [] : pathsOf({ ...except, calendarId, holder });
      const found = await readAll(store, request);
      await removeAll(
        store,
        found.filter((lock) => holds(lock, holder) && !kept.includes(lock.path)),
      );
    },
  };
}

async function create(
  store: DocumentStore,
  request: SlotLockRequest,
  nowMs: number,
): Promise<boolean> {
  const { calendarId, holder } = request;
  const data = { calendarId, holder, expireAt: new Date(nowMs + lockMs) };
  try {
    await store.commit(pathsOf(request).map((path) => ({ type: 'create', path, data })));
    return true;
  } catch (error) {
    if (error instanceof DocumentExistsError) return false;
    throw error;
  }
}

async function readAll(
  store: DocumentStore,
  request: SlotLockRequest,
): Promise<readonly StoredDocument[]> {
  const found = await Promise.all(pathsOf(request).map((path) => store.get(path)));
  return found.filter((document) => document !== undefined);
}

/** All or nothing too; whoever changed a lock meanwhile keeps it. */
async function removeAll(store: DocumentStore, locks: readonly StoredDocument[]): Promise<void> {
  if (locks.length === 0) return;
  try {
    await store.commit(
      locks.map(({ path, updateTime }) => ({ type: 'delete', path, precondition: { updateTime } })),
    );
  } catch (error) {
    if (!(error instanceof PreconditionFailedError)) throw error;
  }
}

function pathsOf({ calendarId, startMs, endMs }: SlotLockRequest): readonly string[] {
  const first = Math.floor(startMs / granuleMs);
  const count = Math.ceil(endMs / granuleMs) - first;
  return Array.from({ length: count }, (_, index) =>
    paths.slotLock(hashKey(`${calendarId}:${first + index}`)),
  );
}

function holds({ data }: StoredDocument, holder: string): boolean {
  return lockSchema.parse(data).holder === holder;
}

function isExpired({ data }: StoredDocument, nowMs: number): boolean {
  return lockSchema.parse(data).expireAt.getTime() <= nowMs;
}
