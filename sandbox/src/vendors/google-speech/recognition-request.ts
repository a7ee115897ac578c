import { z } from 'zod';

const duration = z.looseObject({ seconds: z.number().optional(), nanos: z.number().optional() });

/** The first message of a stream, as protobuf decodes it: what is missing was not set. */
const configRequestSchema = z.looseObject({
  recognizer: z.string().default(''),
  streamingConfig: z.looseObject({
    config: z
      .looseObject({
        model: z.string().default(''),
        languageCodes: z.array(z.string()).default([]),
        explicitDecodingConfig: z
          .looseObject({
            encoding: z.string().default(''),
            sampleRateHertz: z.number().default(0),
            audioChannelCount: z.number().default(0),
          })
          .optional(),
        adaptation: z
          .looseObject({
            phraseSets: z
              .array(
                z.looseObject({
                  inlinePhraseSet: z
                    .looseObject({
                      boost: z.number().optional(),
                      phrases: z
                        .array(
                          z.looseObject({
                            value: z.string().default(''),
                            boost: z.number().optional(),
                          }),
                        )
                        .default([]),
                    })
                    .optional(),
                }),
              )
              .default([]),
          })
          .optional(),
      })
      .optional(),
    streamingFeatures: z
      .looseObject({
        interimResults: z.boolean().default(false),
        enableVoiceActivityEvents: z.boolean().default(false),
        voiceActivityTimeout: z
          .looseObject({
            speechStartTimeout: duration.optional(),
            speechEndTimeout: duration.optional(),
          })
          .optional(),
      })
      .optional(),
  }),
});

export interface RecognitionConfig {
  readonly recognizer: string;
  readonly model: string;
  readonly languageCodes: readonly string[];
  readonly encoding: 'MULAW' | 'LINEAR16';
  readonly phraseHints: readonly string[];
  readonly wantsInterims: boolean;
  readonly wantsActivity: boolean;
}

/** Where the newer models are served. Source: Google's table of models and regions, read October 2026. */
const locationsOfModel: Readonly<Record<string, readonly string[]>> = {
  chirp_3: ['eu', 'us', 'asia-southeast1', 'asia-northeast1'],
  chirp_2: ['us-central1', 'europe-west4', 'asia-southeast1'],
};
const encodings = ['MULAW', 'LINEAR16'] as const;

/**
 * Reads the first message as Google does. Returns the reason of the INVALID_ARGUMENT as a string when it is refused.
 * `location` is what the endpoint serves; undefined: any.
 */
export function readRecognitionRequest(
  request: unknown,
  location: string | undefined,
): RecognitionConfig | string {
  const parsed = configRequestSchema.safeParse(request);
  if (!parsed.success)
    return 'The first request must hold a recognizer and a streaming_config, and no audio.';
  const { recognizer, streamingConfig } = parsed.data;
  const named = /^projects\/[^/]+\/locations\/([^/]+)\/recognizers\/[^/]+$/.exec(recognizer)?.[1];
  if (named === undefined) return `Invalid resource name for recognizer: "${recognizer}".`;
  if (location !== undefined && named !== location)
    return `Expected resource location to be ${location}, but found ${named} in resource name.`;
  const config = streamingConfig.config;
  if (config === undefined) return 'The implicit recognizer needs a config.';
  const served = locationsOfModel[config.model];
  if (config.model === '') return 'A model is needed.';
  if (served?.includes(named) === false)
    return `The model "${config.model}" does not exist in the location named "${named}".`;
  if (config.languageCodes.length === 0) return 'At least one language code is needed.';
  const decoding = config.explicitDecodingConfig;
  const encoding = encodings.find((known) => known === decoding?.encoding);
  if (encoding === undefined || decoding?.sampleRateHertz !== 8_000)
    return 'The simulator understands MULAW and LINEAR16 at 8000 Hz.';
  if (decoding.audioChannelCount !== 1) return 'audio_channel_count must be 1.';
  const phraseSets = config.adaptation?.phraseSets ?? [];
  const phrases = phraseSets.flatMap((set) => set.inlinePhraseSet?.phrases ?? []);
  const boosts = [
    ...phraseSets.map((set) => set.inlinePhraseSet?.boost),
    ...phrases.map(({ boost }) => boost),
  ].filter((boost) => boost !== undefined);
  if (boosts.length > 0 && config.model.startsWith('telephony'))
    return 'Recognizer does not support feature: speech_adaptation_boost';
  if (boosts.some((boost) => boost < 0 || boost > 20)) return 'boost must be between 0 and 20.';
  if (phrases.some(({ value }) => value.length > 100))
    return 'A phrase has at most 100 characters.';
  const features = streamingConfig.streamingFeatures;
  if (features?.voiceActivityTimeout !== undefined && !features.enableVoiceActivityEvents)
    return 'voice_activity_timeout needs enable_voice_activity_events.';
  return {
    recognizer,
    model: config.model,
    languageCodes: config.languageCodes,
    encoding,
    phraseHints: phrases.map(({ value }) => value),
    wantsInterims: features?.interimResults ?? false,
    wantsActivity: features?.enableVoiceActivityEvents ?? false,
  };
}
