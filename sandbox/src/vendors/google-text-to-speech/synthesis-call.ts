import { status, type ServerDuplexStream } from '@grpc/grpc-js';
import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import type { SynthesisTiming } from '../../voice/in-process-synthesiser.ts';
import { speak } from '../../voice/speak.ts';
import type { FaultRule } from '../faults.ts';
import { faultFailure, grpcFailure, type GrpcFailure } from '../grpc-server.ts';
import { encodeSpeech } from './encode-speech.ts';
import {
  readStreamingConfig,
  readStreamingInput,
  type SynthesisConfig,
  type SynthesisEncoding,
} from './synthesis-request.ts';

/** What one request asked for and how it ended. */
export interface SynthesisRecord {
  kind: 'streaming' | 'unary';
  config: SynthesisConfig | null;
  texts: string[];
  /** Bytes of audio that were sent. */
  sentBytes: number;
  /** `open`, `done`, `cancelled`, or the gRPC status that the simulator ended it with. */
  endedBy: string;
}

export type SynthesisServerCall = ServerDuplexStream<Record<string, unknown>, unknown>;

export interface SynthesisCallOptions {
  readonly clock: Clock;
  readonly timing: SynthesisTiming;
  /** Google ends a stream that gets no input for about 5 s. */
  readonly inputTimeoutMs: number;
  readonly encodings: readonly SynthesisEncoding[];
  readonly fault: FaultRule | undefined;
  readonly record: SynthesisRecord;
}

/** Serves one `StreamingSynthesize` call and keeps its record up to date. */
export class SynthesisCall {
  readonly #call: SynthesisServerCall;
  readonly #options: SynthesisCallOptions;
  readonly #over = new AbortController();
  #inputTimer: Disposable | undefined;
  /** Settles when everything that was asked for is spoken. */
  #speech: Promise<void> = Promise.resolve();
  #isFirst = true;

  constructor(call: SynthesisServerCall, options: SynthesisCallOptions) {
    this.#call = call;
    this.#options = options;
  }

  begin(): void {
    const { clock, fault } = this.#options;
    if (fault?.kind.startsWith('error') === true)
      sleep(clock, fault.latencyMs, this.#over.signal).then(
        () => this.#fail(faultFailure(fault)),
        () => undefined,
      );
    this.#awaitInput();
    this.#call.on('data', (request: Record<string, unknown>) => this.#onRequest(request));
    this.#call.on('end', () => this.#onHalfClose());
    this.#call.on('cancelled', () => this.#close('cancelled'));
    this.#call.on('error', () => this.#close('cancelled'));
  }

  get #isHanging(): boolean {
    return this.#options.fault?.kind.startsWith('hang') === true;
  }

  #onRequest(request: Record<string, unknown>): void {
    const { encodings, record } = this.#options;
    if (record.endedBy !== 'open') return;
    this.#awaitInput();
    const { config } = record;
    if (config === null) {
      const read = readStreamingConfig(request['streamingConfig'], encodings);
      if (typeof read === 'string') return this.#refuse(read);
      record.config = read;
      return;
    }
    const input = readStreamingInput(request);
    if (typeof input === 'string') return this.#refuse(input);
    record.texts.push(input.text);
    // Rejects only when the call is over; then nobody is left to tell.
    this.#speech = this.#speech.then(() => this.#speak(input.text, config)).catch(() => undefined);
  }

  async #speak(text: string, config: SynthesisConfig): Promise<void> {
    const { clock, fault, record, timing } = this.#options;
    const { signal } = this.#over;
    if (this.#isFirst) await sleep(clock, timing.firstByteMs + (fault?.latencyMs ?? 0), signal);
    this.#isFirst = false;
    if (this.#isHanging) return;
    const audio = speak(text);
    const chunkBytes = timing.chunkMs * 8;
    for (let at = 0; at < audio.length; at += chunkBytes) {
      if (fault?.kind === 'cut' && at >= audio.length / 2)
        return this.#fail(grpcFailure(status.UNAVAILABLE, 'Connection reset'));
      const audioContent = encodeSpeech(audio.subarray(at, at + chunkBytes), config);
      record.sentBytes += audioContent.length;
      this.#call.write({ audioContent });
      await sleep(clock, timing.chunkMs / timing.speedFactor, signal);
    }
  }

  #onHalfClose(): void {
    this.#inputTimer?.[Symbol.dispose]();
    if (this.#isHanging) return;
    void this.#speech.then(() => {
      if (this.#close('done')) this.#call.end();
    });
  }

  #awaitInput(): void {
    const { clock, inputTimeoutMs } = this.#options;
    this.#inputTimer?.[Symbol.dispose]();
    this.#inputTimer = clock.schedule(inputTimeoutMs, () => {
      const details = 'Stream aborted due to long duration elapsed without input sent.';
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
    this.#inputTimer?.[Symbol.dispose]();
    this.#over.abort(new Error(endedBy));
    return true;
  }
}
