import { expect, it } from 'vitest';
import { fillGaps, noGaps } from './fill-gaps.ts';

const frame = new Uint8Array(160).fill(1);

it('leaves continuous audio as it is, small jitter included', () => {
  let { state } = fillGaps(noGaps, { mulaw8k: frame, mediaMs: 1_000 });
  const jittered = fillGaps(state, { mulaw8k: frame, mediaMs: 1_025 });
  expect(jittered.mulaw8k).toBe(frame);
  ({ state } = fillGaps(jittered.state, { mulaw8k: frame, mediaMs: 1_040 }));
  expect(state).toEqual({ nextMs: 1_060, filledMs: 0, lateMs: 0 });
});

it('puts silence where frames are missing', () => {
  const { state } = fillGaps(noGaps, { mulaw8k: frame, mediaMs: 0 });
  const filled = fillGaps(state, { mulaw8k: frame, mediaMs: 60 });
  expect(filled.mulaw8k).toHaveLength(480);
  expect(filled.mulaw8k.subarray(0, 320).every((byte) => byte === 0xff)).toBe(true);
  expect(filled.mulaw8k.subarray(320)).toEqual(frame);
  expect(filled.startMs).toBe(20);
  expect(filled.state).toEqual({ nextMs: 80, filledMs: 40, lateMs: 0 });
});

it('bounds the silence when a timestamp is absurd', () => {
  const { state } = fillGaps(noGaps, { mulaw8k: frame, mediaMs: 0 });
  const filled = fillGaps(state, { mulaw8k: frame, mediaMs: 1e12 });
  expect(filled.mulaw8k).toHaveLength(16_000 + 160);
});

it('leaves out audio whose time has passed, and counts it', () => {
  const { state } = fillGaps(noGaps, { mulaw8k: frame, mediaMs: 100 });
  const repeated = fillGaps(state, { mulaw8k: frame, mediaMs: 100 });
  expect(repeated.mulaw8k).toHaveLength(0);
  expect(repeated.state).toEqual({ nextMs: 120, filledMs: 0, lateMs: 20 });
});
