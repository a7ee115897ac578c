import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import type { FaultRule } from '../faults.ts';
import type { ModelDialect } from './model-dialect.ts';

interface FrameStreaming {
  readonly dialect: Pick<ModelDialect<never>, 'malformedFrame' | 'faultFrame'>;
  readonly fault: FaultRule | undefined;
  readonly clock: Clock;
  readonly tokenMs: number;
  /** Aborts when the client closes the connection. */
  readonly left: AbortSignal;
  /** Destroys the socket; undefined where there is none. */
  readonly breakConnection: (() => void) | undefined;
  readonly onComplete: () => void;
}

/** Sends frames at the speed of a model, and breaks off in the middle where the fault says so. */
export function streamFrames(
  frames: readonly string[],
  streaming: FrameStreaming,
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      // Not awaited: the response must begin at once. What fails is the client's leaving, or the fault itself.
      send(controller, frames, streaming).catch((error: unknown) => controller.error(error));
    },
  });
}

type Controller = ReadableStreamDefaultController<Uint8Array>;

async function send(
  controller: Controller,
  frames: readonly string[],
  streaming: FrameStreaming,
): Promise<void> {
  const { fault, clock, left } = streaming;
  const breakAt = breaksMidway(fault) ? Math.ceil(frames.length / 2) : frames.length;
  for (const frame of frames.slice(0, breakAt)) {
    left.throwIfAborted();
    await write(controller, frame, fault?.code === 'split-utf8');
    await sleep(clock, streaming.tokenMs, left);
  }
  if (fault !== undefined && breaksMidway(fault)) return breakOff(controller, fault, streaming);
  streaming.onComplete();
  controller.close();
}

function breaksMidway(fault: FaultRule | undefined): boolean {
  return fault !== undefined && (fault.kind !== 'none' || fault.code === 'malformed-chunk');
}

async function breakOff(
  controller: Controller,
  fault: FaultRule,
  { dialect, left, breakConnection }: FrameStreaming,
): Promise<void> {
  if (fault.kind === 'hang') {
    return new Promise((_, reject) => {
      left.addEventListener('abort', () => reject(left.reason as Error), { once: true });
    });
  }
  if (fault.kind === 'cut' && fault.code !== 'no-finish') {
    if (breakConnection === undefined) throw new Error('the connection broke');
    return breakConnection();
  }
  if (fault.kind === 'error') await write(controller, dialect.faultFrame(fault), false);
  if (fault.kind === 'none') await write(controller, dialect.malformedFrame, false);
  controller.close();
}

const encoder = new TextEncoder();

async function write(controller: Controller, text: string, isSplit: boolean): Promise<void> {
  if (!isSplit) return controller.enqueue(encoder.encode(text));
  for (const byte of encoder.encode(text)) {
    controller.enqueue(Uint8Array.of(byte));
    await new Promise((resolve) => setImmediate(resolve)); // so that each byte is its own packet
  }
}
