import { status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { promptSynthesis, type SynthesisTiming } from '../../voice/in-process-synthesiser.ts';
import { speak } from '../../voice/speak.ts';
import { FaultPlan } from '../faults.ts';
import { faultFailure, startGrpcServer } from '../grpc-server.ts';
import type { VendorSimulator } from '../simulator.ts';
import { encodeSpeech, wrapWave } from './encode-speech.ts';
import { SynthesisCall, type SynthesisRecord, type SynthesisServerCall } from './synthesis-call.ts';
import {
  googleStreamingEncodings,
  readUnaryRequest,
  type SynthesisEncoding,
} from './synthesis-request.ts';

export interface GoogleTextToSpeechState {
  /** The latest 1,000 requests, oldest first. */
  readonly requests: readonly SynthesisRecord[];
}

export interface GoogleTextToSpeechOptions {
  readonly clock?: Clock;
  /** 0, the default: any free port. */
  readonly port?: number;
  readonly timing?: Partial<SynthesisTiming>;
  readonly inputTimeoutMs?: number;
  readonly maxStreams?: number;
  /** What a stream may ask for; by default what Google offers. */
  readonly streamingEncodings?: readonly SynthesisEncoding[];
}

const mostRecords = 1_000;

/**
 * Text-to-Speech v1 on this machine: `StreamingSynthesize` and `SynthesizeSpeech` over gRPC without TLS, in the text-bearing voice.
 * Faults: operations `streamingSynthesize` and `synthesizeSpeech`, `status` a gRPC or an HTTP status; `cut` breaks a stream after
 * half of a text.
 */
export async function startGoogleTextToSpeechSimulator(
  options: GoogleTextToSpeechOptions = {},
): Promise<VendorSimulator<GoogleTextToSpeechState>> {
  const clock = options.clock ?? systemClock;
  const timing = { ...promptSynthesis, ...options.timing };
  const faults = new FaultPlan();
  let records: SynthesisRecord[] = [];
  const addRecord = (kind: SynthesisRecord['kind']): SynthesisRecord => {
    const record: SynthesisRecord = {
      kind,
      config: null,
      texts: [],
      sentBytes: 0,
      endedBy: 'open',
    };
    records = [...records, record].slice(-mostRecords);
    return record;
  };
  const server = await startGrpcServer({
    clientPackage: '@google-cloud/text-to-speech',
    protoFile: 'google/cloud/texttospeech/v1/cloud_tts.proto',
    service: 'google.cloud.texttospeech.v1.TextToSpeech',
    port: options.port ?? 0,
    maxStreams: options.maxStreams ?? 100,
    handlers: {
      streamingSynthesize(call: SynthesisServerCall) {
        const fault = faults.next('streamingSynthesize');
        const inputTimeoutMs = options.inputTimeoutMs ?? 5_000;
        const record = addRecord('streaming');
        const encodings = options.streamingEncodings ?? googleStreamingEncodings;
        const callOptions = { clock, timing, inputTimeoutMs, encodings, fault, record };
        new SynthesisCall(call, callOptions).begin();
      },
      synthesizeSpeech(call: ServerUnaryCall<unknown, unknown>, answer: sendUnaryData<unknown>) {
        const fault = faults.next('synthesizeSpeech');
        const record = addRecord('unary');
        const delayMs = timing.firstByteMs + (fault?.latencyMs ?? 0);
        void sleep(clock, delayMs).then(() => {
          if (fault?.kind.startsWith('hang') === true) return;
          if (fault !== undefined && fault.kind !== 'none') return answer(faultFailure(fault));
          const request = readUnaryRequest(call.request);
          if (typeof request === 'string') {
            record.endedBy = 'INVALID_ARGUMENT';
            return answer({ code: status.INVALID_ARGUMENT, details: request });
          }
          const data = encodeSpeech(speak(request.text), request);
          const audioContent = request.encoding === 'PCM' ? data : wrapWave(data, request);
          const { text, ...config } = request;
          Object.assign(record, { config, texts: [text], endedBy: 'done' });
          record.sentBytes = audioContent.length;
          answer(null, { audioContent });
        });
      },
    },
  });
  return {
    origin: server.origin,
    faults,
    state: () => ({ requests: structuredClone(records) }),
    reset() {
      records = [];
      faults.set([]);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
