import { mulawToSample } from '../voice/mulaw.ts';

/** A stereo WAV file (16-bit PCM, 8 kHz) of two μ-law tracks; the shorter one is padded with silence. */
export function formatStereoWav(left: Uint8Array, right: Uint8Array): Uint8Array {
  const frameCount = Math.max(left.length, right.length);
  const file = Buffer.alloc(44 + frameCount * 4);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(2, 22); // channels
  file.writeUInt32LE(8_000, 24);
  file.writeUInt32LE(32_000, 28); // bytes a second
  file.writeUInt16LE(4, 32); // bytes a frame
  file.writeUInt16LE(16, 34); // bits a sample
  file.write('data', 36);
  file.writeUInt32LE(frameCount * 4, 40);
  for (let index = 0; index < frameCount; index += 1) {
    file.writeInt16LE(mulawToSample[left[index] ?? 0xff] as number, 44 + index * 4);
    file.writeInt16LE(mulawToSample[right[index] ?? 0xff] as number, 46 + index * 4);
  }
  return file;
}
