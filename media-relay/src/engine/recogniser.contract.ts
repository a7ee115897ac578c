import { silence } from '@standardiste/sandbox/voice/mulaw.ts';
import { speak } from '@standardiste/sandbox/voice/speak.ts';
import { describe, expect, it } from 'vitest';
import type { Recogniser, RecognitionEvent, RecognitionStream } from './recogniser.ts';

/** A recogniser that understands the text-bearing voice, for one test. Disposing of it disposes of the recogniser. */
export interface RecogniserUnderTest extends AsyncDisposable {
  readonly recogniser: Recogniser;
  /** Lets time pass until the work is done: identity in real time, `VirtualClock.runUntil` in virtual time. */
  run<T>(work: Promise<T>): Promise<T>;
}

const options = { languageCode: 'fr-FR', phraseHints: ['Standardiste'] };
const sentence = 'Bonjour, je voudrais un rendez-vous mardi.';

/** What every recogniser owes the relay. */
export function describeRecogniser(name: string, open: () => Promise<RecogniserUnderTest>): void {
  describe(`${name} keeps the Recogniser contract`, () => {
    it('tells of speech, interims and one final for an utterance', async () => {
      await using test = await open();
      const { signal } = new AbortController();
      const stream = test.recogniser.open({ ...options, signal });
      say(stream, silence(200), speak(sentence), silence(800));
      const events = await test.run(until(stream, (event) => event.type === 'final'));
      expect(events.at(-1)).toEqual({ type: 'final', text: sentence });
      const types = events.map(({ type }) => type);
      expect(types.indexOf('speech-start')).toBe(0);
      expect(types.indexOf('speech-end')).toBeGreaterThan(types.indexOf('interim'));
      for (const event of events)
        if (event.type === 'interim') {
          expect(sentence.startsWith(event.text)).toBe(true);
          expect(event.stability).toBeGreaterThanOrEqual(0);
          expect(event.stability).toBeLessThanOrEqual(1);
        }
    });

    it('goes on after a final', async () => {
      await using test = await open();
      const { signal } = new AbortController();
      const stream = test.recogniser.open({ ...options, signal });
      say(stream, speak('Le mardi.'), silence(800), speak('À dix heures.'), silence(800));
      let finals = 0;
      const events = await test.run(
        until(stream, (event) => event.type === 'final' && ++finals === 2),
      );
      const texts = events.filter((event) => event.type === 'final').map(({ text }) => text);
      expect(texts).toEqual(['Le mardi.', 'À dix heures.']);
    });

    it('keeps the streams of two calls apart', async () => {
      await using test = await open();
      const { signal } = new AbortController();
      const first = test.recogniser.open({ ...options, signal });
      const second = test.recogniser.open({ ...options, signal });
      say(first, speak('Oui.'), silence(800));
      say(second, speak('Non.'), silence(800));
      const isFinal = (event: RecognitionEvent): boolean => event.type === 'final';
      const results = Promise.all([until(first, isFinal), until(second, isFinal)]);
      const [yes, no] = await test.run(results);
      expect([yes.at(-1), no.at(-1)]).toEqual([
        { type: 'final', text: 'Oui.' },
        { type: 'final', text: 'Non.' },
      ]);
    });

    it('ends the events after close, without a failure, and ignores audio after it', async () => {
      await using test = await open();
      const stream = test.recogniser.open({ ...options, signal: new AbortController().signal });
      say(stream, speak('Oui'));
      stream.close();
      stream.close();
      say(stream, speak('Non'));
      const events = await test.run(until(stream, () => false));
      expect(events.map(({ type }) => type)).not.toContain('failed');
    });

    it('ends the events when the signal aborts, also one that had aborted before', async () => {
      await using test = await open();
      const controller = new AbortController();
      const stream = test.recogniser.open({ ...options, signal: controller.signal });
      say(stream, speak('Oui'));
      controller.abort(new Error('the call is over'));
      const events = await test.run(until(stream, () => false));
      expect(events.map(({ type }) => type)).not.toContain('failed');
      const late = test.recogniser.open({ ...options, signal: controller.signal });
      expect(await test.run(until(late, () => false))).toEqual([]);
    });

    it('closes its streams when it is disposed of', async () => {
      const test = await open();
      const stream = test.recogniser.open({ ...options, signal: new AbortController().signal });
      const events = until(stream, () => false);
      await test[Symbol.asyncDispose]();
      expect((await test.run(events)).map(({ type }) => type)).not.toContain('failed');
    });
  });
}

function say(stream: RecognitionStream, ...parts: readonly Uint8Array[]): void {
  for (const part of parts)
    for (let at = 0; at < part.length; at += 160) stream.sendAudio(part.subarray(at, at + 160));
}

/** The events up to and with the first that `isLast` accepts, or all of them. */
async function until(
  stream: RecognitionStream,
  isLast: (event: RecognitionEvent) => boolean,
): Promise<RecognitionEvent[]> {
  const events: RecognitionEvent[] = [];
  for await (const event of stream.events) {
    events.push(event);
    if (isLast(event)) break;
  }
  return events;
}
