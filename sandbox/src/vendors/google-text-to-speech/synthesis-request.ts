import { z } from 'zod';

const chirpVoice = /^[a-z]{2,3}-[A-Z]{2}-Chirp3-HD-[A-Z][a-z]+$/;

const streamingConfigSchema = z.looseObject({
  voice: z
    .looseObject({ languageCode: z.string().default(''), name: z.string().default('') })
    .default({ languageCode: '', name: '' }),
  streamingAudioConfig: z
    .looseObject({
      audioEncoding: z.string().default('AUDIO_ENCODING_UNSPECIFIED'),
      sampleRateHertz: z.number().default(0),
      speakingRate: z.number().default(1),
    })
    .optional(),
});

const unaryRequestSchema = z.looseObject({
  input: z.looseObject({ text: z.string().optional(), ssml: z.string().optional() }),
  voice: z.looseObject({ languageCode: z.string().default(''), name: z.string().default('') }),
  audioConfig: z.looseObject({
    audioEncoding: z.string().default(''),
    sampleRateHertz: z.number().default(0),
    pitch: z.number().default(0),
  }),
});

export type SynthesisEncoding = 'MULAW' | 'ALAW' | 'PCM' | 'LINEAR16';
export interface SynthesisConfig {
  readonly voice: string;
  readonly encoding: SynthesisEncoding;
  readonly sampleRateHz: number;
}

export const googleStreamingEncodings: readonly SynthesisEncoding[] = ['MULAW', 'ALAW', 'PCM'];
const unaryEncodings: readonly SynthesisEncoding[] = ['MULAW', 'ALAW', 'PCM', 'LINEAR16'];
const sampleRatesHz = [8_000, 16_000, 24_000];
/** Most bytes of text in one input. */
export const mostTextBytes = 5_000;

/** Reads the first message of a stream as Google does; a string is the reason of the INVALID_ARGUMENT. */
export function readStreamingConfig(
  config: unknown,
  encodings: readonly SynthesisEncoding[],
): SynthesisConfig | string {
  const parsed = streamingConfigSchema.safeParse(config);
  if (!parsed.success) return 'The first request must hold a streaming_config.';
  const { voice, streamingAudioConfig: audio } = parsed.data;
  const refusal = refuseVoice(voice);
  if (refusal !== undefined) return refusal;
  if (!chirpVoice.test(voice.name))
    return `Currently, only Chirp 3: HD voices are supported for streaming synthesis, not ${voice.name}.`;
  if (audio === undefined) return { voice: voice.name, encoding: 'PCM', sampleRateHz: 24_000 };
  if (audio.speakingRate < 0.25 || audio.speakingRate > 2)
    return 'speaking_rate must be between 0.25 and 2.0.';
  return readAudio(voice.name, audio, encodings);
}

/** The text of a later message of a stream; `reason` when it is refused. */
export function readStreamingInput(request: Record<string, unknown>): { text: string } | string {
  const input = request['input'];
  if (typeof input !== 'object' || input === null)
    return 'Expected an input after the first request.';
  const { text, markup } = input as { text?: unknown; markup?: unknown };
  const spoken = text ?? markup;
  if (typeof spoken !== 'string') return 'The input must hold text or markup.';
  return refuseLength(spoken) ?? { text: spoken };
}

/** Reads a `SynthesizeSpeech` request. */
export function readUnaryRequest(request: unknown): (SynthesisConfig & { text: string }) | string {
  const parsed = unaryRequestSchema.safeParse(request);
  if (!parsed.success) return 'input, voice and audio_config are needed.';
  const { input, voice, audioConfig } = parsed.data;
  const refusal = refuseVoice(voice);
  if (refusal !== undefined) return refusal;
  if (input.ssml !== undefined) return 'The simulator speaks no SSML.';
  if (input.text === undefined) return 'The input must hold text.';
  if (chirpVoice.test(voice.name) && audioConfig.pitch !== 0)
    return 'This voice does not support pitch parameters at this time.';
  const tooLong = refuseLength(input.text);
  if (tooLong !== undefined) return tooLong;
  const config = readAudio(voice.name, audioConfig, unaryEncodings);
  return typeof config === 'string' ? config : { ...config, text: input.text };
}

function refuseVoice(voice: { languageCode: string; name: string }): string | undefined {
  if (voice.languageCode === '') return 'language_code is needed.';
  if (!voice.name.startsWith(`${voice.languageCode}-`))
    return `Requested language code '${voice.languageCode}' doesn't match the voice '${voice.name}'s language code.`;
  return undefined;
}

function refuseLength(text: string): string | undefined {
  if (Buffer.byteLength(text) <= mostTextBytes) return undefined;
  return `Either input.text or input.ssml is longer than the limit of ${mostTextBytes} bytes.`;
}

function readAudio(
  voice: string,
  audio: { audioEncoding: string; sampleRateHertz: number },
  supported: readonly SynthesisEncoding[],
): SynthesisConfig | string {
  const encoding = supported.find((known) => known === audio.audioEncoding);
  if (encoding === undefined) return `Unsupported audio encoding: ${audio.audioEncoding}.`;
  const sampleRateHz = audio.sampleRateHertz || 24_000;
  const isTelephone = encoding === 'MULAW' || encoding === 'ALAW';
  if (isTelephone ? sampleRateHz !== 8_000 : !sampleRatesHz.includes(sampleRateHz))
    return `Unsupported sample rate for ${encoding}: ${sampleRateHz}.`;
  return { voice, encoding, sampleRateHz };
}
