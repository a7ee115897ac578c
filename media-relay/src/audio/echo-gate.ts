import { frameMs } from './frames.ts';

/** Whether what comes from the caller's side may be their voice, while our own voice plays there. */
export interface EchoGateState {
  /** Frames pass until then, in ms of media time: a word is not cut into pieces. */
  readonly openUntilMs: number;
}

export const closedEchoGate: EchoGateState = { openUntilMs: Number.NEGATIVE_INFINITY };

/**
 * An echo comes back at least this much softer than our voice. Phones cancel their own; what is left on a bad line measures 20 dB and
 * more below, while a person who speaks up over the callbot is some dB around it.
 */
const leastReturnLossDb = 18;
/** Once somebody is louder than the echo, everything is heard for so long: the soft end of a word, the gap before the next. */
const holdOpenMs = 300;

/**
 * Judges the next 20 ms of caller audio. `agentDb` is how loud our own voice sounds at the caller's end now or did a moment ago;
 * undefined when it does not, and everything passes. Pure.
 */
export function advanceEchoGate(
  state: EchoGateState,
  frame: {
    readonly levelDb: number;
    readonly mediaMs: number;
    readonly agentDb: number | undefined;
  },
): { readonly state: EchoGateState; readonly isPassed: boolean } {
  if (frame.agentDb === undefined) return { state, isPassed: true };
  if (frame.levelDb > frame.agentDb - leastReturnLossDb) {
    return { state: { openUntilMs: frame.mediaMs + frameMs + holdOpenMs }, isPassed: true };
  }
  return { state, isPassed: frame.mediaMs < state.openUntilMs };
}
