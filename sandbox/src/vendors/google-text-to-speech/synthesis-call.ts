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

/** Serves one `StreamingSynthesize` call and keeps `record` up to date. */
export function serveSynthesis(
  call: ServerDuplexStream<Record<string, unknown>, unknown>,
  options: {
    readonly clock: Clock;
    readonly timing: SynthesisTiming;
    /** Google ends a stream that gets no input for about 5 s. */
    readonly inputTimeoutMs: number;
    readonly encodings: readonly SynthesisEncoding[];
    readonly fault: FaultRule | undefined;
    readonly record: SynthesisRecord;
  },
): void {
  const { clock, timing, fault, record } = options;
  const over = new AbortController();
  let idle: Disposable | undefined;
  let speech: Promise<void> = Promise.resolve();
  let isFirst = true;

  const close = (endedBy: string): boolean => {
    if (record.endedBy !== 'open') return false;
    record.endedBy = endedBy;
    idle?.[Symbol.dispose]();
    over.abort(new Error(endedBy));
    return true;
  };
  const fail = (failure: GrpcFailure): void => {
    if (close(status[failure.code] ?? 'UNKNOWN')) call.emit('error', failure);
  };
  const awaitInput = (): void => {
    idle?.[Symbol.dispose]();
    idle = clock.schedule(options.inputTimeoutMs, () => {
      const details = 'Stream aborted due to long duration elapsed without input sent.';
      fail(grpcFailure(status.ABORTED, details));
    });
  };
  const say = async (text: string, config: SynthesisConfig): Promise<void> => {
    if (isFirst) await sleep(clock, timing.firstByteMs + (fault?.latencyMs ?? 0), over.signal);
    isFirst = false;
    if (fault?.kind.startsWith('hang') === true) return;
    const audio = speak(text);
    const chunkBytes = timing.chunkMs * 8;
    for (let at = 0; at < audio.length; at += chunkBytes) {
      if (fault?.kind === 'cut' && at >= audio.length / 2)
        return fail(grpcFailure(status.UNAVAILABLE, 'Connection reset'));
      const audioContent = encodeSpeech(audio.subarray(at, at + chunkBytes), config);
      record.sentBytes += audioContent.length;
      call.write({ audioContent });
      await sleep(clock, timing.chunkMs / timing.speedFactor, over.signal);
    }
  };

  if (fault?.kind.startsWith('error') === true)
    sleep(clock, fault.latencyMs, over.signal).then(
      () => fail(faultFailure(fault)),
      () => undefined,
    );
  awaitInput();
  call.on('data', (request: Record<string, unknown>) => {
    if (record.endedBy !== 'open') return;
    awaitInput();
    const { config } = record;
    if (config === null) {
      const read = readStreamingConfig(request['streamingConfig'], options.encodings);
      if (typeof read === 'string') return fail(grpcFailure(status.INVALID_ARGUMENT, read));
      record.config = read;
      return;
    }
    const input = readStreamingInput(request);
    if (typeof input === 'string') return fail(grpcFailure(status.INVALID_ARGUMENT, input));
    record.texts.push(input.text);
    // Rejects only when the call is over; then nobody is left to tell.
    speech = speech.then(() => say(input.text, config)).catch(() => undefined);
  });
  call.on('end', () => {
    idle?.[Symbol.dispose]();
    if (fault?.kind.startsWith('hang') === true) return;
    void speech.then(() => {
      if (close('done')) call.end();
    });
  });
  call.on('cancelled', () => close('cancelled'));
  call.on('error', () => close('cancelled'));
}
