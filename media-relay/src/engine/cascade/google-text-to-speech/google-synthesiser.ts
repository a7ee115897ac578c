import type { TextToSpeechClient } from '@google-cloud/text-to-speech';
import {
  OperationTimedOutError,
  VendorFailedError,
} from '@standardiste/shared/errors/callbot-error.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import { sleep, withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import type { Synthesiser } from '../../synthesiser.ts';
import { GoogleClientPool } from '../google-client-pool.ts';
import { whenConnected } from '../google-connect.ts';
import { googleEndpoint } from '../google-endpoint.ts';
import { codeOf, grpcCode, toVendorFailure } from '../google-failure.ts';
import { mulawFormat, pcmFormat, type SynthesisFormat } from './synthesis-format.ts';
import { openSynthesisStream } from './synthesis-stream.ts';

export interface GoogleSynthesiserOptions {
  readonly projectId: string;
  /** `host:port`, or `http://host:port` without TLS; `eu-texttospeech.googleapis.com` unless told. */
  readonly apiEndpoint?: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** 0.25 to 2. */
  readonly speakingRate?: number;
  /** For the first audio of a phrase, a second attempt not counted. */
  readonly firstAudioTimeoutMs?: number;
  /** Between two pieces of audio. */
  readonly nextAudioTimeoutMs?: number;
  readonly maxStreamsPerConnection?: number;
  readonly connectTimeoutMs?: number;
}

export interface GoogleSynthesiser extends Synthesiser {
  /** Loads the client and connects, so that the first phrase does not wait for it. @throws VendorFailedError */
  warmUp(signal?: AbortSignal): Promise<void>;
}

type SynthesisRequest = Parameters<Synthesiser['synthesise']>[0];

const vendor = 'google-text-to-speech';
const mostTextBytes = 5_000;
/** A phrase that failed before its first audio is asked for once more, after a pause that the caller does not notice. */
const retryDelayMs = 50;

/**
 * Google Text-to-Speech, streaming, with Chirp 3 HD voices. A stream for each phrase: Google ends one that gets no text for 5 s.
 * @throws ConfigInvalidError when the endpoint is malformed.
 */
export function createGoogleSynthesiser(options: GoogleSynthesiserOptions): GoogleSynthesiser {
  const pool = createPool(options);
  let format = mulawFormat;

  async function* speak(request: SynthesisRequest, canRetry: boolean): AsyncGenerator<Uint8Array> {
    let hasAudio = false;
    try {
      for await (const frames of attempt({ ...options, pool, format, request })) {
        hasAudio = true;
        yield frames;
      }
      return;
    } catch (error) {
      request.signal.throwIfAborted();
      const failure = toVendorFailure(error, vendor);
      if (hasAudio || !canRetry) throw failure;
      if (isEncodingRefused(error) && format !== pcmFormat) {
        options.logger.warning('The voice service refuses μ-law; PCM is used from now on', {
          error,
        });
        format = pcmFormat;
      } else if (!failure.retryable) throw failure;
      await sleep(options.clock, retryDelayMs, request.signal);
    }
    yield* speak(request, false);
  }

  return {
    async *synthesise(request) {
      request.signal.throwIfAborted();
      if (Buffer.byteLength(request.text) > mostTextBytes)
        throw new TypeError(`A phrase has at most ${mostTextBytes} bytes`);
      yield* speak(request, true);
    },
    async warmUp(signal) {
      using _lease = await pool.acquire(signal);
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

async function* attempt(
  context: GoogleSynthesiserOptions & {
    readonly pool: GoogleClientPool<TextToSpeechClient>;
    readonly format: SynthesisFormat;
    readonly request: SynthesisRequest;
  },
): AsyncGenerator<Uint8Array> {
  const { clock, format, pool, request } = context;
  const { signal } = request;
  const lease = await pool.acquire(signal);
  const speakingRate = context.speakingRate ?? 1;
  using stream = openSynthesisStream(lease, { ...request, speakingRate, format });
  const decoder = format.open();
  let timeoutMs = context.firstAudioTimeoutMs ?? 2_000;
  for (;;) {
    const what = 'Waiting for synthesised audio';
    const next = await withTimeout(clock, { timeoutMs, what, signal }, () =>
      stream.pieces.next(),
    ).catch((error: unknown) => {
      throw error instanceof OperationTimedOutError ? timedOut(error) : error;
    });
    if (next.done === true) break;
    timeoutMs = context.nextAudioTimeoutMs ?? 1_500;
    const frames = decoder.push(next.value);
    if (frames.length > 0) yield frames;
  }
  const last = decoder.flush();
  if (last.length > 0) yield last;
}

function createPool(options: GoogleSynthesiserOptions): GoogleClientPool<TextToSpeechClient> {
  const { clock, projectId, connectTimeoutMs = 3_000 } = options;
  const endpoint = googleEndpoint(options.apiEndpoint ?? 'eu-texttospeech.googleapis.com');
  return new GoogleClientPool<TextToSpeechClient>({
    clock,
    vendor,
    openTimeoutMs: connectTimeoutMs,
    maxStreams: options.maxStreamsPerConnection ?? 80,
    async connect() {
      // Loading it takes some 170 ms: not before it is needed.
      const { TextToSpeechClient } = await import('@google-cloud/text-to-speech');
      const ownConnection = { 'grpc.use_local_subchannel_pool': 1 };
      const client = new TextToSpeechClient({ ...endpoint, ...ownConnection, projectId });
      try {
        const what = `Connecting to ${vendor}`;
        await withTimeout(clock, { timeoutMs: connectTimeoutMs, what }, async () =>
          whenConnected((await client.initialize()) as Readonly<Record<string, unknown>>),
        );
        return client;
      } catch (error) {
        await client.close();
        throw error;
      }
    },
  });
}

function timedOut(cause: OperationTimedOutError): VendorFailedError {
  return new VendorFailedError(`${vendor} is too slow`, { vendor, retryable: true, cause });
}

function isEncodingRefused(error: unknown): boolean {
  return (
    codeOf(error) === grpcCode.invalidArgument &&
    error instanceof Error &&
    /encoding/i.test(error.message)
  );
}
