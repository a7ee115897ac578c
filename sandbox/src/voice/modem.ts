/**
 * How text is laid into sound. A character is three 20 ms symbols: sequence, ISO 8859-15 byte, check byte. A symbol is 8 bits: one
 * of 16 low tones (the low half-byte) with one of 16 high tones. All tones are multiples of 5 Hz, so a tone bank needs few rotations.
 */
export const sampleRateHz = 8_000;
export const symbolSamples = 160;
export const symbolsPerCharacter = 3;
export const characterMs = 60;
/** Silence after a space, in samples: it makes the voice move in words. */
export const wordGapSamples = 320;

/** The 16 low tones, then the 16 high tones. The low ones are orthogonal over one symbol, the high ones leak less than −25 dB. */
export const tonesHz: readonly number[] = [
  ...Array.from({ length: 16 }, (_, index) => 400 + 100 * index),
  ...Array.from({ length: 16 }, (_, index) => 1_950 + 95 * index),
];

/** Number 0 opens an utterance; then 1 to 15, over and over. A loss of exactly 15 characters therefore goes unnoticed. */
export function sequenceAfter(sequence: number): number {
  return sequence === 15 ? 1 : sequence + 1;
}

/** How many characters are missing when `actual` came where `expected` should have. */
export function missingBetween(expected: number, actual: number): number {
  return expected === 0 ? actual : (actual - expected + 15) % 15;
}

/** The first symbol of a character. Only 16 of 256 values are used, so that it also marks where a character starts. */
export function sequenceSymbol(sequence: number): number {
  return sequence | (((sequence * 7 + 5) & 15) << 4);
}

/** The number in a sequence symbol; undefined for a symbol that is none. */
export function sequenceOf(symbol: number): number | undefined {
  const sequence = symbol & 15;
  return sequenceSymbol(sequence) === symbol ? sequence : undefined;
}

/** The third symbol: CRC-8 (polynomial 0x07) of the first two. */
export function checkSymbol(sequence: number, byte: number): number {
  return crcTable[(crcTable[0x5a ^ sequence] as number) ^ byte] as number;
}

const crcTable = Uint8Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
  return crc;
});
