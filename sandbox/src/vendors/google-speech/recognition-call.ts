import { status, type ServerDuplexStream } from '@grpc/grpc-js';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { sampleToMulaw } from '../../voice/mulaw.ts';
import {
  createSimulatedRecognition,
  type RecognitionOptions,
  type RecognitionOutput,
  type SimulatedRecognition,
} from '../../voice/simulated-recognition.ts';
import type { FaultRule } from '../faults.ts';
import { faultFailure, grpcFailure, type GrpcFailure } from '../grpc-server.ts';
import { readRecognitionRequest, type RecognitionConfig } from './recognition-request.ts';
import { formatRecognitionResponse } from './recognition-response.ts';

export interface RecognitionLimits {
  /** Google ends a stream after 5 minutes. */
  readonly streamMs: number;
  /** Google ends a stream that gets no audio for 10 s. */
  readonly audioTimeoutMs: number;
  /** Most bytes of audio in one request. */
  readonly requestBytes: number;
}

/** What one stream received and how it ended. */
export interface RecognitionRecord {
  config: RecognitionConfig | null;
  audioBytes: number;
  requestCount: number;
  /** Everything that was heard, before words were misheard. */
  heard: string;
  damageCount: number;
  finals: string[];
  /** `open`, `client` (half-closed), `cancelled`, or the gRPC status that the simulator ended it with. */
  endedBy: string;
}

export type RecognitionServerCall = ServerDuplexStream<Record<string, unknown>, unknown>;

export interface RecognitionCallOptions extends RecognitionOptions {
  readonly clock: Clock;
  readonly limits: RecognitionLimits;
  readonly location: string | undefined;
  readonly deliveryDelayMs: number;
  readonly fault: FaultRule | undefined;
  readonly record: RecognitionRecord;
}

const cutAfterMs = 500;

/** Serves one `StreamingRecognize` call and keeps its record up to date. */
export class RecognitionCall {
  readonly #call: RecognitionServerCall;
  readonly #options: RecognitionCallOptions;
  readonly #timers = new Set<Disposable>();
  readonly #delayMs: number;
  #audioTimer: Disposable | undefined;
  #recognition: SimulatedRecognition | undefined;

  constructor(call: RecognitionServerCall, options: RecognitionCallOptions) {
    this.#call = call;
    this.#options = options;
    this.#delayMs = options.deliveryDelayMs + (options.fault?.latencyMs ?? 0);
  }

  begin(): void {
    const { fault } = this.#options;
    if (fault?.kind.startsWith('error') === true)
      this.#later(fault.latencyMs, () => this.#fail(faultFailure(fault)));
    this.#awaitAudio();
    this.#call.on('data', (request: Record<string, unknown>) => this.#onRequest(request));
    this.#call.on('end', () => this.#onHalfClose());
    this.#call.on('cancelled', () => this.#close('cancelled'));
    this.#call.on('error', () => this.#close('cancelled'));
  }

  get #isHanging(): boolean {
    return this.#options.fault?.kind.startsWith('hang') === true;
  }

  #onRequest(request: Record<string, unknown>): void {
    const { record } = this.#options;
    if (record.endedBy !== 'open') return;
    record.requestCount += 1;
    this.#awaitAudio();
    if (this.#recognition === undefined) this.#configure(request);
    else this.#hear(request['audio'], this.#recognition);
  }

  #configure(request: Record<string, unknown>): void {
    const { location, limits, record } = this.#options;
    const config = readRecognitionRequest(request, location);
    if (typeof config === 'string') return this.#refuse(config);
    record.config = config;
    this.#recognition = createSimulatedRecognition(this.#options);
    this.#later(limits.streamMs, () =>
      this.#fail(grpcFailure(status.ABORTED, 'Max duration of 5 minutes reached for stream.')),
    );
  }

  #hear(audio: unknown, recognition: SimulatedRecognition): void {
    const { fault, limits, record } = this.#options;
    if (!(audio instanceof Uint8Array))
      return this.#refuse('Expected audio after the first request.');
    if (audio.length > limits.requestBytes)
      return this.#refuse(`Audio chunk can be of a maximum of ${limits.requestBytes} bytes`);
    const outputs = recognition.push(toMulaw(audio, record.config?.encoding));
    record.audioBytes += audio.length;
    record.heard = recognition.heardText();
    record.damageCount = recognition.damageCount;
    if (fault?.kind === 'cut' && recognition.pushedMs >= cutAfterMs)
      return this.#fail(grpcFailure(status.UNAVAILABLE, 'Connection reset'));
    if (!this.#isHanging) this.#say(outputs);
  }

  #say(outputs: readonly RecognitionOutput[]): void {
    const { record } = this.#options;
    for (const output of outputs) {
      if (output.type === 'final') record.finals.push(output.text);
      const response = record.config && formatRecognitionResponse(output, record.config);
      if (response) this.#later(this.#delayMs, () => this.#call.write(response));
    }
  }

  #onHalfClose(): void {
    if (this.#options.record.endedBy !== 'open') return;
    this.#audioTimer?.[Symbol.dispose]();
    if (this.#isHanging) return;
    if (this.#recognition !== undefined) this.#say(this.#recognition.end());
    this.#later(this.#delayMs, () => {
      if (this.#close('client')) this.#call.end();
    });
  }

  #awaitAudio(): void {
    const { clock, limits } = this.#options;
    this.#audioTimer?.[Symbol.dispose]();
    this.#audioTimer = clock.schedule(limits.audioTimeoutMs, () => {
      const details = 'Stream timed out after receiving no more client requests.';
      this.#fail(grpcFailure(status.ABORTED, details));
    });
  }

  #refuse(details: string): void {
    this.#fail(grpcFailure(status.INVALID_ARGUMENT, details));
  }

  #fail(failure: GrpcFailure): void {
    if (this.#close(status[failure.code] ?? 'UNKNOWN')) this.#call.emit('error', failure);
  }

  /** False when the call was over already. */
  #close(endedBy: string): boolean {
    const { record } = this.#options;
    if (record.endedBy !== 'open') return false;
    record.endedBy = endedBy;
    this.#audioTimer?.[Symbol.dispose]();
    for (const timer of this.#timers) timer[Symbol.dispose]();
    this.#timers.clear();
    return true;
  }

  #later(delayMs: number, run: () => void): void {
    if (delayMs <= 0) return run();
    const timer = this.#options.clock.schedule(delayMs, () => {
      this.#timers.delete(timer);
      run();
    });
    this.#timers.add(timer);
  }
}

function toMulaw(
  audio: Uint8Array,
  encoding: RecognitionConfig['encoding'] | undefined,
): Uint8Array {
  if (encoding !== 'LINEAR16') return audio;
  const view = new DataView(audio.buffer, audio.byteOffset, audio.byteLength);
  return Uint8Array.from({ length: audio.length >> 1 }, (_, index) =>
    sampleToMulaw(view.getInt16(index * 2, true)),
  );
}
