import { MessageInvalidError } from '@standardiste/shared/errors/callbot-error.ts';

const headerBytes = 44;

/**
 * A WAV file of 16-bit PCM: one channel is mono, two are stereo (left, right). Shorter channels are filled up with silence.
 * @throws TypeError for other numbers of channels, or more than 2 GiB.
 */
export function writeWav(options: {
  readonly sampleRateHz: number;
  readonly channels: readonly Int16Array[];
}): Uint8Array {
  const { channels, sampleRateHz } = options;
  if (channels.length !== 1 && channels.length !== 2)
    throw new TypeError(`Expected one or two channels, got ${channels.length}`);
  const frameCount = Math.max(...channels.map(({ length }) => length));
  const blockBytes = channels.length * 2;
  const dataBytes = frameCount * blockBytes;
  if (dataBytes > 2 ** 31) throw new TypeError('A WAV file holds 2 GiB at most');
  const file = new Uint8Array(headerBytes + dataBytes);
  const view = new DataView(file.buffer);
  writeAscii(file, 0, 'RIFF');
  view.setUint32(4, headerBytes - 8 + dataBytes, true);
  writeAscii(file, 8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * blockBytes, true);
  view.setUint16(32, blockBytes, true);
  view.setUint16(34, 16, true);
  writeAscii(file, 36, 'data');
  view.setUint32(40, dataBytes, true);
  for (const [channel, samples] of channels.entries())
    for (const [index, sample] of samples.entries())
      view.setInt16(headerBytes + index * blockBytes + channel * 2, sample, true);
  return file;
}

/** Formats of the `fmt ` chunk: 1 PCM, 6 A-law, 7 μ-law. */
export interface WavFile {
  readonly formatTag: number;
  readonly channelCount: number;
  readonly sampleRateHz: number;
  readonly bitsPerSample: number;
  /** The samples as they stand in the file; a view of it. */
  readonly data: Uint8Array;
}

/**
 * The samples of a WAV file, without the header and whatever chunks come before them. A length that runs past the end (a file that was
 * streamed) means « to the end ».
 * @throws MessageInvalidError when it is no WAV file.
 */
export function readWav(file: Uint8Array): WavFile {
  if (file.length < 12 || ascii(file, 0) !== 'RIFF' || ascii(file, 8) !== 'WAVE')
    throw new MessageInvalidError('Expected a WAV file: RIFF … WAVE');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let format: Omit<WavFile, 'data'> | undefined;
  for (let at = 12; at + 8 <= file.length;) {
    const bytes = view.getUint32(at + 4, true);
    const start = at + 8;
    if (ascii(file, at) === 'fmt ' && start + 16 <= file.length)
      format = {
        formatTag: view.getUint16(start, true),
        channelCount: view.getUint16(start + 2, true),
        sampleRateHz: view.getUint32(start + 4, true),
        bitsPerSample: view.getUint16(start + 14, true),
      };
    if (ascii(file, at) === 'data' && format !== undefined)
      return { ...format, data: file.subarray(start, Math.min(file.length, start + bytes)) };
    // Chunks start at even offsets.
    at = start + bytes + (bytes % 2);
  }
  throw new MessageInvalidError('The WAV file holds no data chunk after a fmt chunk');
}

/** 16-bit little-endian samples; an odd last byte is dropped. */
export function toPcm(bytes: Uint8Array): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, index) =>
    view.getInt16(index * 2, true),
  );
}

function writeAscii(bytes: Uint8Array, offset: number, text: string): void {
  bytes.set(new TextEncoder().encode(text), offset);
}

function ascii(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}
