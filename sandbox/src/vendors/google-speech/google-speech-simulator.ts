import type { Clock } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import type { RecognitionOptions } from '../../voice/simulated-recognition.ts';
import { FaultPlan } from '../faults.ts';
import { startGrpcServer } from '../grpc-server.ts';
import type { VendorSimulator } from '../simulator.ts';
import {
  RecognitionCall,
  type RecognitionLimits,
  type RecognitionRecord,
  type RecognitionServerCall,
} from './recognition-call.ts';

export interface GoogleSpeechState {
  /** The latest 1,000 streams, oldest first. */
  readonly streams: readonly RecognitionRecord[];
  readonly openStreamCount: number;
}

export interface GoogleSpeechOptions extends RecognitionOptions {
  readonly clock?: Clock;
  /** 0, the default: any free port. */
  readonly port?: number;
  /** The location that this endpoint serves; by default it takes any. */
  readonly location?: string;
  /** How long a result takes to the client. */
  readonly deliveryDelayMs?: number;
  readonly limits?: Partial<RecognitionLimits>;
  /** Streams in one connection; more wait in silence, as with Google. */
  readonly maxStreams?: number;
}

const googleLimits: RecognitionLimits = {
  streamMs: 300_000,
  audioTimeoutMs: 10_000,
  requestBytes: 15_000,
};
const mostRecords = 1_000;

/**
 * Speech-to-Text v2 on this machine: `StreamingRecognize` over gRPC without TLS. It understands the text-bearing voice in the audio
 * that it really gets. Results are due in audio time: a client that stops sending gets none. Faults: operation `streamingRecognize`,
 * `status` a gRPC or an HTTP status; `cut` breaks the stream after 500 ms of audio.
 */
export async function startGoogleSpeechSimulator(
  options: GoogleSpeechOptions = {},
): Promise<VendorSimulator<GoogleSpeechState>> {
  const faults = new FaultPlan();
  let records: RecognitionRecord[] = [];
  const server = await startGrpcServer({
    clientPackage: '@google-cloud/speech',
    protoFile: 'google/cloud/speech/v2/cloud_speech.proto',
    service: 'google.cloud.speech.v2.Speech',
    port: options.port ?? 0,
    maxStreams: options.maxStreams ?? 100,
    handlers: {
      streamingRecognize(call: RecognitionServerCall) {
        const record = newRecord();
        records = [...records, record].slice(-mostRecords);
        new RecognitionCall(call, {
          ...options,
          clock: options.clock ?? systemClock,
          limits: { ...googleLimits, ...options.limits },
          location: options.location,
          deliveryDelayMs: options.deliveryDelayMs ?? 0,
          fault: faults.next('streamingRecognize'),
          record,
        }).begin();
      },
    },
  });
  return {
    origin: server.origin,
    faults,
    state: () => ({
      streams: structuredClone(records),
      openStreamCount: records.filter(({ endedBy }) => endedBy === 'open').length,
    }),
    reset() {
      records = [];
      faults.set([]);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function newRecord(): RecognitionRecord {
  return {
    config: null,
    audioBytes: 0,
    requestCount: 0,
    heard: '',
    damageCount: 0,
    finals: [],
    endedBy: 'open',
  };
}
