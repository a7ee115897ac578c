import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createFrameSplitter, durationMs, eachFrame } from './frames.ts';

it('gives all bytes back in whole frames, however they were cut, and pads the last with silence', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 400 })), (pieces) => {
      const splitter = createFrameSplitter();
      const out = pieces.map((piece) => splitter.push(piece));
      out.push(splitter.flush());
      const given = Buffer.concat(pieces);
      const got = Buffer.concat(out);
      expect(out.every((frames) => frames.length % 160 === 0)).toBe(true);
      expect(got.subarray(0, given.length).equals(given)).toBe(true);
      expect(got.length - given.length).toBeLessThan(160);
      expect(got.subarray(given.length).every((byte) => byte === 0xff)).toBe(true);
      expect(splitter.flush()).toHaveLength(0);
    }),
  );
});

it('holds its own copy of what is left', () => {
  const splitter = createFrameSplitter();
  const piece = new Uint8Array(100).fill(7);
  splitter.push(piece);
  piece.fill(0);
  expect(splitter.flush().subarray(0, 100)).toEqual(new Uint8Array(100).fill(7));
});

it('walks over single frames', () => {
  const frames = [...eachFrame(new Uint8Array(350))];
  expect(frames.map((frame) => frame.length)).toEqual([160, 160, 160]);
  expect(frames[2]?.at(-1)).toBe(0xff);
  expect(durationMs(new Uint8Array(320))).toBe(40);
});
