import { startGoogleSpeechSimulator } from '@standardiste/sandbox/vendors/google-speech/google-speech-simulator.ts';
import { silence } from '@standardiste/sandbox/voice/mulaw.ts';
import { speak } from '@standardiste/sandbox/voice/speak.ts';
import { sleep } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describe, expect, it } from 'vitest';
import { describeRecogniser } from '../../recogniser.contract.ts';
import type { RecognitionEvent, RecognitionStream } from '../../recogniser.ts';
import { createGoogleRecogniser, type GoogleRecogniserOptions } from './google-recogniser.ts';

type SimulatorOptions = NonNullable<Parameters<typeof startGoogleSpeechSimulator>[0]>;

const quietLogger = {
  debug: () => undefined,
  info: () => undefined,
  warning: () => undefined,
  error: () => undefined,
  with: () => quietLogger,
};

async function start(
  options: { client?: Partial<GoogleRecogniserOptions>; simulator?: SimulatorOptions } = {},
) {
  const simulator = await startGoogleSpeechSimulator({ location: 'eu', ...options.simulator });
  const recogniser = createGoogleRecogniser({
    projectId: 'demo',
    location: 'eu',
    model: 'chirp_3',
    apiEndpoint: simulator.origin,
    clock: systemClock,
    logger: quietLogger,
    ...options.client,
  });
  return {
    simulator,
    recogniser,
    async [Symbol.asyncDispose]() {
      await recogniser[Symbol.asyncDispose]();
      await simulator[Symbol.asyncDispose]();
    },
  };
}

const language = { languageCode: 'fr-FR', phraseHints: [] };

function say(stream: RecognitionStream, ...parts: readonly Uint8Array[]): void {
  for (const part of parts) stream.sendAudio(part);
}

/** Reads on until an event is accepted; the rest can be read later. */
function reader(
  stream: RecognitionStream,
): (isLast: (event: RecognitionEvent) => boolean) => Promise<RecognitionEvent[]> {
  const iterator = stream.events[Symbol.asyncIterator]();
  return async (isLast) => {
    const events: RecognitionEvent[] = [];
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return events;
      events.push(next.value);
      if (isLast(next.value)) return events;
    }
  };
}

const isFinal = (event: RecognitionEvent): boolean => event.type === 'final';
const isFailed = (event: RecognitionEvent): boolean => event.type === 'failed';

describeRecogniser('Google Speech', async () => {
  const test = await start();
  return { ...test, run: (work) => work };
});

describe('what Google is asked for', () => {
  it('is μ-law in batches of the length asked for, with interims, speech events and the hints', async () => {
    await using test = await start({ client: { batchMs: 100 } });
    const { signal } = new AbortController();
    const hints = { languageCode: 'fr-FR', phraseHints: ['Sophie Lambert', ''] };
    const stream = test.recogniser.open({ ...hints, signal });
    say(stream, speak('Oui.'), silence(760));
    await expect.poll(() => test.simulator.state().streams[0]?.audioBytes).toBe(8_000);
    const [record] = test.simulator.state().streams;
    expect(record?.config).toMatchObject({
      recognizer: 'projects/demo/locations/eu/recognizers/_',
      encoding: 'MULAW',
      phraseHints: ['Sophie Lambert'],
      wantsInterims: true,
      wantsActivity: true,
    });
    expect(record?.requestCount).toBe(11);
  });

  it('has no hints for a model that refuses them', async () => {
    await using test = await start({ client: { model: 'telephony', batchMs: 20 } });
    const { signal } = new AbortController();
    const stream = test.recogniser.open({ languageCode: 'fr-FR', phraseHints: ['Sophie'], signal });
    say(stream, speak('Oui.'), silence(760));
    await expect.poll(() => test.simulator.state().streams[0]?.audioBytes).toBe(8_000);
    expect(test.simulator.state().streams[0]?.config?.phraseHints).toEqual([]);
    expect(test.simulator.state().streams[0]?.requestCount).toBe(51);
  });
});

describe('a stream that reaches its age', () => {
  const renewal = { afterMs: 150, atLatestMs: 10_000 };

  it('is renewed in a silence, and what follows is heard by the next one', async () => {
    await using test = await start({ client: { renewal } });
    const { signal } = new AbortController();
    const stream = test.recogniser.open({ ...language, signal });
    const read = reader(stream);
    say(stream, speak('Le mardi.'), silence(800));
    expect((await read(isFinal)).at(-1)).toMatchObject({ text: 'Le mardi.' });
    await expect.poll(() => test.simulator.state().streams.length).toBeGreaterThan(1);
    say(stream, speak('À dix heures.'), silence(800));
    const events = await read(isFinal);
    expect(events.map(({ type }) => type).filter((type) => type === 'final')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ text: 'À dix heures.' });
    await expect.poll(() => test.simulator.state().streams[0]?.endedBy).not.toBe('open');
  });

  it('is replaced in the middle of a sentence when it must be, and no word is lost or told twice', async () => {
    const client = { renewal: { afterMs: 100, atLatestMs: 250 } };
    await using test = await start({ client });
    const { signal } = new AbortController();
    const stream = test.recogniser.open({ ...language, signal });
    const read = reader(stream);
    const sentence = 'Bonjour, je voudrais un rendez-vous mardi à dix heures.';
    const audio = speak(sentence);
    say(stream, audio.subarray(0, 16_000));
    await expect.poll(() => test.simulator.state().streams.length).toBeGreaterThan(1);
    say(stream, audio.subarray(16_000), silence(800));
    const events = await read(isFinal);
    expect(events.at(-1)).toEqual({ type: 'final', text: sentence });
    expect(events.filter(({ type }) => type === 'speech-start')).toHaveLength(1);
  });
});

describe('a stream that fails', () => {
  it.each([
    ['UNAVAILABLE midway', { kind: 'cut' as const }],
    ['RESOURCE_EXHAUSTED at once', { kind: 'error' as const, status: 429 }],
    ['INTERNAL twice', { kind: 'error' as const, status: 13, times: 2 }],
  ])('with %s is opened again, and nothing that was said is lost', async (_, rule) => {
    await using test = await start();
    test.simulator.faults.set([{ operation: 'streamingRecognize', ...rule }]);
    const { signal } = new AbortController();
    const stream = test.recogniser.open({ ...language, signal });
    say(stream, speak('Je voudrais un rendez-vous.'), silence(800));
    const events = await reader(stream)((event) => isFinal(event) || isFailed(event));
    expect(events.at(-1)).toEqual({ type: 'final', text: 'Je voudrais un rendez-vous.' });
  });

  it('with an error that will not go away fails the recognition at once', async () => {
    await using test = await start({ client: { location: 'us' } });
    const { signal } = new AbortController();
    const stream = test.recogniser.open({ ...language, signal });
    const events = await reader(stream)(() => false);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ type: 'failed', error: { retryable: false } });
    expect(events[0]?.type === 'failed' && events[0].error.message).toContain('location to be eu');
  });

  it('again and again fails the recognition after a few attempts', async () => {
    await using test = await start();
    const rule = { operation: 'streamingRecognize', kind: 'error' as const, times: null };
    test.simulator.faults.set([rule]);
    const { signal } = new AbortController();
    const events = await reader(test.recogniser.open({ ...language, signal }))(() => false);
    expect(events).toMatchObject([{ type: 'failed', error: { retryable: true } }]);
    expect(test.simulator.state().streams).toHaveLength(5);
  });

  it('for want of audio is opened again when audio comes', async () => {
    await using test = await start({
      client: { dormantAfterMs: 80 },
      simulator: { limits: { audioTimeoutMs: 100 } },
    });
    const { signal } = new AbortController();
    const stream = test.recogniser.open({ ...language, signal });
    await expect.poll(() => test.simulator.state().streams[0]?.endedBy).toBe('ABORTED');
    await sleep(systemClock, 150);
    expect(test.simulator.state().streams).toHaveLength(1);
    say(stream, speak('Oui.'), silence(800));
    expect((await reader(stream)(isFinal)).at(-1)).toEqual({ type: 'final', text: 'Oui.' });
  });

  it('by saying nothing to loud audio is replaced, and what was said is heard', async () => {
    await using test = await start();
    test.simulator.faults.set([{ operation: 'streamingRecognize', kind: 'hang' }]);
    const { signal } = new AbortController();
    const stream = test.recogniser.open({ ...language, signal });
    await expect.poll(() => test.simulator.state().openStreamCount).toBe(1);
    const sentence = `Bonjour, je vous appelle ${'vraiment '.repeat(14)}pour mardi.`;
    const audio = speak(sentence);
    // In pieces: the stream must be open before the loud audio is sent to it.
    for (let at = 0; at < audio.length; at += 8_000) {
      say(stream, audio.subarray(at, at + 8_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    say(stream, silence(800));
    expect((await reader(stream)(isFinal)).at(-1)).toEqual({ type: 'final', text: sentence });
    expect(test.simulator.state().streams).toHaveLength(2);
  });
});

it('serves more streams than one connection takes', async () => {
  await using test = await start({
    client: { maxStreamsPerConnection: 3 },
    simulator: { maxStreams: 3 },
  });
  const { signal } = new AbortController();
  const results = Array.from({ length: 8 }, async (_, index) => {
    const stream = test.recogniser.open({ ...language, signal });
    say(stream, speak(`Numéro ${index}.`), silence(800));
    return (await reader(stream)(isFinal)).at(-1);
  });
  const expected = results.map((_, index) => ({ type: 'final', text: `Numéro ${index}.` }));
  expect(await Promise.all(results)).toEqual(expected);
});

it('reports that nobody answers at its endpoint', async () => {
  const gone = await start();
  await gone.simulator[Symbol.asyncDispose]();
  const recogniser = createGoogleRecogniser({
    projectId: 'demo',
    location: 'eu',
    model: 'chirp_3',
    apiEndpoint: gone.simulator.origin,
    clock: systemClock,
    logger: quietLogger,
    connectTimeoutMs: 200,
  });
  await expect(recogniser.warmUp()).rejects.toMatchObject({
    code: 'vendor-failed',
    vendor: 'google-speech',
    retryable: true,
  });
  await recogniser[Symbol.asyncDispose]();
});
