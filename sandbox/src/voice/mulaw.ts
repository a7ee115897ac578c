const bias = 0x84;
const clip = 32_635;

/** A μ-law byte as a 16-bit sample (ITU-T G.711). The sandbox has its own codec so that a fault in the relay's shows. */
export const mulawToSample: Int16Array = Int16Array.from({ length: 256 }, (_, byte) => {
  const inverted = ~byte & 0xff;
  const magnitude = (((inverted & 0x0f) << 3) + bias) << ((inverted & 0x70) >> 4);
  return inverted & 0x80 ? bias - magnitude : magnitude - bias;
});

/** The byte of digital silence. */
export const mulawSilence = 0xff;

/** The nearest μ-law byte; samples outside 16 bits are clipped. */
export function sampleToMulaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(clip, Math.round(Math.abs(sample))) + bias;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

/** Silence of `durationMs`, rounded up to whole 20 ms frames. */
export function silence(durationMs: number): Uint8Array {
  return new Uint8Array(Math.ceil(durationMs / 20) * 160).fill(mulawSilence);
}
