import { TextToSpeechClient } from '@google-cloud/text-to-speech';
import { GoogleAuth, grpc } from 'google-gax';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHearing } from '../../voice/hearing.ts';
import { sampleToMulaw } from '../../voice/mulaw.ts';
import type { VendorSimulator } from '../simulator.ts';
import {
  startGoogleTextToSpeechSimulator,
  type GoogleTextToSpeechState,
} from './google-text-to-speech-simulator.ts';

let simulator: VendorSimulator<GoogleTextToSpeechState>;
let client: TextToSpeechClient;
beforeAll(async () => {
  const timing = { firstByteMs: 5, speedFactor: 100 };
  simulator = await startGoogleTextToSpeechSimulator({ timing, inputTimeoutMs: 80 });
  client = new TextToSpeechClient({
    apiEndpoint: '127.0.0.1',
    port: Number(new URL(simulator.origin).port),
    sslCreds: grpc.credentials.createInsecure(),
    auth: new GoogleAuth({ clientOptions: { universeDomain: 'googleapis.com' } }),
    projectId: 'demo',
  });
  await client.initialize();
});
beforeEach(() => simulator.reset());
afterAll(async () => {
  await client.close();
  await simulator[Symbol.asyncDispose]();
});

const voice = { languageCode: 'fr-FR', name: 'fr-FR-Chirp3-HD-Aoede' };
type Encoding = 'MULAW' | 'ALAW' | 'PCM' | 'LINEAR16' | 'MP3';

function streamingConfig(audioEncoding: Encoding, sampleRateHertz: number, name = voice.name) {
  const streamingAudioConfig = { audioEncoding, sampleRateHertz };
  return { streamingConfig: { voice: { ...voice, name }, streamingAudioConfig } };
}

async function stream(
  requests: readonly object[],
  isLeftOpen = false,
): Promise<{ audio: Buffer; error: { code: number; message: string } | undefined }> {
  const call = client.streamingSynthesize();
  const chunks: Uint8Array[] = [];
  const error = await new Promise<{ code: number; message: string } | undefined>((resolve) => {
    call.on('data', (response: { audioContent: Uint8Array }) => chunks.push(response.audioContent));
    call.on('error', (failure: Error & { code: number }) => resolve(failure));
    call.on('end', () => resolve(undefined));
    for (const request of requests) call.write(request);
    if (!isLeftOpen) call.end();
  });
  return { audio: Buffer.concat(chunks), error };
}

function hear(mulaw8k: Uint8Array): string {
  const hearing = createHearing();
  hearing.push(mulaw8k);
  return hearing.text();
}

function pcmToMulaw(pcm: Buffer, everyNth: number): Uint8Array {
  return Uint8Array.from({ length: pcm.length / 2 / everyNth }, (_, index) =>
    sampleToMulaw(pcm.readInt16LE(index * 2 * everyNth)),
  );
}

describe('streaming', () => {
  it('speaks all texts in order, without a header', async () => {
    const texts = [{ input: { text: 'Bonjour.' } }, { input: { text: 'Au revoir.' } }];
    const { audio, error } = await stream([streamingConfig('MULAW', 8_000), ...texts]);
    expect([hear(audio), error]).toEqual(['Bonjour. Au revoir.', undefined]);
  });

  it('speaks PCM of 24 kHz when nothing is asked for', async () => {
    const requests = [{ streamingConfig: { voice } }, { input: { text: 'Bonjour.' } }];
    expect(hear(pcmToMulaw((await stream(requests)).audio, 3))).toBe('Bonjour.');
  });

  it.each([
    [
      'an encoding that is not streamed',
      streamingConfig('MP3', 24_000),
      'Unsupported audio encoding',
    ],
    ['a voice of another kind', streamingConfig('PCM', 24_000, 'fr-FR-Neural2-A'), 'Chirp 3: HD'],
    [
      'a voice of another language',
      streamingConfig('PCM', 24_000, 'en-US-Chirp3-HD-Zephyr'),
      "doesn't match",
    ],
    ['a text before the configuration', { input: { text: 'Oui.' } }, 'streaming_config'],
  ])('refuses %s', async (_, request, message) => {
    const { error } = await stream([request]);
    expect(error).toMatchObject({ code: 3, message: expect.stringContaining(message) as unknown });
  });

  it('refuses a text over 5,000 bytes', async () => {
    const text = 'é'.repeat(2_501);
    const { error } = await stream([streamingConfig('MULAW', 8_000), { input: { text } }]);
    expect(error).toMatchObject({ code: 3 });
  });

  it('is ended with ABORTED when no text comes', async () => {
    const { error } = await stream([streamingConfig('MULAW', 8_000)], true);
    expect(error).toMatchObject({ code: 10 });
    expect(simulator.state().requests[0]?.endedBy).toBe('ABORTED');
  });
});

describe('in one request', () => {
  it.each([
    ['MULAW', 7],
    ['LINEAR16', 1],
  ] as const)('%s comes as a WAV file', async (audioEncoding, formatTag) => {
    const [answer] = await client.synthesizeSpeech({
      input: { text: 'Bonjour.' },
      voice,
      audioConfig: { audioEncoding, sampleRateHertz: 8_000 },
    });
    const file = Buffer.from(answer.audioContent as Uint8Array);
    expect([file.toString('latin1', 0, 4), file.readUInt16LE(20)]).toEqual(['RIFF', formatTag]);
    const data = file.subarray(44);
    expect(hear(audioEncoding === 'MULAW' ? data : pcmToMulaw(data, 1))).toBe('Bonjour.');
  });

  it('refuses a pitch for a Chirp voice', async () => {
    const audioConfig = { audioEncoding: 'MULAW' as const, sampleRateHertz: 8_000, pitch: 2 };
    const answer = client.synthesizeSpeech({ input: { text: 'Oui.' }, voice, audioConfig });
    await expect(answer).rejects.toMatchObject({ code: 3 });
  });
});
