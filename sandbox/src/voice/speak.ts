import { toBytes, toSpeakable } from './alphabet.ts';
import {
  checkSymbol,
  sampleRateHz,
  sequenceAfter,
  sequenceSymbol,
  symbolSamples,
  symbolsPerCharacter,
  tonesHz,
  wordGapSamples,
} from './modem.ts';
import { mulawSilence, sampleToMulaw } from './mulaw.ts';

const space = 0x20;
/** One tone of two, relative to the whole voice's level. */
const toneShare = 0.85;
const carrierShare = 0.3;
const rampSamples = 8;
const envelopePeriodSamples = 2_000;
const carrierPeriodSamples = 200;

/**
 * Says the text in the text-bearing voice: μ-law 8 kHz in whole 20 ms frames, 60 ms a character and 40 ms more at a space.
 * Characters outside ISO 8859-15 are transliterated (`toSpeakable`). The empty text gives no audio. `levelDbfs` is the mean level,
 * −15 unless told.
 */
export function speak(text: string, options: { readonly levelDbfs?: number } = {}): Uint8Array {
  const bytes = toBytes(toSpeakable(text));
  const gain = 32_768 * 10 ** ((options.levelDbfs ?? -15) / 20);
  const spaceCount = bytes.filter((byte) => byte === space).length;
  const audio = new Uint8Array(
    bytes.length * symbolsPerCharacter * symbolSamples + spaceCount * wordGapSamples,
  ).fill(mulawSilence);
  let offset = 0;
  let sequence = 0;
  for (const byte of bytes) {
    const first = sequenceSymbol(sequence);
    for (const symbol of [first, byte, checkSymbol(first, byte)]) {
      writeSymbol(audio, offset, symbol, gain);
      offset += symbolSamples;
    }
    if (byte === space) offset += wordGapSamples;
    sequence = sequenceAfter(sequence);
  }
  return audio;
}

/** How long the voice takes for the text, in ms. */
export function spokenMs(text: string): number {
  const speakable = toSpeakable(text);
  return speakable.length * 60 + (speakable.split(' ').length - 1) * 40;
}

function writeSymbol(audio: Uint8Array, offset: number, symbol: number, gain: number): void {
  const low = toneWaves[symbol & 15] as Float32Array;
  const high = toneWaves[16 + (symbol >> 4)] as Float32Array;
  for (let index = 0; index < symbolSamples; index += 1) {
    const at = offset + index;
    const tones = ((low[index] as number) + (high[index] as number)) * toneShare;
    const carrier = (carrierWave[at % carrierPeriodSamples] as number) * carrierShare;
    const level = envelope[at % envelopePeriodSamples] as number;
    audio[at] = sampleToMulaw(gain * level * (tones + carrier));
  }
}

/** One symbol of each tone, with 1 ms ramps against clicks. */
const toneWaves = tonesHz.map((frequencyHz) =>
  Float32Array.from({ length: symbolSamples }, (_, index) => {
    const edge = Math.min(index + 1, symbolSamples - index);
    const ramp = edge >= rampSamples ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * edge) / rampSamples);
    return ramp * Math.sin((2 * Math.PI * frequencyHz * index) / sampleRateHz);
  }),
);

/** The hum below the tones, 120 and 240 Hz, which makes a detector take it for a voice. */
const carrierWave = Float32Array.from(
  { length: carrierPeriodSamples },
  (_, index) =>
    Math.sin((2 * Math.PI * 120 * index) / sampleRateHz) +
    Math.sin((2 * Math.PI * 240 * index) / sampleRateHz),
);

/** Syllables: 4 a second. */
const envelope = Float32Array.from(
  { length: envelopePeriodSamples },
  (_, index) => 1 - 0.4 * Math.cos((2 * Math.PI * index) / envelopePeriodSamples),
);
