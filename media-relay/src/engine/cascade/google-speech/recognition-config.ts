import type { protos } from '@google-cloud/speech';

export type StreamingRequest = protos.google.cloud.speech.v2.IStreamingRecognizeRequest;

/** Models whose phrase hints may carry a boost; `telephony` refuses one, older models ignore hints or refuse them. */
const modelsWithHints: ReadonlySet<string> = new Set(['chirp_2', 'chirp_3', 'long', 'short']);

/** Google's limits are 5,000 phrases of 100 characters; a profile has some dozens. */
const mostHints = 500;
const longestHint = 100;
/** Of 0 to 20. Strong enough for a name, too weak to hear it everywhere. */
const hintBoost = 8;

/**
 * The first message of a stream: μ-law as it comes from the carrier, interims, and speech events. No end-of-speech time-out: it would
 * close the stream at the first pause.
 */
export function formatRecognitionConfig(options: {
  readonly projectId: string;
  readonly location: string;
  readonly model: string;
  readonly languageCode: string;
  readonly phraseHints: readonly string[];
}): StreamingRequest {
  const phrases = options.phraseHints
    .filter((hint) => hint !== '' && hint.length <= longestHint)
    .slice(0, mostHints)
    .map((value) => ({ value, boost: hintBoost }));
  const hasHints = phrases.length > 0 && modelsWithHints.has(options.model);
  return {
    recognizer: `projects/${options.projectId}/locations/${options.location}/recognizers/_`,
    streamingConfig: {
      config: {
        explicitDecodingConfig: {
          encoding: 'MULAW',
          sampleRateHertz: 8_000,
          audioChannelCount: 1,
        },
        model: options.model,
        languageCodes: [options.languageCode],
        features: { enableAutomaticPunctuation: true },
        ...(hasHints && { adaptation: { phraseSets: [{ inlinePhraseSet: { phrases } }] } }),
      },
      streamingFeatures: { interimResults: true, enableVoiceActivityEvents: true },
    },
  };
}
