import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createResampler, type SampleRateHz } from './resample.ts';

const pairs: readonly (readonly [SampleRateHz, SampleRateHz])[] = [
  [8_000, 16_000],
  [8_000, 24_000],
  [16_000, 8_000],
  [16_000, 24_000],
  [24_000, 8_000],
  [24_000, 16_000],
];

/** 1,004 Hz and not 1,000: a tone that fits the rate would hide errors. */
function tone(frequencyHz: number, rateHz: number, samples = rateHz / 2): Int16Array {
  return Int16Array.from({ length: samples }, (_, index) =>
    Math.round(16_000 * Math.sin((2 * Math.PI * frequencyHz * index) / rateHz)),
  );
}

function resample(pcm: Int16Array, from: SampleRateHz, to: SampleRateHz): Int16Array {
  const resampler = createResampler(from, to);
  const body = resampler.push(pcm);
  return Int16Array.from([...body, ...resampler.flush()]);
}

/** How far the rest lies below the tone that fits best, in dB; the edges, where the filter starts, are left out. */
function signalToNoiseDb(pcm: Int16Array, frequencyHz: number, rateHz: number): number {
  const from = Math.round(rateHz * 0.05);
  const samples = pcm.subarray(from, from + Math.round(rateHz * 0.4));
  let [ss, cc, sc, sy, cy] = [0, 0, 0, 0, 0];
  for (const [index, y] of samples.entries()) {
    const angle = (2 * Math.PI * frequencyHz * index) / rateHz;
    const [s, c] = [Math.sin(angle), Math.cos(angle)];
    [ss, cc, sc, sy, cy] = [ss + s * s, cc + c * c, sc + s * c, sy + s * y, cy + c * y];
  }
  const determinant = ss * cc - sc * sc;
  const [a, b] = [(sy * cc - cy * sc) / determinant, (cy * ss - sy * sc) / determinant];
  let [signal, noise] = [0, 0];
  for (const [index, y] of samples.entries()) {
    const angle = (2 * Math.PI * frequencyHz * index) / rateHz;
    const fit = a * Math.sin(angle) + b * Math.cos(angle);
    signal += fit * fit;
    noise += (y - fit) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

describe.each(pairs)('from %i Hz to %i Hz', (from, to) => {
  it('keeps a tone clean and at its level', () => {
    const out = resample(tone(1_004, from), from, to);
    expect(signalToNoiseDb(out, 1_004, to)).toBeGreaterThan(80);
    expect(out.reduce((peak, sample) => Math.max(peak, sample), 0)).toBeGreaterThan(15_900);
    expect(signalToNoiseDb(resample(tone(2_804, from), from, to), 2_804, to)).toBeGreaterThan(75);
  });

  it('gives as many samples as the time needs, starting with the first', () => {
    const out = resample(tone(1_004, from, from / 10), from, to);
    expect(Math.abs(out.length - to / 10)).toBeLessThanOrEqual(2);
    const click = new Int16Array(from / 100);
    click[from / 200] = 30_000;
    const heard = resample(click, from, to);
    const loudest = heard.reduce((best, value, at) => (value > (heard[best] ?? 0) ? at : best), 0);
    expect(Math.abs(loudest - to / 200)).toBeLessThanOrEqual(1);
  });

  it('does not depend on how the stream is cut', () => {
    const whole = resample(tone(1_004, from, 700), from, to);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1 }), (lengths) => {
        const resampler = createResampler(from, to);
        const input = tone(1_004, from, 700);
        const out: number[] = [];
        let at = 0;
        for (const length of [...lengths, input.length]) {
          out.push(...resampler.push(input.subarray(at, at + length)));
          at += length;
        }
        out.push(...resampler.flush());
        expect(Int16Array.from(out)).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });
});

it.each([16_000, 24_000] as const)(
  'from %i Hz lets no tone above the telephone band alias into it',
  (from) => {
    const out = resample(tone(6_000, from), from, 8_000);
    const loudest = out
      .subarray(400, -400)
      .reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
    expect(loudest).toBeLessThanOrEqual(2);
  },
);

it('passes audio of the same rate through', () => {
  const pcm = tone(1_004, 8_000);
  expect(createResampler(8_000, 8_000).push(pcm)).toBe(pcm);
});

it('clips instead of wrapping round', () => {
  const square = Int16Array.from({ length: 800 }, (_, index) =>
    index % 80 < 40 ? 32_767 : -32_768,
  );
  const out = resample(square, 8_000, 24_000);
  expect(out.reduce((peak, sample) => Math.max(peak, sample), 0)).toBe(32_767);
});
