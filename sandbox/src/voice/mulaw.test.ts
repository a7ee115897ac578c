import { expect, it } from 'vitest';
import { mulawSilence, mulawToSample, sampleToMulaw, silence } from './mulaw.ts';

it('gives every byte back, but for the second zero', () => {
  for (let byte = 0; byte < 256; byte += 1)
    expect(sampleToMulaw(mulawToSample[byte] as number)).toBe(byte === 0x7f ? 0xff : byte);
});

it('knows the corners of G.711', () => {
  expect([mulawToSample[0x00], mulawToSample[0x80], mulawToSample[mulawSilence]]).toEqual([
    -32_124, 32_124, 0,
  ]);
  expect([sampleToMulaw(99_999), sampleToMulaw(-99_999)]).toEqual([0x80, 0x00]);
});

it('makes silence of whole frames', () => {
  expect([silence(0).length, silence(1).length, silence(40).length]).toEqual([0, 160, 320]);
});
