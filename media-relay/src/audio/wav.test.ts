import { MessageInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readWav, toPcm, writeWav } from './wav.ts';

it('gives mono samples back', () => {
  const pcm = Int16Array.of(0, 1, -1, 32_767, -32_768);
  const wav = readWav(writeWav({ sampleRateHz: 8_000, channels: [pcm] }));
  expect(toPcm(wav.data)).toEqual(pcm);
  expect(wav).toMatchObject({
    formatTag: 1,
    channelCount: 1,
    sampleRateHz: 8_000,
    bitsPerSample: 16,
  });
});

it('interleaves stereo and fills the shorter channel with silence', () => {
  const channels = [Int16Array.of(1, 2, 3), Int16Array.of(9)];
  const wav = readWav(writeWav({ sampleRateHz: 8_000, channels }));
  expect([...toPcm(wav.data)]).toEqual([1, 9, 2, 0, 3, 0]);
  expect(wav.channelCount).toBe(2);
});

it('finds the data behind other chunks, and takes a length past the end for the end', () => {
  const plain = Buffer.from(writeWav({ sampleRateHz: 8_000, channels: [Int16Array.of(7, 8)] }));
  const other = Buffer.from('LIST\u0003\u0000\u0000\u0000abc\u0000', 'latin1');
  const file = Buffer.concat([plain.subarray(0, 36), other, plain.subarray(36)]);
  file.writeUInt32LE(0xffffffff, 36 + other.length + 4);
  expect([...toPcm(readWav(file).data)]).toEqual([7, 8]);
});

it('refuses what is no WAV file, whatever it is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(() => readWav(bytes)).toThrow(MessageInvalidError);
    }),
  );
  const headerOnly = writeWav({ sampleRateHz: 8_000, channels: [new Int16Array(0)] });
  expect(() => readWav(headerOnly.subarray(0, 36))).toThrow(MessageInvalidError);
});

it('takes one or two channels', () => {
  expect(() => writeWav({ sampleRateHz: 8_000, channels: [] })).toThrow(TypeError);
});
