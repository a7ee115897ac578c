import { describe, expect, it } from 'vitest';
import { sleep } from './clock.ts';
import { systemClock } from './system-clock.ts';

describe('systemClock', () => {
  it('never goes backwards', () => {
    const readings = Array.from({ length: 1_000 }, () => systemClock.now());
    expect(readings).toEqual([...readings].sort((a, b) => a - b));
  });

  it('waits and can be stopped from waiting', async () => {
    const startMs = systemClock.now();
    let isFired = false;
    systemClock
      .schedule(5, () => {
        isFired = true;
      })
      [Symbol.dispose]();
    await sleep(systemClock, 10);
    // A timer may fire up to a millisecond early.
    expect(systemClock.now() - startMs).toBeGreaterThanOrEqual(8);
    expect(isFired).toBe(false);
  });
});
