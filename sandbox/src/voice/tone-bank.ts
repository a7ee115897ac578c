import { sampleRateHz, symbolSamples, tonesHz } from './modem.ts';
import { mulawToSample } from './mulaw.ts';

/** Samples between two looks at the signal: 2.5 ms, so that one look in a symbol is off by 1.25 ms at most. */
export const hopSamples = 20;
export const hopMs = (hopSamples * 1_000) / sampleRateHz;
/** Looks in one symbol. */
export const hopsPerSymbol = symbolSamples / hopSamples;

const toneCount = tonesHz.length;
/** A block's phase repeats after this many blocks, because every tone is a multiple of 5 Hz. */
const rotationCount = 80;
const scale = 1 / 32_768;
/** A block quieter than this is silence: −55 dBFS, 20 dB below the quietest voice that is worth decoding. */
const silentBlockEnergy = hopSamples * 10 ** (-55 / 10);
/** A symbol weaker than this is not looked at: −48 dBFS for each of its two tones. */
const weakestTonePower = ((10 ** (-48 / 20) * symbolSamples) / 2) ** 2;
/** The strongest tone of a group must hold this share of the group's power. Noise reaches it once in hours. */
const leastShare = 0.5;

/** What the last 20 ms hold: the symbol, or undefined when it is no clear pair of tones. `quality` is 0 to 1. */
export interface Look {
  readonly symbol: number | undefined;
  readonly quality: number;
}
const nothing: Look = { symbol: undefined, quality: 0 };

/** Listens for the 32 tones over a window of one symbol that moves by 2.5 ms. Costs some 10 µs per 20 ms, next to nothing in silence. */
export class ToneBank {
  readonly #real = new Float32Array(hopsPerSymbol * toneCount);
  readonly #imaginary = new Float32Array(hopsPerSymbol * toneCount);
  readonly #isSilent: boolean[] = Array.from({ length: hopsPerSymbol }, () => true);
  readonly #samples = new Float32Array(hopSamples);
  readonly #power = new Float32Array(toneCount);
  #block = 0;

  /** Takes the next 20 bytes of μ-law from `offset` and looks at the last 160. */
  look(mulaw8k: Uint8Array, offset: number): Look {
    const slot = this.#block % hopsPerSymbol;
    const rotation = this.#block % rotationCount;
    this.#block += 1;
    this.#isSilent[slot] = this.#load(mulaw8k, offset) < silentBlockEnergy;
    if (this.#isSilent[slot]) {
      this.#real.fill(0, slot * toneCount, (slot + 1) * toneCount);
      this.#imaginary.fill(0, slot * toneCount, (slot + 1) * toneCount);
      if (this.#isSilent.every(Boolean)) return nothing;
    } else this.#correlate(slot, rotation);
    return this.#strongest();
  }

  #load(mulaw8k: Uint8Array, offset: number): number {
    let energy = 0;
    for (let index = 0; index < hopSamples; index += 1) {
      const sample = (mulawToSample[mulaw8k[offset + index] as number] as number) * scale;
      this.#samples[index] = sample;
      energy += sample * sample;
    }
    return energy;
  }

  #correlate(slot: number, rotation: number): void {
    const samples = this.#samples;
    for (let tone = 0; tone < toneCount; tone += 1) {
      let real = 0;
      let imaginary = 0;
      const row = tone * hopSamples;
      for (let index = 0; index < hopSamples; index += 1) {
        const sample = samples[index] as number;
        real += sample * (cosines[row + index] as number);
        imaginary -= sample * (sines[row + index] as number);
      }
      const turn = tone * rotationCount + rotation;
      const turnReal = turnCosines[turn] as number;
      const turnImaginary = turnSines[turn] as number;
      const at = slot * toneCount + tone;
      this.#real[at] = real * turnReal + imaginary * turnImaginary;
      this.#imaginary[at] = imaginary * turnReal - real * turnImaginary;
    }
  }

  #strongest(): Look {
    for (let tone = 0; tone < toneCount; tone += 1) {
      let real = 0;
      let imaginary = 0;
      for (let at = tone; at < this.#real.length; at += toneCount) {
        real += this.#real[at] as number;
        imaginary += this.#imaginary[at] as number;
      }
      this.#power[tone] = real * real + imaginary * imaginary;
    }
    const low = strongestOf(this.#power, 0);
    const high = strongestOf(this.#power, 16);
    const quality = Math.min(low.share, high.share);
    if (quality < leastShare || Math.min(low.power, high.power) < weakestTonePower) return nothing;
    return { symbol: low.index | (high.index << 4), quality };
  }
}

function strongestOf(
  power: Float32Array,
  from: number,
): { index: number; power: number; share: number } {
  let index = 0;
  let best = 0;
  let sum = 0;
  for (let tone = 0; tone < 16; tone += 1) {
    const value = power[from + tone] as number;
    sum += value;
    if (value > best) {
      best = value;
      index = tone;
    }
  }
  return { index, power: best, share: sum > 0 ? best / sum : 0 };
}

/** A row for each tone; `width` phases, `step` samples apart. */
function waveTable(wave: (radians: number) => number, width: number, step: number): Float32Array {
  return Float32Array.from({ length: toneCount * width }, (_, at) => {
    const frequencyHz = tonesHz[Math.floor(at / width)] as number;
    return wave((2 * Math.PI * frequencyHz * (at % width) * step) / sampleRateHz);
  });
}

const cosines = waveTable(Math.cos, hopSamples, 1);
const sines = waveTable(Math.sin, hopSamples, 1);
const turnCosines = waveTable(Math.cos, rotationCount, hopSamples);
const turnSines = waveTable(Math.sin, rotationCount, hopSamples);
