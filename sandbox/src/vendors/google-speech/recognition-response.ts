import type { RecognitionOutput } from '../../voice/simulated-recognition.ts';
import type { RecognitionConfig } from './recognition-request.ts';

/** The `StreamingRecognizeResponse` for what the recogniser says; undefined when the client did not ask for that. */
export function formatRecognitionResponse(
  output: RecognitionOutput,
  config: RecognitionConfig,
): object | undefined {
  switch (output.type) {
    case 'speech-start':
    case 'speech-end':
      if (!config.wantsActivity) return undefined;
      return {
        results: [],
        speechEventType:
          output.type === 'speech-start' ? 'SPEECH_ACTIVITY_BEGIN' : 'SPEECH_ACTIVITY_END',
        speechEventOffset: formatDuration(output.offsetMs),
      };
    case 'interim':
      if (!config.wantsInterims) return undefined;
      return {
        results: [
          {
            alternatives: [{ transcript: output.text }],
            isFinal: false,
            stability: output.stability,
            resultEndOffset: formatDuration(output.offsetMs),
            languageCode: config.languageCodes[0],
          },
        ],
      };
    case 'final':
      return {
        results: [
          {
            alternatives: [{ transcript: output.text, confidence: 0.92 }],
            isFinal: true,
            resultEndOffset: formatDuration(output.offsetMs),
            languageCode: config.languageCodes[0],
          },
        ],
      };
  }
}

function formatDuration(ms: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(ms / 1_000);
  return { seconds, nanos: Math.round((ms - seconds * 1_000) * 1e6) };
}
