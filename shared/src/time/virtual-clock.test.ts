import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sleep } from './clock.ts';
import { systemClock } from './system-clock.ts';
import { VirtualClock } from './virtual-clock.ts';

describe('VirtualClock', () => {
  it('fires timers by time, and those of one instant in the order in which they were made', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 }),
        async (delays) => {
          const clock = new VirtualClock(0);
          const fired: { delayMs: number; index: number; atMs: number }[] = [];
          delays.forEach((delayMs, index) => {
            clock.schedule(delayMs, () => fired.push({ delayMs, index, atMs: clock.now() }));
          });
          await clock.advance(20);
          const expected = delays
            .map((delayMs, index) => ({ delayMs, index, atMs: delayMs }))
            .sort((a, b) => a.delayMs - b.delayMs || a.index - b.index);
          expect(fired).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('does not fire what was disposed of, also by an earlier timer of the same instant', async () => {
    const clock = new VirtualClock(0);
    const fired: string[] = [];
    clock.schedule(5, () => {
      second[Symbol.dispose]();
    });
    const second = clock.schedule(5, () => fired.push('second'));
    clock.schedule(5, () => fired.push('third'));
    await clock.advance(5);
    expect(fired).toEqual(['third']);
    expect(clock.armedCount).toBe(0);
  });

  it('lets all work finish before the next timer, and stands still meanwhile', async () => {
    const clock = new VirtualClock(0);
    const seenMs: number[] = [];
    clock.schedule(10, () => {
      void (async () => {
        for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
        seenMs.push(clock.now());
        clock.schedule(0, () => seenMs.push(clock.now()));
      })();
    });
    clock.schedule(20, () => seenMs.push(clock.now()));
    await clock.advance(30);
    expect(seenMs).toEqual([10, 10, 20]);
    expect(clock.now()).toBe(30);
  });

  it('leaves timers beyond the advance armed', async () => {
    const clock = new VirtualClock(0);
    clock.schedule(100, () => undefined);
    await clock.advance(99);
    expect([clock.now(), clock.armedCount]).toEqual([99, 1]);
  });

  it('says so when work waits for something that no timer will bring', async () => {
    const clock = new VirtualClock(0);
    const stuck = new Promise(() => undefined);
    await expect(clock.runUntil(stuck)).rejects.toThrow('still waits');
  });

  it('says so when work takes more virtual time than allowed', async () => {
    const clock = new VirtualClock(0);
    await expect(clock.runUntil(sleep(clock, 1_000), 999)).rejects.toThrow('still waits');
  });

  it('stands still while work takes real time', async () => {
    const clock = new VirtualClock(0);
    const order: string[] = [];
    clock.schedule(1, () => order.push('timer'));
    const work = clock.standStill(async () => {
      await sleep(systemClock, 20);
      order.push(`work at ${clock.now()}`);
      return 'done';
    });
    await clock.advance(5);
    expect(order).toEqual(['work at 0', 'timer']);
    expect(await work).toBe('done');
    await expect(clock.standStill(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await clock.advance(1);
  });
});
