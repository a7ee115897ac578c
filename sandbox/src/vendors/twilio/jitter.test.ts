import { expect, it } from 'vitest';
import { createJitter, steadyNetwork } from './jitter.ts';

/** The frames that arrive with each push. */
function run(options: Partial<typeof steadyNetwork>, count: number): number[][] {
  let batch: number[] = [];
  const jitter = createJitter<number>({ ...steadyNetwork, ...options }, (n) => batch.push(n));
  return Array.from({ length: count }, (_, n) => {
    batch = [];
    jitter.push(n);
    return batch;
  });
}

it('delivers every frame at once on a steady network', () => {
  expect(run({}, 5)).toEqual([[0], [1], [2], [3], [4]]);
});

it('bunches frames in a stall, in order and without loss', () => {
  const batches = run({ stallRate: 0.1, stallFrames: 4 }, 200);
  expect(batches.some((batch) => batch.length === 4)).toBe(true);
  const arrived = batches.flat();
  expect(arrived).toEqual(arrived.map((_, n) => n));
  expect(arrived.length).toBeGreaterThan(196);
});

it('loses the share it is told', () => {
  const arrived = run({ lossRate: 0.1 }, 2_000).flat().length;
  expect(arrived).toBeGreaterThan(1_720);
  expect(arrived).toBeLessThan(1_880);
});
