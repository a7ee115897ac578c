import { mulawSilence } from './g711.ts';

/** 20 ms of G.711. */
export const frameBytes = 160;
export const frameMs = 20;

/** Cuts a stream of μ-law bytes, which arrive in pieces of any size, into whole 20 ms frames. */
export interface FrameSplitter {
  /** The whole frames that are complete now, as one piece of n × 160 bytes; empty when there is none. A view of `mulaw8k` where possible. */
  push(mulaw8k: Uint8Array): Uint8Array;
  /** What is left, padded with silence to one frame; empty when nothing is left. The splitter can be used again. */
  flush(): Uint8Array;
}

const none = new Uint8Array(0);

export function createFrameSplitter(): FrameSplitter {
  let rest = none;
  return {
    push(mulaw8k) {
      const bytes = rest.length === 0 ? mulaw8k : join(rest, mulaw8k);
      const wholeBytes = bytes.length - (bytes.length % frameBytes);
      rest = bytes.slice(wholeBytes);
      return bytes.subarray(0, wholeBytes);
    },
    flush() {
      if (rest.length === 0) return none;
      const frame = new Uint8Array(frameBytes).fill(mulawSilence);
      frame.set(rest);
      rest = none;
      return frame;
    },
  };
}

/** The audio as single frames of 160 bytes (views); the last one is padded with silence. */
export function* eachFrame(mulaw8k: Uint8Array): Generator<Uint8Array, void, undefined> {
  const splitter = createFrameSplitter();
  const whole = splitter.push(mulaw8k);
  for (let at = 0; at < whole.length; at += frameBytes) yield whole.subarray(at, at + frameBytes);
  const last = splitter.flush();
  if (last.length > 0) yield last;
}

/** How long the audio sounds, in ms. */
export function durationMs(mulaw8k: Uint8Array): number {
  return (mulaw8k.length * frameMs) / frameBytes;
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
