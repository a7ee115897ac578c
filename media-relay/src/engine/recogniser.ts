import type { CallbotError } from '@standardiste/shared/errors/callbot-error.ts';

export type RecognitionEvent =
  /** The hypothesis for the utterance in progress, whole; later ones replace it. `stability` is 0 to 1. */
  | { readonly type: 'interim'; readonly text: string; readonly stability: number }
  /** An utterance is settled. */
  | { readonly type: 'final'; readonly text: string }
  | { readonly type: 'speech-start' }
  | { readonly type: 'speech-end' }
  /** Recognition is over although nobody closed it. Always the last event. */
  | { readonly type: 'failed'; readonly error: CallbotError };

/** One call's speech recognition. Renews the vendor's stream by itself when that reaches its time limit, losing no audio. */
export interface RecognitionStream {
  /** One consumer. Ends after `close` or `failed`. */
  readonly events: AsyncIterable<RecognitionEvent>;
  /** μ-law 8 kHz, in near real time, silence included. Never blocks; ignored once closed. */
  sendAudio(mulaw8k: Uint8Array): void;
  close(): void;
}

/** Speech to text. Whoever opens a recogniser disposes of it; that closes its streams. */
export interface Recogniser extends AsyncDisposable {
  /** `phraseHints`: names and terms of the profile, likely to be said. */
  open(options: {
    readonly languageCode: string;
    readonly phraseHints: readonly string[];
    readonly signal: AbortSignal;
  }): RecognitionStream;
}
