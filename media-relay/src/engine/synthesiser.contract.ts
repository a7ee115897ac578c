import { createHearing } from '@standardiste/sandbox/voice/hearing.ts';
import { describe, expect, it } from 'vitest';
import type { Synthesiser } from './synthesiser.ts';

/** A synthesiser that speaks with the text-bearing voice, for one test. Disposing of it disposes of the synthesiser. */
export interface SynthesiserUnderTest extends AsyncDisposable {
  readonly synthesiser: Synthesiser;
  /** Lets time pass until the work is done: identity in real time, `VirtualClock.runUntil` in virtual time. */
  run<T>(work: Promise<T>): Promise<T>;
}

const voice = { voice: 'fr-FR-Chirp3-HD-Aoede', languageCode: 'fr-FR' };
const sentence = "Bonjour, c'est l'assistant de Lumière Énergie.";

/** What every synthesiser owes the relay. */
export function describeSynthesiser(name: string, open: () => Promise<SynthesiserUnderTest>): void {
  describe(`${name} keeps the Synthesiser contract`, () => {
    it('speaks the phrase, in order and whole, in 20 ms frames', async () => {
      await using test = await open();
      const { signal } = new AbortController();
      const pieces = await test.run(
        collect(test.synthesiser.synthesise({ ...voice, text: sentence, signal })),
      );
      const hearing = createHearing();
      for (const piece of pieces) {
        expect(piece.length % 160).toBe(0);
        expect(piece.length).toBeGreaterThan(0);
        hearing.push(piece);
      }
      expect(hearing.text()).toBe(sentence);
    });

    it('gives the first audio before it has the last', async () => {
      await using test = await open();
      const { signal } = new AbortController();
      const pieces = await test.run(
        collect(test.synthesiser.synthesise({ ...voice, text: sentence, signal })),
      );
      expect(pieces.length).toBeGreaterThan(1);
    });

    it('speaks several phrases at once', async () => {
      await using test = await open();
      const { signal } = new AbortController();
      const speakPhrase = async (text: string): Promise<string> => {
        const hearing = createHearing();
        for await (const piece of test.synthesiser.synthesise({ ...voice, text, signal }))
          hearing.push(piece);
        return hearing.text();
      };
      const texts = ['Oui.', 'Non.', 'Très bien.'];
      expect(await test.run(Promise.all(texts.map(speakPhrase)))).toEqual(texts);
    });

    it("throws the signal's reason when it aborts midway", async () => {
      await using test = await open();
      const controller = new AbortController();
      const reason = new Error('the caller speaks');
      const listen = async (): Promise<void> => {
        const { signal } = controller;
        for await (const _ of test.synthesiser.synthesise({ ...voice, text: sentence, signal }))
          controller.abort(reason);
      };
      await expect(test.run(listen())).rejects.toBe(reason);
    });

    it("throws the signal's reason when it had aborted before", async () => {
      await using test = await open();
      const reason = new Error('the call is over');
      const signal = AbortSignal.abort(reason);
      const speech = collect(test.synthesiser.synthesise({ ...voice, text: sentence, signal }));
      await expect(test.run(speech)).rejects.toBe(reason);
    });

    it('can be left midway', async () => {
      await using test = await open();
      const { signal } = new AbortController();
      const listen = async (): Promise<number> => {
        for await (const piece of test.synthesiser.synthesise({ ...voice, text: sentence, signal }))
          return piece.length;
        return 0;
      };
      expect(await test.run(listen())).toBeGreaterThan(0);
    });
  });
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const collected: Uint8Array[] = [];
  for await (const piece of pieces) collected.push(piece);
  return collected;
}
