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

const cutAfterMs = 500;

/** Serves one `StreamingRecognize` call and keeps `record` up to date. */
export function serveRecognition(
  call: ServerDuplexStream<Record<string, unknown>, unknown>,
  options: RecognitionOptions & {
    readonly clock: Clock;
    readonly limits: RecognitionLimits;
    readonly location: string | undefined;
    readonly deliveryDelayMs: number;
    readonly fault: FaultRule | undefined;
    readonly record: RecognitionRecord;
  },
): void {
  const { clock, limits, record, fault } = options;
  const timers = new Set<Disposable>();
  let audioTimer: Disposable | undefined;
  let recognition: SimulatedRecognition | undefined;

  const later = (delayMs: number, run: () => void): Disposable => {
    const timer = clock.schedule(delayMs, () => {
      timers.delete(timer);
      run();
    });
    timers.add(timer);
    return timer;
  };
  const close = (endedBy: string): boolean => {
    if (record.endedBy !== 'open') return false;
    record.endedBy = endedBy;
    audioTimer?.[Symbol.dispose]();
    for (const timer of timers) timer[Symbol.dispose]();
    timers.clear();
    return true;
  };
  const fail = (failure: GrpcFailure): void => {
    if (close(status[failure.code] ?? 'UNKNOWN')) call.emit('error', failure);
  };
  const awaitAudio = (): void => {
    audioTimer?.[Symbol.dispose]();
    audioTimer = clock.schedule(limits.audioTimeoutMs, () => {
      const details = 'Stream timed out after receiving no more client requests.';
      fail(grpcFailure(status.ABORTED, details));
    });
  };
  const say = (outputs: readonly RecognitionOutput[]): void => {
    const { config } = record;
    for (const output of outputs) {
      if (output.type === 'final') record.finals.push(output.text);
      const response = config && formatRecognitionResponse(output, config);
      if (!response) continue;
      const delayMs = options.deliveryDelayMs + (fault?.latencyMs ?? 0);
      if (delayMs > 0) later(delayMs, () => call.write(response));
      else call.write(response);
    }
  };
  const open = (request: Record<string, unknown>): void => {
    const config = readRecognitionRequest(request, options.location);
    if (typeof config === 'string') return fail(grpcFailure(status.INVALID_ARGUMENT, config));
    record.config = config;
    recognition = createSimulatedRecognition(options);
    later(limits.streamMs, () =>
      fail(grpcFailure(status.ABORTED, 'Max duration of 5 minutes reached for stream.')),
    );
  };
  const hear = (audio: unknown, heard: SimulatedRecognition): void => {
    if (!(audio instanceof Uint8Array))
      return fail(grpcFailure(status.INVALID_ARGUMENT, 'Expected audio after the first request.'));
    if (audio.length > limits.requestBytes)
      return fail(
        grpcFailure(
          status.INVALID_ARGUMENT,
          `Audio chunk can be of a maximum of ${limits.requestBytes} bytes`,
        ),
      );
    const outputs = heard.push(toMulaw(audio, record.config?.encoding));
    record.audioBytes += audio.length;
    record.heard = heard.heardText();
    record.damageCount = heard.damageCount;
    if (fault?.kind === 'cut' && heard.pushedMs >= cutAfterMs)
      return fail(grpcFailure(status.UNAVAILABLE, 'Connection reset'));
    if (fault?.kind.startsWith('hang') !== true) say(outputs);
  };

  if (fault?.kind.startsWith('error') === true)
    later(fault.latencyMs, () => fail(faultFailure(fault)));
  awaitAudio();
  call.on('data', (request: Record<string, unknown>) => {
    if (record.endedBy !== 'open') return;
    record.requestCount += 1;
    awaitAudio();
    if (recognition === undefined) open(request);
    else hear(request['audio'], recognition);
  });
  call.on('end', () => {
    if (record.endedBy !== 'open') return;
    if (recognition !== undefined && fault?.kind.startsWith('hang') !== true)
      say(recognition.end());
    later(options.deliveryDelayMs + (fault?.latencyMs ?? 0), () => {
      if (close('client')) call.end();
    });
  });
  call.on('cancelled', () => close('cancelled'));
  call.on('error', () => close('cancelled'));
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
