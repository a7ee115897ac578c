import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AudioBacklog } from './audio-backlog.ts';

const piece = (value: number): Uint8Array => new Uint8Array(160).fill(value);

it('gives what lies behind a position, in whole pieces', () => {
  const backlog = new AudioBacklog(1_000);
  for (let value = 0; value < 5; value += 1) backlog.push(piece(value));
  const { startMs, pieces } = backlog.from(45);
  expect([startMs, pieces.map((bytes) => bytes[0])]).toEqual([40, [2, 3, 4]]);
  expect(backlog.from(100)).toEqual({ startMs: 100, pieces: [] });
});

it('forgets what is settled, and what is too old', () => {
  const backlog = new AudioBacklog(60);
  for (let value = 0; value < 5; value += 1) backlog.push(piece(value));
  expect(backlog.from(0).startMs).toBe(40);
  backlog.forgetBefore(85);
  expect(backlog.from(0)).toEqual({ startMs: 80, pieces: [piece(4)] });
});

it('counts on through everything, and never gives audio twice', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 30 }), (positions) => {
      const backlog = new AudioBacklog(300);
      for (const [index, position] of positions.entries()) {
        backlog.push(piece(index));
        backlog.forgetBefore(position);
        const { startMs, pieces } = backlog.from(position);
        expect(startMs + pieces.length * 20).toBe(backlog.endMs);
      }
      expect(backlog.endMs).toBe(positions.length * 20);
    }),
  );
});
