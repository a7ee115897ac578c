import { mulawToSample } from '../../voice/mulaw.ts';
import type { SynthesisConfig, SynthesisEncoding } from './synthesis-request.ts';

/** The voice (μ-law 8 kHz) in the encoding that was asked for, without a header. */
export function encodeSpeech(mulaw8k: Uint8Array, config: SynthesisConfig): Buffer {
  if (config.encoding === 'MULAW') return Buffer.from(mulaw8k);
  if (config.encoding === 'ALAW')
    return Buffer.from(mulaw8k.map((byte) => sampleToAlaw(mulawToSample[byte] as number)));
  const factor = config.sampleRateHz / 8_000;
  const pcm = Buffer.alloc(mulaw8k.length * factor * 2);
  for (let index = 0; index < mulaw8k.length; index += 1) {
    const from = mulawToSample[mulaw8k[index] as number] as number;
    const to = mulawToSample[mulaw8k[index + 1] ?? 0xff] as number;
    for (let step = 0; step < factor; step += 1)
      pcm.writeInt16LE(
        Math.round(from + ((to - from) * step) / factor),
        (index * factor + step) * 2,
      );
  }
  return pcm;
}

/** WAVE format tags: 1 PCM, 6 A-law, 7 μ-law. */
const waveFormats: Readonly<Record<SynthesisEncoding, { tag: number; bytes: number }>> = {
  PCM: { tag: 1, bytes: 2 },
  LINEAR16: { tag: 1, bytes: 2 },
  ALAW: { tag: 6, bytes: 1 },
  MULAW: { tag: 7, bytes: 1 },
};

/** A WAV file of one channel, as `SynthesizeSpeech` answers for all encodings but PCM. */
export function wrapWave(data: Buffer, config: SynthesisConfig): Buffer {
  const { tag, bytes } = waveFormats[config.encoding];
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(tag, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(config.sampleRateHz, 24);
  header.writeUInt32LE(config.sampleRateHz * bytes, 28);
  header.writeUInt16LE(bytes, 32);
  header.writeUInt16LE(bytes * 8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

function sampleToAlaw(sample: number): number {
  const magnitude = (sample < 0 ? -sample - 1 : sample) >> 4;
  const segment = Math.max(0, 28 - Math.clz32(magnitude));
  const mantissa = (segment < 2 ? magnitude : magnitude >> (segment - 1)) & 0x0f;
  return ((sample < 0 ? 0 : 0x80) | (segment << 4) | mantissa) ^ 0x55;
}
