import { VendorFailedError, type CallbotError } from '@standardiste/shared/errors/callbot-error.ts';
import { AsyncQueue } from '@standardiste/shared/streams/async-queue.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { FaultPlan } from '../vendors/faults.ts';
import {
  createSimulatedRecognition,
  type RecognitionOptions,
  type RecognitionOutput,
} from './simulated-recognition.ts';

/** The same shape as the relay's port; the sandbox does not import the relay. */
export type InProcessRecognitionEvent =
  | { readonly type: 'interim'; readonly text: string; readonly stability: number }
  | { readonly type: 'final'; readonly text: string }
  | { readonly type: 'speech-start' }
  | { readonly type: 'speech-end' }
  | { readonly type: 'failed'; readonly error: CallbotError };

export interface InProcessRecognitionStream {
  readonly events: AsyncIterable<InProcessRecognitionEvent>;
  sendAudio(mulaw8k: Uint8Array): void;
  close(): void;
}

export interface InProcessRecogniser extends AsyncDisposable {
  open(options: {
    readonly languageCode: string;
    readonly phraseHints: readonly string[];
    readonly signal: AbortSignal;
  }): InProcessRecognitionStream;
  /**
   * Operation `streamingRecognize`, counted per stream. `error` fails the stream when it is opened (after `latencyMs`), `cut` after
   * 500 ms of audio, `hang` never says a word.
   */
  readonly faults: FaultPlan;
  /** What each stream really received, oldest first. */
  readonly heard: readonly { readonly text: string; readonly damageCount: number }[];
}

const cutAfterMs = 500;

/**
 * A recogniser without a network, for tests in virtual time: it understands the text-bearing voice on the same schedule as the
 * simulator of Google Speech. `deliveryDelayMs` is the way of a result back to the relay.
 */
export function createInProcessRecogniser(
  options: RecognitionOptions & { readonly clock: Clock; readonly deliveryDelayMs?: number },
): InProcessRecogniser {
  const faults = new FaultPlan();
  const heard: { readonly text: string; readonly damageCount: number }[] = [];
  const streams = new Set<InProcessRecognitionStream>();
  return {
    faults,
    heard,
    open({ signal }) {
      const recognition = createSimulatedRecognition(options);
      heard.push({
        get text() {
          return recognition.heardText();
        },
        get damageCount() {
          return recognition.damageCount;
        },
      });
      const stream = openStream({ ...options, signal, recognition, fault: faults.next(operation) });
      streams.add(stream);
      signal.addEventListener('abort', () => streams.delete(stream), { once: true });
      return stream;
    },
    [Symbol.asyncDispose]() {
      for (const stream of streams) stream.close();
      return Promise.resolve();
    },
  };
}

const operation = 'streamingRecognize';

function openStream(context: {
  readonly clock: Clock;
  readonly deliveryDelayMs?: number;
  readonly signal: AbortSignal;
  readonly recognition: ReturnType<typeof createSimulatedRecognition>;
  readonly fault: ReturnType<FaultPlan['next']>;
}): InProcessRecognitionStream {
  const { clock, signal, recognition, fault } = context;
  const events = new AsyncQueue<InProcessRecognitionEvent>();
  const timers = new Set<Disposable>();
  let isClosed = false;

  const later = (delayMs: number, run: () => void): void => {
    if (delayMs <= 0) return run();
    const timer = clock.schedule(delayMs, () => {
      timers.delete(timer);
      run();
    });
    timers.add(timer);
  };
  const close = (): void => {
    isClosed = true;
    for (const timer of timers) timer[Symbol.dispose]();
    timers.clear();
    signal.removeEventListener('abort', close);
    events.end();
  };
  const fail = (message: string): void => {
    const error = new VendorFailedError(message, { vendor: 'in-process', retryable: true });
    if (!isClosed) events.push({ type: 'failed', error });
    close();
  };

  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  if (fault?.kind.startsWith('error') === true)
    later(fault.latencyMs, () => fail(`The recogniser answers ${fault.status}`));
  return {
    events,
    close,
    sendAudio(mulaw8k) {
      if (isClosed) return;
      const outputs = recognition.push(mulaw8k);
      if (fault !== undefined && fault.kind !== 'none') {
        if (fault.kind === 'cut' && recognition.pushedMs >= cutAfterMs) fail('The stream was cut');
        if (fault.kind !== 'cut') return;
      }
      for (const output of outputs)
        later((context.deliveryDelayMs ?? 0) + (fault?.latencyMs ?? 0), () =>
          events.push(toEvent(output)),
        );
    },
  };
}

function toEvent(output: RecognitionOutput): InProcessRecognitionEvent {
  switch (output.type) {
    case 'interim':
      return { type: 'interim', text: output.text, stability: output.stability };
    case 'final':
      return { type: 'final', text: output.text };
    case 'speech-start':
    case 'speech-end':
      return { type: output.type };
  }
}
