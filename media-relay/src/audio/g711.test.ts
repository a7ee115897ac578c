import { describe, expect, it } from 'vitest';
import {
  alawSilence,
  decodeAlaw,
  decodeMulaw,
  encodeAlaw,
  encodeMulaw,
  mulawSilence,
} from './g711.ts';

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const everySample = Int16Array.from({ length: 65_536 }, (_, at) => at - 32_768);

describe('μ-law', () => {
  it('gives every byte back, but for the second of its two zeros', () => {
    const back = encodeMulaw(decodeMulaw(everyByte));
    const expected = everyByte.map((byte) => (byte === 0x7f ? 0xff : byte));
    expect(back).toEqual(expected);
  });

  it('matches the recommendation at the ends and around zero', () => {
    const bytes = Uint8Array.of(0x00, 0x0f, 0x10, 0x7e, 0x7f, mulawSilence, 0xfe, 0x80);
    expect([...decodeMulaw(bytes)]).toEqual([-32_124, -16_764, -15_996, -8, 0, 0, 8, 32_124]);
  });

  it('never puts a louder sample below a softer one, and errs by half a step at most', () => {
    expectQuantiser(encodeMulaw, decodeMulaw, 32_124);
  });
});

describe('A-law', () => {
  it('gives every byte back', () => {
    expect(encodeAlaw(decodeAlaw(everyByte))).toEqual(everyByte);
  });

  it('matches the recommendation at the ends and around zero', () => {
    const bytes = Uint8Array.of(0xaa, 0x2a, alawSilence, 0x55, 0x85, 0xd4);
    expect([...decodeAlaw(bytes)]).toEqual([32_256, -32_256, 8, -8, 4_224, 24]);
  });

  it('never puts a louder sample below a softer one, and errs by half a step at most', () => {
    expectQuantiser(encodeAlaw, decodeAlaw, 32_256);
  });
});

function expectQuantiser(
  encode: (pcm8k: Int16Array) => Uint8Array,
  decode: (bytes: Uint8Array) => Int16Array,
  loudest: number,
): void {
  const decoded = decode(encode(everySample));
  let worst = 0;
  for (let at = 1; at < everySample.length; at += 1) {
    const sample = everySample[at] as number;
    const value = decoded[at] as number;
    if (value < (decoded[at - 1] as number)) throw new Error(`not monotonic at ${sample}`);
    if (Math.abs(sample) > loudest) continue;
    // A step is 1/16 of its segment: an error of 1/32 of the value, and 16 near zero.
    worst = Math.max(worst, Math.abs(value - sample) / Math.max(16, (Math.abs(sample) + 132) / 32));
  }
  expect(worst).toBeLessThanOrEqual(1.04);
}
