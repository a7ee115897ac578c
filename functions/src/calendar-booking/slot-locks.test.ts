import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import { createSlotLocks } from './slot-locks.ts';

const calendarId = 'sophie@ecole-demo.example';
const minuteMs = 60_000;
const nineMs = Date.parse('2026-11-23T08:00:00Z');
const request = (holder: string, fromMinute: number, minutes = 30) => ({
  calendarId,
  holder,
  startMs: nineMs + fromMinute * minuteMs,
  endMs: nineMs + (fromMinute + minutes) * minuteMs,
});

async function open() {
  const clock = new VirtualClock();
  const store = await openMemoryDocumentStore({ clock });
  return { clock, store, locks: createSlotLocks({ store, clock }) };
}

describe('slot locks', () => {
  it('let one of fifty contenders in, whatever part of the slot they want', async () => {
    const { locks } = await open();
    const taken = await Promise.all(
      Array.from({ length: 50 }, (_, index) => locks.take(request(`b${index}`, (index % 6) * 5))),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('keep neighbours apart without touching them', async () => {
    const { locks } = await open();
    expect(await locks.take(request('a', 0))).toBe(true);
    expect(await locks.take(request('b', 30))).toBe(true);
    expect(await locks.take(request('c', -30))).toBe(true);
    expect(await locks.take({ ...request('d', 0), calendarId: 'marc@ecole-demo.example' })).toBe(
      true,
    );
    expect(await locks.take(request('e', 25, 5))).toBe(false);
  });

  it('cover a slot that begins and ends between granules', async () => {
    const { locks } = await open();
    expect(await locks.take(request('a', 3, 4))).toBe(true);
    expect(await locks.take(request('b', 6, 10))).toBe(false);
    expect(await locks.take(request('c', 10, 5))).toBe(true);
  });

  it('take nothing when one granule is held', async () => {
    const { locks, store } = await open();
    await locks.take(request('a', 25));
    expect(await locks.take(request('b', 0))).toBe(false);
    expect(await store.query({ collection: 'slotLocks' })).toHaveLength(6);
  });

  it('let the same booking in again', async () => {
    const { locks } = await open();
    expect(await locks.take(request('a', 0))).toBe(true);
    expect(await locks.take(request('a', 0))).toBe(true);
  });

  it('free a slot when they are released, and only for their holder', async () => {
    const { locks } = await open();
    await locks.take(request('a', 0));
    await locks.release(request('b', 0));
    expect(await locks.take(request('b', 0))).toBe(false);
    await locks.release(request('a', 0));
    expect(await locks.take(request('b', 0))).toBe(true);
  });

  it('expire by themselves, although nobody has deleted them', async () => {
    const { locks, clock } = await open();
    await locks.take(request('a', 0));
    await clock.advance(119_999);
    expect(await locks.take(request('b', 10))).toBe(false);
    await clock.advance(1);
    const taken = await Promise.all([locks.take(request('b', 10)), locks.take(request('c', 0))]);
    expect(taken.filter(Boolean)).toHaveLength(1);
  });
});
