import { describe, expect, it } from 'vitest';
import { sampleToMulaw } from '../voice/mulaw.ts';
import { formatStereoWav } from './stereo-wav.ts';

describe('formatStereoWav', () => {
  it('interleaves the caller left and the callbot right, padding the shorter track', () => {
    const loud = sampleToMulaw(8_000);
    const file = Buffer.from(formatStereoWav(new Uint8Array([loud, loud]), new Uint8Array([loud])));
    expect(file.toString('latin1', 0, 4)).toBe('RIFF');
    expect(file.readUInt32LE(4)).toBe(file.length - 8);
    expect(file.readUInt16LE(22)).toBe(2);
    expect(file.readUInt32LE(24)).toBe(8_000);
    expect(file.readUInt32LE(40)).toBe(8);
    const samples = [44, 46, 48, 50].map((offset) => file.readInt16LE(offset));
    expect(samples[0]).toBeCloseTo(8_000, -3);
    expect(samples[1]).toBe(samples[0]);
    expect(samples[2]).toBe(samples[0]);
    expect(samples[3]).toBe(0);
  });
});
