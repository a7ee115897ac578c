import { v2 } from '@google-cloud/speech';
import { GoogleAuth, grpc } from 'google-gax';
import { describe, expect, it } from 'vitest';
import { silence } from '../../voice/mulaw.ts';
import { speak } from '../../voice/speak.ts';
import { startGoogleSpeechSimulator, type GoogleSpeechOptions } from './google-speech-simulator.ts';

const config = {
  explicitDecodingConfig: { encoding: 'MULAW', sampleRateHertz: 8_000, audioChannelCount: 1 },
  model: 'chirp_3',
  languageCodes: ['fr-FR'],
};
const streamingFeatures = { interimResults: true, enableVoiceActivityEvents: true };
const recognizer = 'projects/demo/locations/eu/recognizers/_';
const firstRequest = { recognizer, streamingConfig: { config, streamingFeatures } };

interface Outcome {
  readonly responses: readonly { speechEventType?: unknown; results?: readonly unknown[] }[];
  readonly error: { code: number; message: string } | undefined;
}

/** Sends the requests through Google's own client, half-closes unless told, and waits for the end. */
async function exchange(
  requests: readonly object[],
  options: GoogleSpeechOptions & { isLeftOpen?: boolean } = {},
): Promise<Outcome & { finals: readonly string[] }> {
  await using simulator = await startGoogleSpeechSimulator(options);
  const client = new v2.SpeechClient({
    apiEndpoint: '127.0.0.1',
    port: Number(new URL(simulator.origin).port),
    sslCreds: grpc.credentials.createInsecure(),
    auth: new GoogleAuth({ clientOptions: { universeDomain: 'googleapis.com' } }),
    projectId: 'demo',
  });
  await client.initialize();
  const stream = client._streamingRecognize();
  const responses: Outcome['responses'][number][] = [];
  const error = await new Promise<Outcome['error']>((resolve) => {
    stream.on('data', (response: Outcome['responses'][number]) => responses.push(response));
    stream.on('error', (failure: Error & { code: number }) => resolve(failure));
    stream.on('end', () => resolve(undefined));
    for (const request of requests) stream.write(request);
    if (options.isLeftOpen !== true) stream.end();
  });
  await client.close();
  const finals = simulator.state().streams.flatMap((record) => record.finals);
  return { responses, error, finals };
}

const invalid = (message: string) => ({
  code: 3,
  message: expect.stringContaining(message) as unknown,
});

describe('what Google refuses is refused', () => {
  it.each([
    ['audio before the configuration', [{ audio: silence(20) }], {}, 'streaming_config'],
    ['no recognizer', [{ ...firstRequest, recognizer: '' }], {}, 'Invalid resource name'],
    ['another location', [firstRequest], { location: 'us' }, 'location to be us, but found eu'],
    [
      'a model that the location has not',
      [{ ...firstRequest, recognizer: recognizer.replace('eu', 'europe-west1') }],
      {},
      'does not exist in the location',
    ],
    [
      'audio over 15,000 bytes',
      [firstRequest, { audio: new Uint8Array(15_001) }],
      {},
      '15000 bytes',
    ],
    ['a second configuration', [firstRequest, firstRequest], {}, 'Expected audio'],
    [
      'a boost for the telephony model',
      [
        {
          recognizer,
          streamingConfig: {
            config: {
              ...config,
              model: 'telephony',
              adaptation: {
                phraseSets: [{ inlinePhraseSet: { phrases: [{ value: 'Sophie', boost: 5 }] } }],
              },
            },
          },
        },
      ],
      {},
      'speech_adaptation_boost',
    ],
  ])('%s', async (_, requests, options, message) => {
    const { error } = await exchange(requests, options);
    expect(error).toMatchObject(invalid(message));
  });
});

describe('a stream', () => {
  it('settles what was said when it is half-closed', async () => {
    const { responses, error, finals } = await exchange([firstRequest, { audio: speak('Allô ?') }]);
    expect(error).toBeUndefined();
    expect(finals).toEqual(['Allô ?']);
    expect(responses[0]?.speechEventType).toBe('SPEECH_ACTIVITY_BEGIN');
    expect(responses.at(-1)?.results).toMatchObject([
      { isFinal: true, alternatives: [{ transcript: 'Allô ?' }] },
    ]);
  });

  it('gets finals only when it asked for no more', async () => {
    const request = { recognizer, streamingConfig: { config } };
    const { responses } = await exchange([request, { audio: speak('Allô ?') }]);
    expect(responses).toHaveLength(1);
  });

  it('is ended with ABORTED when no audio comes, and when it is too old', async () => {
    const limits = { audioTimeoutMs: 60 };
    const silent = await exchange([firstRequest], { isLeftOpen: true, limits });
    expect(silent.error).toMatchObject({ code: 10 });
    const old = await exchange([firstRequest], { isLeftOpen: true, limits: { streamMs: 60 } });
    expect(old.error?.message).toContain('Max duration of 5 minutes');
  });

  it('mishears words when told to, the same ones for the same seed', async () => {
    const requests = [firstRequest, { audio: speak('le mardi six à seize heures') }];
    const first = await exchange(requests, { corruptionRate: 1, seed: 5 });
    const second = await exchange(requests, { corruptionRate: 1, seed: 5 });
    expect(first.finals).toEqual(second.finals);
    expect(first.finals).toEqual(['marre dit si a treize heure']);
  });
});
