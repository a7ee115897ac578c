import { advanceEchoGate, closedEchoGate } from './echo-gate.ts';
import { fillGaps, noGaps } from './fill-gaps.ts';
import { createFrameSplitter, eachFrame, frameMs } from './frames.ts';
import { decodeMulaw, mulawSilence } from './g711.ts';
import { levelDbfs } from './level.ts';

/** Caller audio as recogniser and voice detector are to hear it. */
export interface CallerEar {
  /**
   * The next piece of the line, which starts at `mediaMs`; `agentDb` is how loud our own voice sounds there, undefined when it does
   * not. Returns whole 20 ms frames from `startMs` on: gaps are silence, and so is what can only be our own echo. Nothing is returned
   * while a frame is not whole.
   */
  push(
    mulaw8k: Uint8Array,
    mediaMs: number,
    agentDb: number | undefined,
  ): { readonly mulaw8k: Uint8Array; readonly startMs: number };
}

export function createCallerEar(): CallerEar {
  const splitter = createFrameSplitter();
  let gaps = noGaps;
  let gate = closedEchoGate;
  let pendingBytes = 0;
  return {
    push(mulaw8k, mediaMs, agentDb) {
      const continuous = fillGaps(gaps, { mulaw8k, mediaMs });
      gaps = continuous.state;
      const startMs = continuous.startMs - pendingBytes / 8;
      const whole = splitter.push(continuous.mulaw8k);
      pendingBytes += continuous.mulaw8k.length - whole.length;
      if (agentDb === undefined) return { mulaw8k: whole, startMs };
      const heard = Uint8Array.from(whole);
      let frameStartMs = startMs;
      for (const frame of eachFrame(heard)) {
        const levelDb = levelDbfs(decodeMulaw(frame));
        const step = advanceEchoGate(gate, { levelDb, mediaMs: frameStartMs, agentDb });
        gate = step.state;
        if (!step.isPassed) frame.fill(mulawSilence);
        frameStartMs += frameMs;
      }
      return { mulaw8k: heard, startMs };
    },
  };
}
