import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mixFrenchVoices } from './mix-french-voices.ts';
import { silence } from './mulaw.ts';
import { speak, spokenMs } from './speak.ts';

let folder: string;
let command: string;

/** A stand-in for espeak-ng: a steady level for as long as 190 words a minute and 100 ms a letter take. */
const standIn = `#!${process.execPath}
let text = '';
process.stdin.on('data', (chunk) => (text += chunk)).on('end', () => {
  const speed = Number(process.argv[process.argv.indexOf('-s') + 1]);
  const pcm = Buffer.alloc(Math.round((text.length * 800 * 190) / speed) * 2);
  for (let at = 0; at < pcm.length; at += 2) pcm.writeInt16LE(9000, at);
  const header = Buffer.alloc(44);
  header.write('RIFF____WAVE', 0);
  header.writeUInt32LE(8000, 24);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  process.stdout.write(Buffer.concat([header, pcm]));
});
`;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'french-'));
  command = path.join(folder, 'espeak.cjs');
  await writeFile(command, standIn);
  await chmod(command, 0o755);
});
afterAll(() => rm(folder, { recursive: true }));

/** Whether the French voice sounds at a time: left, right. The softened tones stay far below it. */
function soundsAt(wav: Uint8Array | undefined, ms: number): [boolean, boolean] {
  const view = new DataView((wav as Uint8Array).buffer, (wav as Uint8Array).byteOffset);
  const at = 44 + ms * 8 * 4;
  return [view.getInt16(at, true) > 6_000, view.getInt16(at + 2, true) > 6_000];
}

it('puts each voice on its side, at its time, and makes it fit', async () => {
  const left = Uint8Array.from(Buffer.concat([silence(1_000), speak('Oui.'), silence(2_000)]));
  const right = Uint8Array.from(Buffer.concat([speak('Bonjour.'), silence(2_760)]));
  const endMs = 1_000 + spokenMs('Oui.');
  const wav = await mixFrenchVoices(
    {
      left,
      right,
      caller: [{ text: 'Oui.', startMs: 1_000, endMs }],
      agent: [{ text: 'Bonjour.', startMs: 0, endMs: spokenMs('Bonjour.') }],
    },
    { command },
  );
  expect(soundsAt(wav, 200)).toEqual([false, true]);
  expect(soundsAt(wav, 900)).toEqual([false, false]);
  expect(soundsAt(wav, 1_100)).toEqual([true, false]);
  // 400 ms of speech in a space of 240 ms: as fast as can be understood.
  expect(soundsAt(wav, 1_230)).toEqual([true, false]);
  expect(soundsAt(wav, 1_300)).toEqual([false, false]);
});

it('gives nothing when espeak-ng is not installed', async () => {
  const agent = [{ text: 'Bonjour.', startMs: 0, endMs: 480 }];
  const call = { left: silence(500), right: silence(500), caller: [], agent };
  expect(await mixFrenchVoices(call, { command: path.join(folder, 'missing') })).toBeUndefined();
});
