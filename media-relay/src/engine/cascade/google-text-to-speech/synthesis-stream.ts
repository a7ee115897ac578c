import type { TextToSpeechClient } from '@google-cloud/text-to-speech';
import { AsyncQueue } from '@standardiste/shared/streams/async-queue.ts';
import type { ClientLease } from '../google-client-pool.ts';
import type { SynthesisFormat } from './synthesis-format.ts';

/** The audio of one phrase as Google sends it. Disposing cancels what is not there yet and gives the lease back. */
export interface SynthesisStream extends Disposable {
  /** One consumer. @throws the stream's gRPC error. */
  readonly pieces: AsyncIterator<Uint8Array, void>;
}

type Piece = { readonly audio: Uint8Array } | { readonly error: unknown };

/** Asks for one phrase: configuration, text, half-close. Takes over the lease. */
export function openSynthesisStream(
  lease: ClientLease<TextToSpeechClient>,
  request: {
    readonly text: string;
    readonly voice: string;
    readonly languageCode: string;
    readonly speakingRate: number;
    readonly format: SynthesisFormat;
  },
): SynthesisStream {
  const { audioEncoding, sampleRateHertz } = request.format;
  // Not bounded: it holds one phrase at most, and agent audio is never dropped.
  const queue = new AsyncQueue<Piece>();
  const stream = lease.client.streamingSynthesize();
  stream.on('data', (response: { audioContent?: unknown }) => {
    const audio = response.audioContent;
    if (audio instanceof Uint8Array && audio.length > 0) queue.push({ audio });
  });
  // Stays registered after cancel(), whose CANCELLED arrives as an error too.
  stream.on('error', (error: unknown) => {
    queue.push({ error });
    queue.end();
  });
  stream.on('end', () => queue.end());
  stream.write({
    streamingConfig: {
      voice: { languageCode: request.languageCode, name: request.voice },
      streamingAudioConfig: { audioEncoding, sampleRateHertz, speakingRate: request.speakingRate },
    },
  });
  stream.write({ input: { text: request.text } });
  stream.end();
  return {
    pieces: readPieces(queue),
    [Symbol.dispose]() {
      stream.cancel();
      queue.end();
      lease[Symbol.dispose]();
    },
  };
}

async function* readPieces(queue: AsyncQueue<Piece>): AsyncGenerator<Uint8Array, void> {
  for await (const piece of queue) {
    if ('error' in piece) throw piece.error;
    yield piece.audio;
  }
}
