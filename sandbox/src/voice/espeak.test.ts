import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderFrench } from './espeak.ts';
import { resampleTo8k } from './resample-to-8k.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'espeak-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A stand-in for espeak-ng: half a second of a tone at 22,050 Hz, in a WAV whose length is unknown, as espeak-ng streams it. */
const standIn = `#!${process.execPath}
const chunks = [];
process.stdin.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
  if (Buffer.concat(chunks).toString() !== 'Bonjour à tous' || !process.argv.includes('fr')) process.exit(2);
  const header = Buffer.from('RIFF____WAVEfmt \\x10\\0\\0\\0\\x01\\0\\x01\\0____________\\x10\\0data____', 'latin1');
  header.writeUInt32LE(22050, 24);
  header.writeUInt16LE(16, 34);
  const pcm = Buffer.alloc(22050);
  for (let i = 0; i < 11025; i += 1) pcm.writeInt16LE(Math.round(9000 * Math.sin((2 * Math.PI * 440 * i) / 22050)), i * 2);
  process.stdout.write(Buffer.concat([header, pcm]));
});
`;

async function install(script: string): Promise<string> {
  const command = path.join(folder, `stand-in-${script.length}.cjs`);
  await writeFile(command, script);
  await chmod(command, 0o755);
  return command;
}

it('gives what the program says at 8 kHz', async () => {
  const pcm8k = await renderFrench('Bonjour à tous', { command: await install(standIn) });
  expect(pcm8k).toHaveLength(4_000);
  const crossings = pcm8k?.filter((sample, index) => sample >= 0 && (pcm8k[index - 1] ?? 0) < 0);
  expect(Math.abs((crossings?.length ?? 0) - 220)).toBeLessThanOrEqual(1);
});

it('gives nothing when the program is not installed', async () => {
  expect(await renderFrench('Bonjour', { command: path.join(folder, 'missing') })).toBeUndefined();
});

it('reports a program that fails or answers nonsense', async () => {
  const failing = await install(`#!${process.execPath}\nprocess.exit(3)`);
  await expect(renderFrench('Bonjour', { command: failing })).rejects.toThrow('ended with 3');
  const odd = await install(`#!${process.execPath}\nprocess.stdout.write('hello'.repeat(20))`);
  await expect(renderFrench('Bonjour', { command: odd })).rejects.toThrow('16-bit WAV');
});

it('keeps tones of the telephone band and drops those above', () => {
  const loudestOf = (frequencyHz: number): number => {
    const tone = Int16Array.from({ length: 22_050 }, (_, index) =>
      Math.round(10_000 * Math.sin((2 * Math.PI * frequencyHz * index) / 22_050)),
    );
    return Math.max(...resampleTo8k(tone, 22_050).subarray(100, -100));
  };
  expect(loudestOf(1_004)).toBeGreaterThan(9_900);
  expect(loudestOf(2_704)).toBeGreaterThan(9_500);
  expect(loudestOf(5_000)).toBeLessThan(30);
});
