import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addNoise } from './mix.ts';
import { silence } from './mulaw.ts';
import {
  createSimulatedRecognition,
  type RecognitionOptions,
  type RecognitionOutput,
} from './simulated-recognition.ts';
import { speak, spokenMs } from './speak.ts';

const sentence = 'Bonjour, je voudrais un rendez-vous mardi.';

function recognise(
  parts: readonly Uint8Array[],
  options: RecognitionOptions & { chunkBytes?: number } = {},
): (RecognitionOutput & { saidAtMs: number })[] {
  const recognition = createSimulatedRecognition(options);
  const audio = Uint8Array.from(Buffer.concat(parts));
  const chunkBytes = options.chunkBytes ?? 160;
  const said: (RecognitionOutput & { saidAtMs: number })[] = [];
  for (let offset = 0; offset < audio.length; offset += chunkBytes) {
    const outputs = recognition.push(audio.subarray(offset, offset + chunkBytes));
    said.push(...outputs.map((output) => ({ ...output, saidAtMs: recognition.pushedMs })));
  }
  const rest = recognition.end();
  return [...said, ...rest.map((output) => ({ ...output, saidAtMs: recognition.pushedMs }))];
}

describe('one utterance', () => {
  const said = recognise([silence(500), speak(sentence), silence(1_000)]);
  const endMs = 500 + spokenMs(sentence);

  it('begins with speech and ends with one settled transcript', () => {
    expect(said[0]?.type).toBe('speech-start');
    expect(said.slice(-2).map(({ type }) => type)).toEqual(['speech-end', 'final']);
    expect(said.at(-1)).toMatchObject({ type: 'final', text: sentence });
    expect(said.filter(({ type }) => type === 'final')).toHaveLength(1);
  });

  it('is told on time, to a frame', () => {
    expect(said[0]?.saidAtMs).toBe(600);
    expect((said.at(-1)?.saidAtMs ?? 0) - endMs).toBeGreaterThanOrEqual(280);
    expect((said.at(-1)?.saidAtMs ?? 0) - endMs).toBeLessThanOrEqual(320);
  });

  it('grows by whole words, every 100 ms, and is whole 150 ms after its end', () => {
    const interims = said.filter((output) => output.type === 'interim');
    expect(interims.length).toBeGreaterThan(20);
    for (const interim of interims) {
      expect(sentence.startsWith(interim.text)).toBe(true);
      expect([' ', undefined]).toContain(sentence[interim.text.length]);
    }
    expect(interims.at(-1)).toMatchObject({ text: sentence, stability: 0.9 });
    expect((interims.at(-1)?.saidAtMs ?? 0) - endMs).toBeLessThanOrEqual(160);
  });
});

it('says the same of the same audio, however it was cut', () => {
  const parts = [silence(200), speak('Oui, mardi.'), silence(400), speak('Non.'), silence(500)];
  const plain = recognise(parts).map(({ saidAtMs: _, ...output }) => output);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_000 }), (chunkBytes) => {
      const cut = recognise(parts, { chunkBytes }).map(({ saidAtMs: _, ...output }) => output);
      expect(cut).toEqual(plain);
    }),
    { numRuns: 15 },
  );
});

it('takes a short pause for one utterance and a long one for two', () => {
  const finals = (pauseMs: number): string[] =>
    recognise([speak('Le mardi.'), silence(pauseMs), speak('À dix heures.'), silence(600)])
      .filter((output) => output.type === 'final')
      .map(({ text }) => text);
  expect(finals(240)).toEqual(['Le mardi. À dix heures.']);
  expect(finals(400)).toEqual(['Le mardi.', 'À dix heures.']);
});

it('pairs every start of speech with one end', () => {
  const edges = recognise([speak('Le mardi.'), silence(280), speak('Non.'), silence(600)])
    .map(({ type }) => type)
    .filter((type) => type.startsWith('speech'));
  expect(edges).toEqual(['speech-start', 'speech-end', 'speech-start', 'speech-end']);
});

it('settles what was said when the audio ends', () => {
  expect(recognise([speak('Allô ?')]).at(-1)).toMatchObject({ type: 'final', text: 'Allô ?' });
});

it('says nothing of noise', () => {
  expect(recognise([addNoise(silence(4_000), -30)])).toEqual([]);
});

it('hears what is left of a damaged word', () => {
  const audio = speak('Le mardi.');
  audio.fill(0xff, 160 * 11 + 320, 160 * 12 + 320);
  expect(recognise([audio, silence(500)]).at(-1)).toMatchObject({ text: 'Le ardi.' });
});

describe('mishearing', () => {
  const wrong = (seed: number): string[] =>
    recognise([speak('le mardi seize à dix heures'), silence(500)], { corruptionRate: 0.5, seed })
      .filter((output) => output.type !== 'speech-start' && output.type !== 'speech-end')
      .map(({ text }) => text);

  it('is the same for the same seed and changes words to others that sound alike', () => {
    expect(wrong(3)).toEqual(wrong(3));
    expect(new Set([1, 2, 3, 4].map((seed) => wrong(seed).at(-1))).size).toBeGreaterThan(1);
  });

  it('does not change its mind about a word', () => {
    const hypotheses = wrong(3);
    for (const text of hypotheses) expect(hypotheses.at(-1)?.startsWith(text)).toBe(true);
  });
});
