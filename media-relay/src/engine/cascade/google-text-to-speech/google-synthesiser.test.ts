import { startGoogleTextToSpeechSimulator } from '@standardiste/sandbox/vendors/google-text-to-speech/google-text-to-speech-simulator.ts';
import { createHearing } from '@standardiste/sandbox/voice/hearing.ts';
import { speak } from '@standardiste/sandbox/voice/speak.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describe, expect, it } from 'vitest';
import { describeSynthesiser } from '../../synthesiser.contract.ts';
import { createGoogleSynthesiser, type GoogleSynthesiserOptions } from './google-synthesiser.ts';

type SimulatorOptions = NonNullable<Parameters<typeof startGoogleTextToSpeechSimulator>[0]>;

const quietLogger = {
  debug: () => undefined,
  info: () => undefined,
  warning: () => undefined,
  error: () => undefined,
  with: () => quietLogger,
};

async function start(
  options: { client?: Partial<GoogleSynthesiserOptions>; simulator?: SimulatorOptions } = {},
) {
  const timing = { firstByteMs: 20, chunkMs: 100, speedFactor: 40 };
  const simulator = await startGoogleTextToSpeechSimulator({ timing, ...options.simulator });
  const synthesiser = createGoogleSynthesiser({
    projectId: 'demo',
    apiEndpoint: simulator.origin,
    clock: systemClock,
    logger: quietLogger,
    ...options.client,
  });
  return {
    simulator,
    synthesiser,
    /** What is heard until the speech ends or fails. */
    async hear(text: string, signal = new AbortController().signal): Promise<string> {
      const hearing = createHearing();
      const request = { text, voice: 'fr-FR-Chirp3-HD-Aoede', languageCode: 'fr-FR', signal };
      for await (const piece of synthesiser.synthesise(request)) hearing.push(piece);
      return hearing.text();
    },
    async [Symbol.asyncDispose]() {
      await synthesiser[Symbol.asyncDispose]();
      await simulator[Symbol.asyncDispose]();
    },
  };
}

describeSynthesiser('Google Text-to-Speech', async () => {
  const test = await start();
  return { ...test, run: (work) => work };
});

it('asks for μ-law 8 kHz with the voice of the profile', async () => {
  await using test = await start();
  await test.hear('Bonjour.');
  expect(test.simulator.state().requests).toMatchObject([
    {
      kind: 'streaming',
      config: { voice: 'fr-FR-Chirp3-HD-Aoede', encoding: 'MULAW', sampleRateHz: 8_000 },
      texts: ['Bonjour.'],
      sentBytes: speak('Bonjour.').length,
      endedBy: 'done',
    },
  ]);
});

it('cancels at Google what is not needed any more', async () => {
  await using test = await start({ simulator: { timing: { firstByteMs: 10, speedFactor: 2 } } });
  const controller = new AbortController();
  const { synthesiser } = test;
  const request = { text: 'Une phrase qui dure.', voice: 'fr-FR-Chirp3-HD-Aoede' };
  for await (const _ of synthesiser.synthesise({
    ...request,
    languageCode: 'fr-FR',
    signal: controller.signal,
  }))
    break;
  await expect.poll(() => test.simulator.state().requests[0]?.endedBy).toBe('cancelled');
});

describe('a phrase that fails', () => {
  const operation = 'streamingSynthesize';

  it('before its first audio is asked for once more', async () => {
    await using test = await start();
    test.simulator.faults.set([{ operation, kind: 'error', status: 503 }]);
    expect(await test.hear('Bonjour.')).toBe('Bonjour.');
  });

  it('twice is a failure that may pass', async () => {
    await using test = await start();
    test.simulator.faults.set([{ operation, kind: 'error', status: 503, times: 2 }]);
    const failure = { code: 'vendor-failed', vendor: 'google-text-to-speech', retryable: true };
    await expect(test.hear('Bonjour.')).rejects.toMatchObject(failure);
  });

  it('midway is not repeated from its start', async () => {
    await using test = await start();
    test.simulator.faults.set([{ operation, kind: 'cut' }]);
    await expect(test.hear('Bonjour à tous.')).rejects.toMatchObject({ retryable: true });
    expect(test.simulator.state().requests).toHaveLength(1);
  });

  it('by keeping silent is given up in time', async () => {
    await using test = await start({ client: { firstAudioTimeoutMs: 150 } });
    test.simulator.faults.set([{ operation, kind: 'hang', times: 2 }]);
    await expect(test.hear('Bonjour.')).rejects.toMatchObject({ code: 'vendor-failed' });
    await expect
      .poll(() => test.simulator.state().requests.map(({ endedBy }) => endedBy))
      .toEqual(['cancelled', 'cancelled']);
  });

  it('for a reason that will not go away is not repeated', async () => {
    await using test = await start();
    const { signal } = new AbortController();
    const request = { text: 'Oui.', voice: 'fr-FR-Neural2-A', languageCode: 'fr-FR', signal };
    const frames = test.synthesiser.synthesise(request)[Symbol.asyncIterator]();
    await expect(frames.next()).rejects.toMatchObject({ retryable: false });
    expect(test.simulator.state().requests).toHaveLength(1);
  });
});

it('falls back to PCM where μ-law is refused, and remembers', async () => {
  await using test = await start({ simulator: { streamingEncodings: ['PCM'] } });
  expect(await test.hear('Bonjour.')).toBe('Bonjour.');
  expect(await test.hear('Très bien.')).toBe('Très bien.');
  const encodings = test.simulator.state().requests.map(({ config }) => config?.encoding);
  expect(encodings).toEqual([undefined, 'PCM', 'PCM']);
});

it('speaks more phrases at once than one connection takes', async () => {
  await using test = await start({
    client: { maxStreamsPerConnection: 2 },
    simulator: { maxStreams: 2 },
  });
  const texts = Array.from({ length: 7 }, (_, index) => `Phrase ${index}.`);
  expect(await Promise.all(texts.map((text) => test.hear(text)))).toEqual(texts);
});

it('refuses a text that Google would refuse', async () => {
  await using test = await start();
  await expect(test.hear('é'.repeat(2_501))).rejects.toThrow(TypeError);
  expect(test.simulator.state().requests).toEqual([]);
});
